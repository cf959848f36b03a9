import type { InstantInput } from "../../kernel/index.js";
import {
  aBoolean,
  aColumn,
  anInstant,
  anything,
  LOOK_AHEAD,
  mapOf,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { ScoreColumns } from "../../models/index.js";
import { preparedOf } from "../../rules/internal.js";
import type { ChurnPolicy } from "../policy/churn-policy.js";
import type { ChurnSubject } from "../policy/churn-subject.js";
import { compiledPolicyOf } from "../policy/define-churn-policy.js";
import { requireRows } from "../policy/require-rows.js";
import { nextBandChange } from "./next-check.js";
import { type ChurnScores, scoreColumns, UNKNOWN } from "./score-columns.js";

/** Churn risks of a population, as parallel columns. */
export interface ChurnRisks {
  readonly policy: string;
  readonly version: number;
  readonly ids: readonly string[];
  /** 0 to 100; NaN if too little is known. */
  readonly score: Float64Array;
  /** Share of the policy's evidence that is known, 0 to 1; how complete the data are, not how certain the score is. */
  readonly knownShare: Float64Array;
  /** Position of the band in `bands`, whose last entry is "unknown". */
  readonly band: Uint8Array;
  /** Identifiers of the bands. */
  readonly bands: readonly string[];
  /** Points of each signal by its identifier; they add up to the score. */
  readonly contributions: Readonly<Record<string, Float64Array>>;
  /** Epoch milliseconds at which time alone moves the customer into another band, NaN if it does not; only with `nextCheck`. */
  readonly nextCheckAt?: Float64Array | undefined;
}

/** Options of {@link churnRisks}. */
export interface ChurnRisksOptions {
  /** Instant of the evaluation; later interactions do not count. */
  readonly asOf: InstantInput;
  /** Columns that the host supplies, by name; rows are matched by customer. */
  readonly columns?: Readonly<Record<string, ScoreColumns>> | undefined;
  /** Also computes when time alone moves each customer into another band. Defaults to false. */
  readonly nextCheck?: boolean | undefined;
}

const RISKS_OPTIONS: OptionShape<ChurnRisksOptions> = {
  asOf: anInstant,
  columns: mapOf(optionsOf<ScoreColumns>({ ids: anything, values: aColumn })),
  nextCheck: aBoolean,
};

/**
 * Scores the churn risk of a population by a policy: the results of `churnRisk` for each customer, as columns.
 *
 * @param records - records or subjects
 * @throws ClienteleError `undefined_churn_policy`, `mismatched_dimensions`, `invalid_instant`, `invalid_option`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * const complaint = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risks = churnRisks(policy, [{ id: "c1", attributes: {}, history: [complaint] }, { id: "c2", attributes: {}, history: [] }], { asOf: 0 });
 * [...risks.score] // => [36, NaN]
 */
export function churnRisks(policy: ChurnPolicy, records: Iterable<ChurnSubject>, options: ChurnRisksOptions): ChurnRisks {
  const compiled = compiledPolicyOf(policy);
  const { asOf, columns: brought, nextCheck } = requireOptions(options, RISKS_OPTIONS);
  const at = toMilliseconds(asOf!, "asOf");
  const subjects = [...records];
  const ids: string[] = [];
  const columns = compiled.inputs.map(() => new Float64Array(subjects.length).fill(Number.NaN));
  const given = compiled.inputs.map((input) => (input.kind === "column" ? valuesById(brought?.[input.name]) : undefined));
  const nextCheckAt = nextCheck === true ? new Float64Array(subjects.length) : undefined;
  subjects.forEach((record, row) => {
    const subject = preparedOf(record);
    ids.push(subject.id);
    given.forEach((values, place) => {
      if (values !== undefined) columns[place]![row] = values.get(subject.id) ?? Number.NaN;
    });
    compiled.read(subject, at, columns, row);
    if (nextCheckAt === undefined) return;
    const own = columns.map((column) => column.slice(row, row + 1));
    nextCheckAt[row] = nextBandChange(compiled, subject, at, at + LOOK_AHEAD, own) ?? Number.NaN;
  });
  return {
    ...named(policy, ids, scoreColumns(compiled, columns, ids.length)),
    ...(nextCheckAt !== undefined && { nextCheckAt }),
  };
}

/**
 * Scores inputs that a database computed: the columns of `churnMetrics`, as numbers. A million rows take about a second.
 *
 * @param ids - the customers, one per row
 * @param inputs - columns by name; NaN is a missing value
 * @throws ClienteleError `undefined_churn_policy`, `mismatched_dimensions` for a missing column or one of another length
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * [...scoreChurnInputs(policy, ["c1", "c2"], { complaints: [1, 3] }).score] // => [36, 60]
 */
export function scoreChurnInputs(
  policy: ChurnPolicy,
  ids: readonly string[],
  inputs: Readonly<Record<string, ArrayLike<number>>>,
): ChurnRisks {
  const compiled = compiledPolicyOf(policy);
  const columns = compiled.inputs.map(({ name }) => {
    const column = Object.hasOwn(inputs, name) ? inputs[name]! : undefined;
    requireRows(name, column, ids.length);
    return column!;
  });
  return named(policy, ids, scoreColumns(compiled, columns, ids.length));
}

function named(policy: ChurnPolicy, ids: readonly string[], scores: ChurnScores): ChurnRisks {
  const { score, knownShare, band, contributions } = scores;
  return {
    policy: policy.id,
    version: policy.version,
    ids,
    score,
    knownShare,
    band: band.map((place) => (place === UNKNOWN ? policy.bands.length : place)),
    bands: [...policy.bands.map(({ id }) => id), "unknown"],
    contributions: Object.fromEntries(policy.signals.map(({ id }, place) => [id, contributions[place]!])),
  };
}

function valuesById(column: ScoreColumns | undefined): Map<string, number> | undefined {
  if (column === undefined) return undefined;
  return new Map(column.ids.map((id, row) => [id, column.values[row]!]));
}

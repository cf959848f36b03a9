import { preparedOf } from "../../rules/internal.js";
import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { LOOK_AHEAD, toMilliseconds } from "../../kernel/internal.js";
import type { ScoreColumns } from "../../models/index.js";
import type { ChurnPolicy } from "../policy/churn-policy.js";
import { type ChurnSubject, frozenAt } from "../policy/churn-subject.js";
import { compiledPolicyOf } from "../policy/define-churn-policy.js";
import { nextBandChange } from "./next-check.js";
import { type ChurnScores, scoreColumns, UNKNOWN } from "./score-columns.js";

/** Churn risks of a population, as parallel columns. */
export interface ChurnRisks {
  readonly policy: string;
  readonly version: number;
  readonly ids: readonly string[];
  /** 0 to 100; NaN where too little is known. */
  readonly score: Float64Array;
  /** Share of what could be known that is known, 0 to 1. */
  readonly confidence: Float64Array;
  /** Position of the band in `bands`, the last of which is "unknown". */
  readonly band: Uint8Array;
  /** Identifiers of the bands. */
  readonly bands: readonly string[];
  /** Points of each signal by its identifier; they add up to the score. */
  readonly contributions: Readonly<Record<string, Float64Array>>;
  /** Epoch milliseconds at which time alone brings the customer into another band, NaN for none; where it was asked for. */
  readonly nextCheckAt?: Float64Array;
}

/** Options of {@link churnRisks}. */
export interface ChurnRisksOptions {
  /** What had happened by then counts, nothing later. */
  readonly asOf: InstantInput;
  /** Columns of the host, matched by customer. */
  readonly columns?: Readonly<Record<string, ScoreColumns>> | undefined;
  /** Also find out when time alone brings a customer into another band; defaults to false. */
  readonly nextCheck?: boolean | undefined;
}

/**
 * The churn risks of a population by a policy: what `churnRisk` says of each customer, as columns.
 *
 * @param records - records or subjects
 * @param options - `asOf`: what had happened by then counts; `columns` of the host, matched by customer; `nextCheck`: also when to look again
 * @throws ClienteleError `undefined_churn_policy`, `mismatched_dimensions`, `invalid_instant`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * const complained = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risks = churnRisks(policy, [{ id: "c1", attributes: {}, history: [complained] }, { id: "c2", attributes: {}, history: [] }], { asOf: 0 });
 * [...risks.score] // => [36, NaN]
 */
export function churnRisks(policy: ChurnPolicy, records: Iterable<ChurnSubject>, options: ChurnRisksOptions): ChurnRisks {
  const compiled = compiledPolicyOf(policy);
  const at = toMilliseconds(options.asOf, "asOf");
  const subjects = [...records];
  const ids: string[] = [];
  const columns = compiled.inputs.map(() => new Float64Array(subjects.length).fill(Number.NaN));
  const given = compiled.inputs.map((input) => (input.kind === "column" ? valuesById(options.columns?.[input.name]) : undefined));
  const nextCheckAt = options.nextCheck === true ? new Float64Array(subjects.length) : undefined;
  subjects.forEach((record, row) => {
    const subject = preparedOf(record);
    ids.push(subject.id);
    given.forEach((values, place) => {
      if (values !== undefined) columns[place]![row] = values.get(subject.id) ?? Number.NaN;
    });
    compiled.read(subject, at, columns, row);
    if (nextCheckAt === undefined) return;
    const own = columns.map((column) => column.slice(row, row + 1));
    nextCheckAt[row] = nextBandChange(compiled, frozenAt(subject, at), at, at + LOOK_AHEAD, own) ?? Number.NaN;
  });
  return {
    ...named(policy, ids, scoreColumns(compiled, columns, ids.length)),
    ...(nextCheckAt !== undefined && { nextCheckAt }),
  };
}

/**
 * Scores inputs that a database has computed: the columns of `churnMetrics`, as numbers. A million rows take about a second.
 *
 * @param ids - customers
 * @param inputs - columns by name; NaN is missing
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
    if (column?.length !== ids.length)
      throw new ClienteleError(
        "mismatched_dimensions",
        `The column ${name} needs a number for each of the ${ids.length} customers.`,
        {
          expected: ids.length,
          actual: column?.length ?? 0,
        },
      );
    return column;
  });
  return named(policy, ids, scoreColumns(compiled, columns, ids.length));
}

function named(policy: ChurnPolicy, ids: readonly string[], scores: ChurnScores): ChurnRisks {
  const { score, confidence, band, contributions } = scores;
  return {
    policy: policy.id,
    version: policy.version,
    ids,
    score,
    confidence,
    band: band.map((place) => (place === UNKNOWN ? policy.bands.length : place)),
    bands: [...policy.bands.map(({ id }) => id), "unknown"],
    contributions: Object.fromEntries(policy.signals.map(({ id }, place) => [id, contributions[place]!])),
  };
}

function valuesById(column: ScoreColumns | undefined): Map<string, number> | undefined {
  if (column === undefined) return undefined;
  return new Map(column.ids.map((id, row) => [id, column.values[row]!]));
}

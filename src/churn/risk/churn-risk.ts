import { ClienteleError, type InstantInput, localize, type LocalizedText } from "../../kernel/index.js";
import { LOOK_AHEAD, toMilliseconds } from "../../kernel/internal.js";
import { type PreparedSubject } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { unknownBand, type ChurnPolicy } from "../policy/churn-policy.js";
import { type ChurnCause, severityOf } from "../policy/churn-signal.js";
import { type ChurnSubject, frozenAt } from "../policy/churn-subject.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import { compiledPolicyOf } from "../policy/define-churn-policy.js";
import { nextBandChange } from "./next-check.js";
import { type ChurnScores, scoreColumns, UNKNOWN } from "./score-columns.js";

/** What one signal says of a customer. */
export interface ChurnSignalSeen {
  readonly id: string;
  readonly label: LocalizedText;
  readonly cause: ChurnCause;
  /** Unknown is not quiet: there was nothing to compute the figure from. */
  readonly status: "raised" | "quiet" | "unknown";
  /** The figure; `null` where it is unknown. */
  readonly value: number | null;
  /** From 0 to 1. */
  readonly severity: number;
  /** Points of the score. */
  readonly contribution: number;
  /** How far it can be relied on, 0 to 1. */
  readonly reliability: number;
  /** What was seen, in words. */
  readonly text: LocalizedText;
}

/** How likely a customer is to leave, by a policy: plain data. */
export interface ChurnRisk {
  readonly customerId: string;
  readonly policy: string;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** 0 to 100; `null` when too little is known: that is neither safe nor at risk. */
  readonly score: number | null;
  /** Identifier of the band, `"unknown"` without a score. */
  readonly band: string;
  readonly label: LocalizedText;
  /** Share of what could be known that is known, 0 to 1. */
  readonly confidence: number;
  /** Raised signals first, by contribution; contributions add up to the score. */
  readonly signals: readonly ChurnSignalSeen[];
  /** Against an earlier result; `null` without one. */
  readonly change: ChurnChange | null;
  /** When time alone will bring the customer into another band; `null` if it will not within ten years. */
  readonly nextCheckAt: Date | null;
}

/** What became different since an earlier result. */
export interface ChurnChange {
  /** Epoch milliseconds of the earlier result. */
  readonly since: number;
  /** Points more; `null` where one of the two is unknown. */
  readonly score: number | null;
  readonly bandBefore: string;
  /** Signals that count more or less than before, the largest difference first. */
  readonly signals: readonly { readonly id: string; readonly label: LocalizedText; readonly by: number }[];
}

/** What to look at besides the record. */
export interface ChurnRiskOptions {
  /** What had happened by then counts, nothing later. */
  readonly asOf: InstantInput;
  /** Figures that the policy reads as columns, by name: `{ probabilityAlive: 0.4 }`. */
  readonly columns?: Readonly<Record<string, number | undefined>> | undefined;
  /** The customer's earlier result, to say what changed. */
  readonly before?: ChurnRisk | undefined;
  /** How far to look for the next check; defaults to ten years after `asOf`. */
  readonly until?: InstantInput | undefined;
}

/**
 * One customer's churn risk by a policy: score, band, confidence, and what each signal adds. Only what had happened by `asOf`
 * counts.
 *
 * @param policy - of `defineChurnPolicy`
 * @param record - a record or a subject
 * @param asOf - an instant
 * @param options - columns of the host, an earlier result
 * @throws ClienteleError `undefined_churn_policy`, `mismatched_churn_results` for an earlier result of another customer or policy, `invalid_instant`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * const complained = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [complained] }, { asOf: 0 });
 * risk.score // => 36
 * risk.nextCheckAt // => new Date("1970-04-01T00:00:00Z")
 * churnRisk(policy, { id: "c2", attributes: {}, history: [] }, { asOf: 0 }).band // => "unknown"
 */
export function churnRisk(policy: ChurnPolicy, record: ChurnSubject, options: ChurnRiskOptions): ChurnRisk {
  const compiled = compiledPolicyOf(policy);
  const at = toMilliseconds(options.asOf, "asOf");
  const until = options.until === undefined ? at + LOOK_AHEAD : toMilliseconds(options.until, "until");
  const subject = frozenAt(preparedOf(record), at);
  if (options.before !== undefined) requireOwn(policy, options.before, subject, at);
  const columns = columnsOfOne(compiled, subject, at, options.columns);
  const scores = scoreColumns(compiled, columns, 1);
  const signals = signalsSeen(compiled, columns, scores);
  const band = scores.band[0] === UNKNOWN ? unknownBand : policy.bands[scores.band[0]!]!;
  const score = Number.isNaN(scores.score[0]) ? null : scores.score[0]!;
  const next = nextBandChange(compiled, subject, at, until, columns);
  return {
    customerId: subject.id,
    policy: policy.id,
    version: policy.version,
    asOf: at,
    score,
    band: band.id,
    label: band.label,
    confidence: scores.confidence[0]!,
    signals,
    change: options.before === undefined ? null : changeSince(options.before, score, signals),
    nextCheckAt: next === null ? null : new Date(next),
  };
}

/**
 * What each signal of a policy says of one customer, in the order of the policy, without a score.
 *
 * @param options - columns of the host
 * @throws ClienteleError `undefined_churn_policy`, `invalid_instant`
 * @example
 * const policy = defineChurnPolicy({ id: "visits", signals: [interactionsFalling()] });
 * churnSignals(policy, { id: "c1", attributes: {}, history: [] }, { asOf: 0 })[0].status // => "unknown"
 */
export function churnSignals(
  policy: ChurnPolicy,
  record: ChurnSubject,
  options: Pick<ChurnRiskOptions, "asOf" | "columns">,
): ChurnSignalSeen[] {
  const compiled = compiledPolicyOf(policy);
  const columns = columnsOfOne(compiled, preparedOf(record), toMilliseconds(options.asOf, "asOf"), options.columns);
  const seen = signalsSeen(compiled, columns, scoreColumns(compiled, columns, 1));
  return policy.signals.map(({ id }) => seen.find((signal) => signal.id === id)!);
}

function columnsOfOne(
  compiled: CompiledPolicy,
  subject: PreparedSubject,
  at: number,
  given: ChurnRiskOptions["columns"] = {},
): Float64Array[] {
  const columns = compiled.inputs.map((input) =>
    Float64Array.of(input.kind === "column" && Object.hasOwn(given, input.name) ? (given[input.name] ?? Number.NaN) : Number.NaN),
  );
  compiled.read(subject, at, columns, 0);
  return columns;
}

function signalsSeen(compiled: CompiledPolicy, columns: readonly Float64Array[], scores: ChurnScores): ChurnSignalSeen[] {
  return compiled.signals
    .map(({ signal, statistics, curve, figure, reliability }, place): ChurnSignalSeen => {
      const statistic = statistics(columns, 1)[0]!;
      const isKnown = !Number.isNaN(statistic);
      const value = isKnown ? figure(statistic) : Number.NaN;
      const grave = isKnown ? severityOf(curve, statistic) : 0;
      return {
        id: signal.id,
        label: signal.label,
        cause: signal.cause,
        status: isKnown ? (grave > 0 ? "raised" : "quiet") : "unknown",
        value: isKnown ? value : null,
        severity: grave,
        contribution: scores.contributions[place]![0]!,
        reliability: isKnown ? (reliability?.(columns, 0) ?? 1) : 0,
        text: isKnown ? worded(signal.reason, value) : UNKNOWN_TEXT,
      };
    })
    .sort((left, right) => right.contribution - left.contribution);
}

const UNKNOWN_TEXT: LocalizedText = { en: "There is nothing to tell it from.", zh: "没有可供判断的数据。" };

function worded(reason: LocalizedText, value: number): LocalizedText {
  const shown = String(Math.abs(value) >= 10 ? Math.round(value) : Number(value.toPrecision(2)));
  return Object.fromEntries(
    Object.keys(reason).map((locale) => [locale, localize(reason, { locale, values: { value: shown } })]),
  ) as {
    en: string;
    zh: string;
  };
}

function changeSince(before: ChurnRisk, score: number | null, signals: readonly ChurnSignalSeen[]): ChurnChange {
  const was = new Map(before.signals.map(({ id, contribution }) => [id, contribution]));
  return {
    since: before.asOf,
    score: score === null || before.score === null ? null : score - before.score,
    bandBefore: before.band,
    signals: signals
      .map(({ id, label, contribution }) => ({ id, label, by: contribution - (was.get(id) ?? 0) }))
      .filter(({ by }) => by !== 0)
      .sort((left, right) => Math.abs(right.by) - Math.abs(left.by)),
  };
}

function requireOwn(policy: ChurnPolicy, before: ChurnRisk, { id }: PreparedSubject, at: number): void {
  const left = `${before.policy}@${before.version} of ${before.customerId}`;
  const right = `${policy.id}@${policy.version} of ${id}`;
  if (left === right && before.asOf <= at) return;
  throw new ClienteleError("mismatched_churn_results", "Compare with the customer's own earlier result under the same policy.", {
    left: `${left} at ${before.asOf}`,
    right: `${right} at ${at}`,
  });
}

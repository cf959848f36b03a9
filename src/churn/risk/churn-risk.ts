import { ClienteleError, type InstantInput, type LocalizedText } from "../../kernel/index.js";
import {
  anInstant,
  anObject,
  LOOK_AHEAD,
  mapOf,
  type OptionKind,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import { type PreparedSubject } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import type { ChurnPolicy } from "../policy/churn-policy.js";
import { type ChurnCause, severityOf } from "../policy/churn-signal.js";
import type { ChurnSubject } from "../policy/churn-subject.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import { compiledPolicyOf } from "../policy/define-churn-policy.js";
import { bandAt, inputsOf, knownOrNull } from "./customer-score.js";
import { nextBandChange } from "./next-check.js";
import { reasonText, UNKNOWN_TEXT } from "./reason-text.js";
import { type ChurnScores, scoreColumns } from "./score-columns.js";

/** Result of one signal for one customer. */
export interface ChurnSignalResult {
  readonly id: string;
  readonly label: LocalizedText;
  readonly cause: ChurnCause;
  /** `"unknown"` is not `"quiet"`: there was no data to compute the figure from. */
  readonly status: "raised" | "quiet" | "unknown";
  /** Figure of the signal; `null` if it is unknown. */
  readonly value: number | null;
  /** From 0 to 1. */
  readonly severity: number;
  /** Points that the signal adds to the score. */
  readonly contribution: number;
  /** Reliability of the figure, from 0 to 1. */
  readonly reliability: number;
  /** Sentence about what was observed. */
  readonly text: LocalizedText;
}

/** Churn risk of one customer by a policy. */
export interface ChurnRisk {
  readonly customerId: string;
  /** Identifier of the policy. */
  readonly policy: string;
  readonly version: number;
  readonly asOf: Date;
  /** 0 to 100; `null` if too little is known, which is neither safe nor at risk. */
  readonly score: number | null;
  /** Identifier of the band; `"unknown"` without a score. */
  readonly band: string;
  readonly label: LocalizedText;
  /**
   * Share of the policy's evidence that is known, 0 to 1: each signal counts by its points and its reliability. It says how
   * complete the data are, not how certain the score is.
   */
  readonly knownShare: number;
  /** Signals by descending contribution; the contributions add up to the score. */
  readonly signals: readonly ChurnSignalResult[];
  /** Change since the earlier result in `before`; `null` without one. */
  readonly change: ChurnChange | null;
  /**
   * Instant at which time alone moves the customer into another band; `null` if it does not before `until`. Where a calendar of
   * the policy ends before that, the first instant after its end.
   */
  readonly nextCheckAt: Date | null;
}

/** Change of a churn risk since an earlier result. */
export interface ChurnChange {
  /** Instant of the earlier result. */
  readonly since: Date;
  /** Difference in points; `null` if one of the two scores is unknown. */
  readonly score: number | null;
  readonly bandBefore: string;
  /** Signals whose contribution changed, the largest difference first. */
  readonly signals: readonly { readonly id: string; readonly label: LocalizedText; readonly by: number }[];
}

/** Options of {@link churnSignals}. */
export interface ChurnSignalOptions {
  /** Instant of the evaluation; later interactions do not count. */
  readonly asOf: InstantInput;
  /** Figures that the policy reads as columns, by name: `{ probabilityAlive: 0.4 }`. */
  readonly columns?: Readonly<Record<string, number | undefined>> | undefined;
}

/** Options of {@link churnRisk}. */
export interface ChurnRiskOptions extends ChurnSignalOptions {
  /** Earlier result of the same customer, to compute what changed. */
  readonly before?: ChurnRisk | undefined;
  /** End of the search for `nextCheckAt`. Defaults to ten years after `asOf`. */
  readonly until?: InstantInput | undefined;
}

/** NaN stands for an unknown figure. */
const aFigure: OptionKind = { expected: "a number", accepts: (value) => value === undefined || typeof value === "number" };
const SIGNAL_OPTIONS: OptionShape<ChurnSignalOptions> = { asOf: anInstant, columns: mapOf(aFigure) };
const RISK_OPTIONS: OptionShape<ChurnRiskOptions> = { ...SIGNAL_OPTIONS, before: anObject, until: anInstant };

/**
 * Scores one customer's churn risk by a policy: the score, its band, and the contribution of each signal. Interactions after
 * `asOf` do not count.
 *
 * @param policy - from `defineChurnPolicy`, or a ready policy
 * @param record - a record or a subject
 * @throws ClienteleError `undefined_churn_policy`; `mismatched_churn_results` if `before` belongs to another customer or policy; `invalid_instant`; `invalid_option`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * const complaint = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [complaint] }, { asOf: 0 });
 * risk.score // => 36
 * risk.signals[0]?.text.en // => "1 complaint in the last 90 days."
 * risk.nextCheckAt // => new Date("1970-04-01T00:00:00Z")
 * churnRisk(policy, { id: "c2", attributes: {}, history: [] }, { asOf: 0 }).band // => "unknown"
 */
export function churnRisk(policy: ChurnPolicy, record: ChurnSubject, options: ChurnRiskOptions): ChurnRisk {
  const compiled = compiledPolicyOf(policy);
  const { asOf, until, before, columns: given } = requireOptions(options, RISK_OPTIONS);
  const at = toMilliseconds(asOf!, "asOf");
  const end = until === undefined ? at + LOOK_AHEAD : toMilliseconds(until, "until");
  const subject = preparedOf(record);
  if (before !== undefined) requireSameSeries(policy, before, subject, at);
  const columns = inputsOf(compiled, subject, at, given);
  const scores = scoreColumns(compiled, columns, 1);
  const signals = signalResults(compiled, columns, scores);
  const band = bandAt(policy, scores.band[0]!);
  const score = knownOrNull(scores.score[0]!);
  const next = nextBandChange(compiled, subject, at, end, columns);
  return {
    customerId: subject.id,
    policy: policy.id,
    version: policy.version,
    asOf: new Date(at),
    score,
    band: band.id,
    label: band.label,
    knownShare: scores.knownShare[0]!,
    signals,
    change: before === undefined ? null : changeSince(before, score, signals),
    nextCheckAt: next === null ? null : new Date(next),
  };
}

/**
 * Evaluates each signal of a policy for one customer, in the order of the policy, without a score.
 *
 * @throws ClienteleError `undefined_churn_policy`, `invalid_instant`, `invalid_option`
 * @example
 * const policy = defineChurnPolicy({ id: "visits", signals: [interactionsFalling()] });
 * churnSignals(policy, { id: "c1", attributes: {}, history: [] }, { asOf: 0 })[0].status // => "unknown"
 */
export function churnSignals(policy: ChurnPolicy, record: ChurnSubject, options: ChurnSignalOptions): ChurnSignalResult[] {
  const compiled = compiledPolicyOf(policy);
  const { asOf, columns: given } = requireOptions(options, SIGNAL_OPTIONS);
  const columns = inputsOf(compiled, preparedOf(record), toMilliseconds(asOf!, "asOf"), given);
  const results = signalResults(compiled, columns, scoreColumns(compiled, columns, 1));
  return policy.signals.map(({ id }) => results.find((signal) => signal.id === id)!);
}

function signalResults(compiled: CompiledPolicy, columns: readonly Float64Array[], scores: ChurnScores): ChurnSignalResult[] {
  return compiled.signals
    .map(({ signal, statistics, curve, figure, reliability }, place): ChurnSignalResult => {
      const statistic = statistics(columns, 1)[0]!;
      const isKnown = !Number.isNaN(statistic);
      const value = isKnown ? figure(statistic) : Number.NaN;
      const severity = isKnown ? severityOf(curve, statistic) : 0;
      return {
        id: signal.id,
        label: signal.label,
        cause: signal.cause,
        status: isKnown ? (severity > 0 ? "raised" : "quiet") : "unknown",
        value: isKnown ? value : null,
        severity,
        contribution: scores.contributions[place]![0]!,
        reliability: isKnown ? (reliability?.(columns, 0) ?? 1) : 0,
        text: isKnown ? reasonText(signal.reason, value) : UNKNOWN_TEXT,
      };
    })
    .sort((left, right) => right.contribution - left.contribution);
}

function changeSince(before: ChurnRisk, score: number | null, signals: readonly ChurnSignalResult[]): ChurnChange {
  const contributionBefore = new Map(before.signals.map(({ id, contribution }) => [id, contribution]));
  return {
    since: new Date(before.asOf),
    score: score === null || before.score === null ? null : score - before.score,
    bandBefore: before.band,
    signals: signals
      .map(({ id, label, contribution }) => ({ id, label, by: contribution - (contributionBefore.get(id) ?? 0) }))
      .filter(({ by }) => by !== 0)
      .sort((left, right) => Math.abs(right.by) - Math.abs(left.by)),
  };
}

/** Requires an earlier result to be of the same customer and policy. A result from JSON has its instant as text. */
function requireSameSeries(policy: ChurnPolicy, before: ChurnRisk, { id }: PreparedSubject, at: number): void {
  const left = `${before.policy}@${before.version} of ${before.customerId}`;
  const right = `${policy.id}@${policy.version} of ${id}`;
  const beforeAt = toMilliseconds(before.asOf, "before.asOf");
  if (left === right && beforeAt <= at) return;
  const message = "`before` must be an earlier result of the same customer under the same policy and version.";
  throw new ClienteleError("mismatched_churn_results", message, {
    left: `${left} at ${new Date(beforeAt).toISOString()}`,
    right: `${right} at ${new Date(at).toISOString()}`,
  });
}

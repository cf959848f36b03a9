import type { Metric, ScoreExpression } from "../../rules/index.js";
import type { ChurnPolicy } from "./churn-policy.js";
import { type CompiledSignal, constant, missing, type SignalInput } from "./compile-signal.js";
import { compiledPolicyOf } from "./define-churn-policy.js";

/** Inputs that a policy reads from a customer. */
export interface ChurnInputs {
  /** Rule metrics by name, for `metricsToSql`. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Columns that are not metrics: gaps and log gaps (from a purchase summary by day), and columns of the host. */
  readonly columns: readonly string[];
}

/**
 * Returns the inputs of a policy by name. `metricsToSql` lets a database compute them. Score the resulting columns with
 * `scoreChurnInputs`, or in the database with {@link churnScoreExpressions}.
 *
 * @throws ClienteleError `undefined_churn_policy`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints(), lowProbabilityAlive()] });
 * Object.keys(churnMetrics(policy).metrics) // => ["complaints"]
 * churnMetrics(policy).columns // => ["probabilityAlive"]
 */
export function churnMetrics(policy: ChurnPolicy): ChurnInputs {
  const { inputs } = compiledPolicyOf(policy);
  return {
    metrics: Object.fromEntries(inputs.flatMap((input) => (input.kind === "metric" ? [[input.name, input.metric]] : []))),
    columns: inputs.flatMap((input: SignalInput) => (input.kind === "metric" ? [] : [input.name])),
  };
}

/**
 * Returns a policy as arithmetic over the columns of {@link churnMetrics}, for `scoreToSql`: `score` (NULL where too little is
 * known), `knownShare`, and the points of each signal by its identifier. The results equal those in memory to 1e-9. Each
 * expression contains the whole policy (about 30 kB of SQL), so select only those that you need.
 *
 * @throws ClienteleError `undefined_churn_policy`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * evaluateScore(churnScoreExpressions(policy).score, { complaints: 1 }) // => 36
 */
export function churnScoreExpressions(
  policy: ChurnPolicy,
): { readonly score: ScoreExpression; readonly knownShare: ScoreExpression } & Readonly<Record<string, ScoreExpression>> {
  const { signals } = compiledPolicyOf(policy);
  const points = signals.map(pointsOf);
  const total = sumOf(points);
  const possible = sumOf(signals.map(possibleOf));
  const knownShare: ScoreExpression = {
    kind: "otherwise",
    of: { kind: "divide", left: sumOf(signals.map(knownOf)), right: possible },
    missing: constant(0),
  };
  // A known share of 0 is too little under every policy.
  const minShare = Math.max(policy.minKnownShare, Number.MIN_VALUE);
  const whereKnown = (value: ScoreExpression): ScoreExpression => ({
    kind: "if",
    when: { is: "atLeast", left: knownShare, right: constant(minShare) },
    then: value,
    else: missing,
  });
  const share: ScoreExpression = {
    kind: "if",
    when: { is: "moreThan", left: total, right: constant(100) },
    then: { kind: "divide", left: constant(100), right: total },
    else: constant(1),
  };
  return {
    ...Object.fromEntries(
      signals.map(({ signal }, place) => [signal.id, whereKnown({ kind: "multiply", of: [points[place]!, share] })]),
    ),
    score: whereKnown({
      kind: "if",
      when: { is: "moreThan", left: total, right: constant(100) },
      then: constant(100),
      else: total,
    }),
    knownShare,
  };
}

function pointsOf({ signal, severityExpression }: CompiledSignal): ScoreExpression {
  return {
    kind: "otherwise",
    of: { kind: "multiply", of: [constant(signal.points), severityExpression] },
    missing: constant(0),
  };
}

/** Returns points times reliability where a signal is known, and 0 where an event did not happen. */
function knownOf({ signal, severityExpression, reliabilityExpression }: CompiledSignal): ScoreExpression {
  if (signal.evidence !== "when-raised")
    return {
      kind: "otherwise",
      of: { kind: "multiply", of: [constant(signal.points), reliabilityExpression] },
      missing: constant(0),
    };
  return whereRaised(severityExpression, { kind: "multiply", of: [constant(signal.points), reliabilityExpression] });
}

function possibleOf({ signal, severityExpression }: CompiledSignal): ScoreExpression {
  return signal.evidence === "when-raised" ? whereRaised(severityExpression, constant(signal.points)) : constant(signal.points);
}

function whereRaised(severity: ScoreExpression, then: ScoreExpression): ScoreExpression {
  return { kind: "if", when: { is: "moreThan", left: severity, right: constant(0) }, then, else: constant(0) };
}

function sumOf(of: readonly ScoreExpression[]): ScoreExpression {
  return { kind: "add", of: [constant(0), ...of] };
}

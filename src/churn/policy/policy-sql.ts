import type { Metric, ScoreExpression } from "../../rules/index.js";
import type { ChurnPolicy } from "./churn-policy.js";
import { type CompiledSignal, constant, missing, type SignalInput } from "./compile-signal.js";
import { compiledPolicyOf } from "./define-churn-policy.js";

/** What a policy reads of a customer. */
export interface ChurnInputs {
  /** Rule metrics by name: give them to `metricsToSql`. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Columns that no metric gives: gaps and their logarithms (of a purchase summary by day), and what the host brings. */
  readonly columns: readonly string[];
}

/**
 * The inputs of a policy by name. With `metricsToSql` the host's own database computes them; `scoreChurnInputs` scores the
 * columns that come back, or {@link churnScoreExpressions} does it in the database too.
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
 * A policy as arithmetic over the columns of {@link churnMetrics}, for `scoreToSql`: `score` (NULL where too little is known),
 * `confidence`, and the points of each signal by its identifier. The same numbers as in memory, to 1e-9. Every column spells the
 * whole policy out (30 kB of SQL or so): select those that you need.
 *
 * @throws ClienteleError `undefined_churn_policy`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * evaluateScore(churnScoreExpressions(policy).score, { complaints: 1 }) // => 36
 */
export function churnScoreExpressions(
  policy: ChurnPolicy,
): { readonly score: ScoreExpression; readonly confidence: ScoreExpression } & Readonly<Record<string, ScoreExpression>> {
  const { signals } = compiledPolicyOf(policy);
  const points = signals.map(pointsOf);
  const total = sumOf(points);
  const possible = sumOf(signals.map(possibleOf));
  const confidence: ScoreExpression = {
    kind: "otherwise",
    of: { kind: "divide", left: sumOf(signals.map(knownOf)), right: possible },
    missing: constant(0),
  };
  // A confidence of 0 is below any that could be asked for.
  const least = Math.max(policy.leastConfidence, Number.MIN_VALUE);
  const whereKnown = (value: ScoreExpression): ScoreExpression => ({
    kind: "if",
    when: { is: "atLeast", left: confidence, right: constant(least) },
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
    confidence,
  };
}

function pointsOf({ signal, severityExpression }: CompiledSignal): ScoreExpression {
  return {
    kind: "otherwise",
    of: { kind: "multiply", of: [constant(signal.points), severityExpression] },
    missing: constant(0),
  };
}

/** Points times reliability where a signal is known, and 0 where an event did not happen. */
function knownOf({ signal, severityExpression, reliabilityExpression }: CompiledSignal): ScoreExpression {
  if (signal.tells !== "when-raised")
    return {
      kind: "otherwise",
      of: { kind: "multiply", of: [constant(signal.points), reliabilityExpression] },
      missing: constant(0),
    };
  return whereRaised(severityExpression, { kind: "multiply", of: [constant(signal.points), reliabilityExpression] });
}

function possibleOf({ signal, severityExpression }: CompiledSignal): ScoreExpression {
  return signal.tells === "when-raised" ? whereRaised(severityExpression, constant(signal.points)) : constant(signal.points);
}

function whereRaised(severity: ScoreExpression, then: ScoreExpression): ScoreExpression {
  return { kind: "if", when: { is: "moreThan", left: severity, right: constant(0) }, then, else: constant(0) };
}

function sumOf(of: readonly ScoreExpression[]): ScoreExpression {
  return { kind: "add", of: [constant(0), ...of] };
}

import { aLevel, invalidOption, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { type Interval, shareDifference, wilsonInterval } from "../../statistics/index.js";
import { normalCdf, studentQuantile } from "../../statistics/internal.js";
import { requireRows } from "../policy/require-rows.js";
import type { PlanOutcomes } from "./hold-out.js";

/** Effect of a plan, compared with its hold-out. */
export interface PlanEvaluation {
  readonly treated: { readonly customers: number; readonly kept: Interval };
  readonly heldOut: { readonly customers: number; readonly kept: Interval };
  /** Difference of the shares of customers who stayed. */
  readonly effect: Interval;
  /** Probability of an effect at least this far from 0 if the plan does nothing. */
  readonly pValue: number;
  /** Customers saved: the effect times the treated customers. */
  readonly saved: Interval;
  /** Additional margin per treated customer, minus its cost, in minor units; only with margins. */
  readonly profitEach?: Interval | undefined;
  /** Additional margin of all treated customers, minus its cost. */
  readonly profit?: Interval | undefined;
  /** `"undecided"`: the interval of the effect contains 0. */
  readonly verdict: "works" | "harms" | "undecided";
}

/** Options of {@link evaluatePlan}. */
export interface EvaluatePlanOptions {
  /** Level of the intervals. Defaults to 0.95. */
  readonly level?: number | undefined;
}

const EVALUATE_OPTIONS: OptionShape<EvaluatePlanOptions> = { level: aLevel };

/**
 * Evaluates a plan against its hold-out: how many more customers stayed, what that earned after its cost, and whether chance
 * could explain it. All assigned customers count, reached or not, because those who were reached were more willing to begin with.
 *
 * @param outcomes - from `planOutcomes`, with margins and costs where they are known
 * @throws ClienteleError `invalid_option` if no customer was treated or none was held out, `mismatched_dimensions`
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, method 10; Welch (1947)
 * @example
 * const ids = Array.from({ length: 400 }, (_, index) => String(index));
 * const outcomes = { ids, heldOut: Uint8Array.from(ids, (_, row) => (row < 200 ? 0 : 1)), kept: ids.map((_, row) => (row % 200 < (row < 200 ? 150 : 120) ? 1 : 0)) };
 * const { effect, verdict, saved } = evaluatePlan(outcomes);
 * effect.estimate // => 0.15
 * Math.round(saved.estimate) // => 30
 * verdict // => "works"
 */
export function evaluatePlan(outcomes: PlanOutcomes, options: EvaluatePlanOptions = {}): PlanEvaluation {
  const { level = 0.95 } = requireOptions(options, EVALUATE_OPTIONS);
  const { ids, heldOut, kept, margin, cost } = outcomes;
  for (const [name, column] of Object.entries({ heldOut, kept, margin, cost }))
    if (column !== undefined) requireRows(name, column, ids.length);
  const arms = [0, 1].map((arm) => ids.map((_, row) => row).filter((row) => heldOut[row] === arm));
  const [treated, control] = arms as [number[], number[]];
  if (treated.length === 0 || control.length === 0)
    throw invalidOption("heldOut", heldOut, "0 for some customers and 1 for others, to allow a comparison");
  const stayed = arms.map((rows) => rows.reduce((sum, row) => sum + kept[row]!, 0)) as [number, number];
  const effect = shareDifference(
    { successes: stayed[0], trials: treated.length },
    { successes: stayed[1], trials: control.length },
    { level },
  );
  const profitEach =
    margin === undefined ? undefined : differenceOfMeans(treated, control, (row) => margin[row]! - (cost?.[row] ?? 0), level);
  return {
    treated: { customers: treated.length, kept: wilsonInterval(stayed[0], treated.length, { level }) },
    heldOut: { customers: control.length, kept: wilsonInterval(stayed[1], control.length, { level }) },
    effect,
    pValue: pooledPValue(stayed, [treated.length, control.length]),
    saved: times(effect, treated.length),
    ...(profitEach !== undefined && { profitEach, profit: times(profitEach, treated.length) }),
    verdict: effect.lower > 0 ? "works" : effect.upper < 0 ? "harms" : "undecided",
  };
}

function pooledPValue([one, other]: readonly [number, number], [n, m]: readonly [number, number]): number {
  const share = (one + other) / (n + m);
  const error = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
  return error === 0 ? 1 : 2 * normalCdf(-Math.abs(one / n - other / m) / error);
}

/** Welch's interval of the difference of two means. */
function differenceOfMeans(
  one: readonly number[],
  other: readonly number[],
  value: (row: number) => number,
  level: number,
): Interval {
  const [left, right] = [one, other].map((rows) => {
    const mean = rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
    const squares = rows.reduce((sum, row) => sum + (value(row) - mean) ** 2, 0);
    return { mean, error: rows.length > 1 ? squares / (rows.length - 1) / rows.length : 0, degrees: rows.length - 1 };
  }) as [Moments, Moments];
  const estimate = left.mean - right.mean;
  const error = left.error + right.error;
  if (error === 0) return { estimate, lower: estimate, upper: estimate, level };
  const degrees = error ** 2 / (left.error ** 2 / Math.max(1, left.degrees) + right.error ** 2 / Math.max(1, right.degrees));
  const spread = studentQuantile((1 + level) / 2, degrees) * Math.sqrt(error);
  return { estimate, lower: estimate - spread, upper: estimate + spread, level };
}

interface Moments {
  readonly mean: number;
  /** Squared standard error. */
  readonly error: number;
  readonly degrees: number;
}

function times({ estimate, lower, upper, level }: Interval, factor: number): Interval {
  return { estimate: estimate * factor, lower: lower * factor, upper: upper * factor, level };
}

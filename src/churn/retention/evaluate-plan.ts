import { preparedOf } from "../../rules/internal.js";
import { ClienteleError, type Duration, type InstantInput, seededRandom } from "../../kernel/index.js";
import { durationMilliseconds, toMilliseconds } from "../../kernel/internal.js";
import { type Interval, shareDifference, wilsonInterval } from "../../statistics/index.js";
import { normalCdf, studentQuantile } from "../../statistics/internal.js";
import { type ChurnSubject } from "../policy/churn-subject.js";
import { outsideDomain, requireProbability, requireRows } from "../policy/requirements.js";

/** Who was acted upon and who was held out, as parallel columns. */
export interface PlanAssignment {
  readonly ids: readonly string[];
  /** 1 who was left alone, so that the effect can be measured. */
  readonly heldOut: Uint8Array;
}

/** What became of the customers of a plan, as parallel columns. */
export interface PlanOutcomes extends PlanAssignment {
  /** 1 who stayed, 0 who left. */
  readonly kept: ArrayLike<number>;
  /** Margin of each over the horizon, before the cost of the plan; without it only customers are counted. */
  readonly margin?: ArrayLike<number>;
  /** What the plan spent on each: offers and contacts. */
  readonly cost?: ArrayLike<number>;
}

/** What a plan did, against those held out. */
export interface PlanEvaluation {
  readonly treated: { readonly customers: number; readonly kept: Interval };
  readonly heldOut: { readonly customers: number; readonly kept: Interval };
  /** Higher share of customers who stayed. */
  readonly effect: Interval;
  /** Chance of an effect as far from 0 where the plan does nothing. */
  readonly pValue: number;
  /** Customers saved: the effect times those treated. */
  readonly saved: Interval;
  /** More margin a treated customer, less its cost; where margins are given. */
  readonly profitEach?: Interval;
  /** The same over all treated. */
  readonly profit?: Interval;
  /** `"undecided"` is an answer: the interval holds 0. */
  readonly verdict: "works" | "harms" | "undecided";
}

/**
 * Holds out a share of customers at random, the same ones for the same seed whatever the order or the others.
 *
 * @param ids - customers of a plan
 * @param options - `share` to leave alone, `seed` of the plan
 * @throws ClienteleError `outside_domain`
 * @example
 * const { heldOut } = holdOut(Array.from({ length: 1000 }, (_, index) => String(index)), { share: 0.1, seed: "spring" });
 * heldOut.reduce((sum, out) => sum + out, 0) // => 99
 */
export function holdOut(ids: readonly string[], options: { readonly share: number; readonly seed: string }): PlanAssignment {
  const { share, seed } = options;
  requireProbability("share", share);
  return { ids, heldOut: Uint8Array.from(ids, (id) => (seededRandom(JSON.stringify([seed, id]))() < share ? 1 : 0)) };
}

/**
 * Writes back what happened: who stayed within the horizon, from the records. Customers without a record are reported.
 *
 * @param assignment - of {@link holdOut}, acted upon at `at`
 * @param records - with their history since
 * @param options - `at`: when the plan acted; `horizon`; `stayed`: interactions that show that a customer stayed; `asOf`: now
 * @throws ClienteleError `empty_churn_dataset` when the horizon is not over by `asOf`: an early look calls people gone who will come
 * @example
 * const order = { id: "o1", customerId: "a", type: "order.placed", at: new Date(5), properties: {} };
 * const assignment = { ids: ["a", "b"], heldOut: Uint8Array.of(0, 1) };
 * const { kept, missing } = planOutcomes(assignment, [{ id: "a", attributes: {}, history: [order] }], { at: 0, horizon: { milliseconds: 10 }, stayed: ["order.placed"], asOf: 20 });
 * [Array.from(kept), missing] // => [[1], ["b"]]
 */
export function planOutcomes(
  assignment: PlanAssignment,
  records: Iterable<ChurnSubject>,
  options: {
    readonly at: InstantInput;
    readonly horizon: Duration;
    readonly stayed: readonly string[];
    readonly asOf: InstantInput;
  },
): PlanOutcomes & { readonly missing: readonly string[] } {
  const at = toMilliseconds(options.at, "at");
  const end = at + durationMilliseconds(options.horizon, "horizon");
  if (end > toMilliseconds(options.asOf, "asOf"))
    throw new ClienteleError("empty_churn_dataset", "The horizon is not over: who has not come yet may still come.", {
      ineligible: 0,
      censored: assignment.ids.length,
    });
  const types = new Set(options.stayed);
  const kept = new Map<string, number>();
  for (const record of records) {
    const { id, history } = preparedOf(record);
    kept.set(id, history.some(({ type, at: when }) => types.has(type) && when.getTime() > at && when.getTime() <= end) ? 1 : 0);
  }
  const rows = assignment.ids.map((_, row) => row).filter((row) => kept.has(assignment.ids[row]!));
  return {
    ids: rows.map((row) => assignment.ids[row]!),
    heldOut: Uint8Array.from(rows, (row) => assignment.heldOut[row]!),
    kept: Uint8Array.from(rows, (row) => kept.get(assignment.ids[row]!)!),
    missing: assignment.ids.filter((id) => !kept.has(id)),
  };
}

/**
 * What a plan did, against its hold-out: how many more stayed, what that earned after its cost, and whether that may be chance.
 * Compared with everybody who was assigned, reached or not: the reached alone are the willing.
 *
 * @param outcomes - of {@link planOutcomes}, with margins and costs where they are known
 * @param options - `level` of the intervals, .95
 * @throws ClienteleError `outside_domain` when nobody was treated or nobody held out, `mismatched_dimensions`
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, method 10; Welch (1947)
 * @example
 * const ids = Array.from({ length: 400 }, (_, index) => String(index));
 * const outcomes = { ids, heldOut: Uint8Array.from(ids, (_, row) => (row < 200 ? 0 : 1)), kept: ids.map((_, row) => (row % 200 < (row < 200 ? 150 : 120) ? 1 : 0)) };
 * const { effect, verdict, saved } = evaluatePlan(outcomes);
 * effect.estimate // => 0.15
 * Math.round(saved.estimate) // => 30
 * verdict // => "works"
 */
export function evaluatePlan(outcomes: PlanOutcomes, options: { readonly level?: number | undefined } = {}): PlanEvaluation {
  const { level = 0.95 } = options;
  const { ids, heldOut, kept, margin, cost } = outcomes;
  for (const column of [heldOut, kept, margin, cost]) if (column !== undefined) requireRows(column, ids.length);
  const arms = [0, 1].map((arm) => ids.map((_, row) => row).filter((row) => heldOut[row] === arm));
  const [treated, control] = arms as [number[], number[]];
  if (treated.length === 0 || control.length === 0)
    throw outsideDomain(
      "heldOut",
      treated.length === 0 ? 1 : 0,
      "0 for some and 1 for others: without both there is nothing to compare",
    );
  const stayed = arms.map((rows) => rows.reduce((sum, row) => sum + kept[row]!, 0)) as [number, number];
  const with_ = wilsonInterval(stayed[0], treated.length, level);
  const without = wilsonInterval(stayed[1], control.length, level);
  const effect = shareDifference(
    { successes: stayed[0], trials: treated.length },
    { successes: stayed[1], trials: control.length },
    level,
  );
  const profitEach =
    margin === undefined ? undefined : differenceOfMeans(treated, control, (row) => margin[row]! - (cost?.[row] ?? 0), level);
  return {
    treated: { customers: treated.length, kept: with_ },
    heldOut: { customers: control.length, kept: without },
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

/** Welch's interval; costs of nobody held out are nothing. */
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
  if (error === 0) return { estimate, lower: estimate, upper: estimate };
  const degrees = error ** 2 / (left.error ** 2 / Math.max(1, left.degrees) + right.error ** 2 / Math.max(1, right.degrees));
  const spread = studentQuantile((1 + level) / 2, degrees) * Math.sqrt(error);
  return { estimate, lower: estimate - spread, upper: estimate + spread };
}

interface Moments {
  readonly mean: number;
  /** Squared standard error. */
  readonly error: number;
  readonly degrees: number;
}

function times({ estimate, lower, upper }: Interval, factor: number): Interval {
  return { estimate: estimate * factor, lower: lower * factor, upper: upper * factor };
}

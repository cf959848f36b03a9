import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { requireProbabilities, runsOf, scoreOrder } from "../learning/score-order.js";

/** Profit of acting on a row compared with doing nothing, in minor units: one number for all rows, or a column. */
export interface ActionPayoff {
  /** Profit of acting on a row with the event: the value saved minus offer and contact. */
  readonly hit: number | ArrayLike<number>;
  /** Profit of acting on a row without the event: usually negative, the cost of an unneeded offer and the contact. */
  readonly falseAlarm: number | ArrayLike<number>;
}

/** Profit by the number of highest scores acted on, as columns; the first point is doing nothing. */
export interface ProfitCurve {
  /** Lowest score acted on; Infinity for doing nothing. */
  readonly thresholds: Float64Array;
  /** Number of rows acted on. */
  readonly counts: Uint32Array;
  /** Profit on these rows given their outcomes, in minor units. */
  readonly profits: Float64Array;
  /** Point with the highest profit; the shortest list among equals. */
  readonly best: { readonly threshold: number; readonly count: number; readonly profit: number };
}

/**
 * Returns the profit of acting on the highest scores by threshold, given the outcomes. Choose the threshold on rows that the model
 * was not fitted on.
 *
 * @param scores - higher for a more probable event
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param payoff - profit of a hit and of a false alarm
 * @throws ClienteleError `outside_domain`; `mismatched_dimensions`
 * @see Verbraken, Verbeke, Baesens (2013), A novel profit maximizing metric for measuring classification performance of customer churn prediction models
 * @example
 * profitCurve([0.9, 0.7, 0.4, 0.1], [1, 0, 1, 0], { hit: 100, falseAlarm: -30 }).best // => { threshold: 0.4, count: 3, profit: 170 }
 */
export function profitCurve(scores: ArrayLike<number>, outcomes: ArrayLike<number>, payoff: ActionPayoff): ProfitCurve {
  const rows = scores.length;
  requireLength(outcomes, rows);
  const order = scoreOrder(scores);
  const runs = runsOf(scores, order);
  const points = runs.length;
  const thresholds = new Float64Array(points).fill(Infinity);
  const counts = new Uint32Array(points);
  const profits = new Float64Array(points);
  let best = 0;
  for (let point = 1; point < points; point++) {
    const run = points - 1 - point;
    let profit = profits[point - 1]!;
    for (let place = runs[run]!; place < runs[run + 1]!; place++) {
      const row = order[place]!;
      const outcome = outcomes[row];
      if (outcome !== 0 && outcome !== 1) throw outsideDomain(`outcomes[${row}]`, outcome, "0 or 1");
      profit += payoffOf(payoff, outcome === 1 ? "hit" : "falseAlarm", row, rows);
    }
    thresholds[point] = scores[order[runs[run]!]!]!;
    counts[point] = rows - runs[run]!;
    profits[point] = profit;
    if (profit > profits[best]!) best = point;
  }
  return { thresholds, counts, profits, best: { threshold: thresholds[best]!, count: counts[best]!, profit: profits[best]! } };
}

/**
 * Returns the probability from which acting pays: where p · hit + (1 − p) · falseAlarm becomes positive. It requires calibrated
 * probabilities, but no outcomes.
 *
 * @param payoff - profit of a hit and of a false alarm, the same for all rows
 * @returns from 0 (always act) to 1; Infinity when acting never pays
 * @throws ClienteleError `outside_domain` for a number that is not finite
 * @see Elkan (2001), The foundations of cost-sensitive learning
 * @example
 * profitThreshold({ hit: 90, falseAlarm: -10 }) // => 0.1
 */
export function profitThreshold(payoff: { readonly hit: number; readonly falseAlarm: number }): number {
  const { hit, falseAlarm } = payoff;
  for (const name of ["hit", "falseAlarm"] as const)
    if (!Number.isFinite(payoff[name])) throw outsideDomain(`payoff.${name}`, payoff[name], "a finite number");
  if (falseAlarm >= 0 && hit >= 0) return 0;
  if (hit <= 0) return Infinity;
  return -falseAlarm / (hit - falseAlarm);
}

/**
 * Returns the expected profit of acting on each row, given its probability: rank rows by it, and act where it is positive.
 *
 * @param probabilities - calibrated probabilities
 * @param payoff - profit of a hit and of a false alarm, numbers or columns
 * @throws ClienteleError `outside_domain`; `mismatched_dimensions`
 * @example
 * [...expectedProfit([0.5, 0.1], { hit: [100, 1000], falseAlarm: -20 })] // => [40, 82]
 */
export function expectedProfit(probabilities: ArrayLike<number>, payoff: ActionPayoff): Float64Array {
  requireProbabilities(probabilities);
  const rows = probabilities.length;
  return Float64Array.from(
    probabilities,
    (probability, row) =>
      probability * payoffOf(payoff, "hit", row, rows) + (1 - probability) * payoffOf(payoff, "falseAlarm", row, rows),
  );
}

function payoffOf(payoff: ActionPayoff, name: keyof ActionPayoff, row: number, rows: number): number {
  const given = payoff[name];
  if (typeof given !== "number") requireLength(given, rows);
  const value = typeof given === "number" ? given : given[row]!;
  if (!Number.isFinite(value)) throw outsideDomain(`payoff.${name}[${row}]`, value, "a finite number");
  return value;
}

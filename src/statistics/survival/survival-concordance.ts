import { firstAfter } from "../../kernel/internal.js";
import { ascendingOrder } from "../descriptive/ascending-order.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { distinctOf, isObserved, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/**
 * Returns Harrell's concordance: among all pairs in which one customer left while the other stayed, the share in which the
 * customer who left had the higher risk. Equal risks count half; .5 is chance. A pair is compared only when both customers
 * were under observation at the time.
 *
 * @param times - columns
 * @param risk - hazard or score of each row; higher for customers expected to leave earlier
 * @returns from 0 to 1; .5 when there is no pair to compare
 * @throws ClienteleError `outside_domain`, `mismatched_dimensions`
 * @see Harrell, Califf, Pryor, Lee, Rosati (1982), Evaluating the yield of medical tests
 * @example
 * survivalConcordance({ time: [1, 2, 3], event: [1, 1, 0] }, [0.9, 0.2, 0.4]) // => 0.6667
 */
export function survivalConcordance(times: SurvivalTimes, risk: ArrayLike<number>): number {
  requireSurvivalTimes(times);
  const { time, event, weight, entry } = times;
  requireLength(risk, time.length);
  for (let row = 0; row < time.length; row++)
    if (Number.isNaN(risk[row])) throw outsideDomain(`risk[${row}]`, risk[row], "a number");
  const isIn = (row: number): boolean => isObserved(times, row);
  const leaving = ascendingOrder(time).filter(isIn).reverse();
  const entering = entry === undefined ? new Uint32Array() : ascendingOrder(entry).filter(isIn).reverse();
  const levels = distinctOf(Float64Array.from(leaving, (row) => risk[row]!).sort());
  const ranks = Uint32Array.from(risk, (value) => firstAfter(levels, value));
  const weightOf = (row: number): number => (weight === undefined ? 1 : weight[row]!);

  const going = weightTree(levels.length);
  let [concordant, tied, comparable] = [0, 0, 0];
  let out = 0;
  for (let index = 0; index < leaving.length; ) {
    const now = time[leaving[index]!]!;
    const from = index;
    // A row censored at a time outlasts the events of that time; two events at one time are not a pair.
    for (; index < leaving.length && time[leaving[index]!] === now; index++)
      if (event[leaving[index]!] !== 1) going.add(ranks[leaving[index]!]!, weightOf(leaving[index]!));
    for (; out < entering.length && entry![entering[out]!]! >= now; out++)
      going.add(ranks[entering[out]!]!, -weightOf(entering[out]!));
    for (let place = from; place < index; place++) {
      const row = leaving[place]!;
      if (event[row] !== 1) continue;
      const rank = ranks[row]!;
      const own = weightOf(row);
      const below = going.upTo(rank - 1);
      concordant += own * below;
      tied += own * (going.upTo(rank) - below);
      comparable += own * going.upTo(levels.length);
    }
    for (let place = from; place < index; place++)
      if (event[leaving[place]!] === 1) going.add(ranks[leaving[place]!]!, weightOf(leaving[place]!));
  }
  return comparable > 0 ? (concordant + tied / 2) / comparable : 0.5;
}

/** Weights by rank (from 1) with sums over the lowest ranks in logarithmic time: a Fenwick tree. */
function weightTree(ranks: number) {
  const tree = new Float64Array(ranks + 1);
  return {
    add(rank: number, weight: number): void {
      for (let at = rank; at <= ranks; at += at & -at) tree[at]! += weight;
    },
    upTo(rank: number): number {
      let sum = 0;
      for (let at = rank; at > 0; at -= at & -at) sum += tree[at]!;
      return sum;
    },
  };
}

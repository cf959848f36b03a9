import { outsideDomain } from "../domain.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { runsOf, scoreOrder } from "../learning/score-order.js";

/** What is found among the rows that score highest. */
export interface LiftPoint {
  /** How many rows were taken. */
  readonly count: number;
  /** That as a share of all rows. */
  readonly share: number;
  /** Events among them; a fraction where the last ones taken are tied with others. */
  readonly events: number;
  /** Share of the events found (gain, recall). */
  readonly gain: number;
  /** Share of events among those taken (precision). */
  readonly precision: number;
  /** Precision over the share of events among all: how many times better than choosing at random. */
  readonly lift: number;
}

/**
 * Lift and gain (提升度) of taking the `count` highest scores. Where tied rows straddle the end, they count in proportion: the
 * mean over every order of the ties, so that the order of the input does not matter.
 *
 * @param scores - higher is riskier
 * @param outcomes - 1 where it happened, 0 where not
 * @param count - how many to take, from 1 to all
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @example
 * const { events, lift } = liftAt([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], 1);
 * [events, lift] // => [1, 2]
 */
export function liftAt(scores: ArrayLike<number>, outcomes: ArrayLike<number>, count: number): LiftPoint {
  return liftPoints(scores, outcomes, [count])[0]!;
}

/**
 * The gain and lift curve: what is found by taking more and more of the highest scores.
 *
 * @param scores - higher is riskier
 * @param outcomes - 1 where it happened, 0 where not
 * @param options - `shares` of the rows to take; every twentieth unless given
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @example
 * const curve = liftCurve([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], { shares: [0.25, 0.5, 1] });
 * curve.map(({ gain }) => gain) // => [0.5, 0.5, 1]
 */
export function liftCurve(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: { readonly shares?: readonly number[] | undefined } = {},
): LiftPoint[] {
  const { shares = Array.from({ length: 20 }, (_, index) => (index + 1) / 20) } = options;
  for (const share of shares) if (!(share > 0 && share <= 1)) throw outsideDomain("shares", share, "above 0, at most 1");
  const counts = shares.map((share) => Math.max(1, Math.round(share * scores.length)));
  return liftPoints(scores, outcomes, counts);
}

function liftPoints(scores: ArrayLike<number>, outcomes: ArrayLike<number>, counts: readonly number[]): LiftPoint[] {
  const rows = scores.length;
  const { positives } = requireBothClasses(outcomes, rows);
  for (const count of counts)
    if (!(Number.isInteger(count) && count >= 1 && count <= rows))
      throw outsideDomain("count", count, `a whole number from 1 to ${rows}`);
  const order = scoreOrder(scores);
  const runs = runsOf(scores, order);
  // events among the rows from each run upward
  const above = new Float64Array(runs.length);
  for (let run = runs.length - 2; run >= 0; run--) {
    above[run] = above[run + 1]!;
    for (let place = runs[run]!; place < runs[run + 1]!; place++) above[run]! += outcomes[order[place]!]!;
  }
  return counts.map((count) => {
    const from = rows - count;
    const run = lastAtMost(runs, from);
    const whole = rows - runs[run + 1]!;
    const tied = runs[run + 1]! - runs[run]!;
    const events = above[run + 1]! + ((above[run]! - above[run + 1]!) * (count - whole)) / tied;
    const gain = events / positives;
    return { count, share: count / rows, events, gain, precision: events / count, lift: (gain * rows) / count };
  });
}

/** The last start of a run that is not after a place. */
function lastAtMost(starts: Uint32Array, place: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

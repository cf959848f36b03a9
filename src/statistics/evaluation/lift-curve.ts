import { firstAfter, listOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { runsOf, scoreOrder } from "../learning/score-order.js";
import { aShare } from "../option-kinds.js";

/** Events among the rows with the highest scores. */
export interface LiftPoint {
  /** Number of rows taken. */
  readonly count: number;
  /** Rows taken as a share of all rows. */
  readonly share: number;
  /** Number of events among them; a fraction when the last rows taken are tied with others. */
  readonly events: number;
  /** Share of all events that are among them (recall). */
  readonly gain: number;
  /** Share of events among them. */
  readonly precision: number;
  /** Precision divided by the share of events among all rows: 1 is as good as a random choice. */
  readonly lift: number;
}

/** Options of `liftCurve`. */
export interface LiftCurveOptions {
  /** Shares of the rows to take. Default to every twentieth: .05, .1, … 1. */
  readonly shares?: readonly number[] | undefined;
}

const LIFT_CURVE_OPTIONS: OptionShape<LiftCurveOptions> = { shares: listOf(aShare) };

/**
 * Returns lift and gain (提升度) of taking the `count` highest scores. When the last rows taken are tied with others, they count
 * in proportion: the result is the mean over every order of the ties.
 *
 * @param scores - higher for a more probable event
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param count - number of rows to take, from 1 to all
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @example
 * const { events, lift } = liftAt([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], 1);
 * [events, lift] // => [1, 2]
 */
export function liftAt(scores: ArrayLike<number>, outcomes: ArrayLike<number>, count: number): LiftPoint {
  return liftPoints(scores, outcomes, [count])[0]!;
}

/**
 * Returns the gain and lift curve: the events found by taking more and more of the highest scores.
 *
 * @param scores - higher for a more probable event
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - shares
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @example
 * const curve = liftCurve([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], { shares: [0.25, 0.5, 1] });
 * curve.map(({ gain }) => gain) // => [0.5, 0.5, 1]
 */
export function liftCurve(scores: ArrayLike<number>, outcomes: ArrayLike<number>, options: LiftCurveOptions = {}): LiftPoint[] {
  const { shares = TWENTIETHS } = requireOptions(options, LIFT_CURVE_OPTIONS);
  const counts = shares.map((share) => Math.max(1, Math.round(share * scores.length)));
  return liftPoints(scores, outcomes, counts);
}

const TWENTIETHS: readonly number[] = /* @__PURE__ */ Array.from({ length: 20 }, (_, index) => (index + 1) / 20);

function liftPoints(scores: ArrayLike<number>, outcomes: ArrayLike<number>, counts: readonly number[]): LiftPoint[] {
  const rows = scores.length;
  const { positives } = requireBothClasses(outcomes, rows);
  for (const count of counts)
    if (!(Number.isInteger(count) && count >= 1 && count <= rows))
      throw outsideDomain("count", count, `an integer from 1 to ${rows}`);
  const order = scoreOrder(scores);
  const runs = runsOf(scores, order);
  // events among the rows from each run up
  const above = new Float64Array(runs.length);
  for (let run = runs.length - 2; run >= 0; run--) {
    above[run] = above[run + 1]!;
    for (let place = runs[run]!; place < runs[run + 1]!; place++) above[run]! += outcomes[order[place]!]!;
  }
  return counts.map((count) => {
    const from = rows - count;
    const run = firstAfter(runs, from, 0, runs.length - 1) - 1;
    const whole = rows - runs[run + 1]!;
    const tied = runs[run + 1]! - runs[run]!;
    const events = above[run + 1]! + ((above[run]! - above[run + 1]!) * (count - whole)) / tied;
    const gain = events / positives;
    return { count, share: count / rows, events, gain, precision: events / count, lift: (gain * rows) / count };
  });
}

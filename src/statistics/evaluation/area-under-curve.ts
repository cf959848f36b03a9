import { type Interval, type LevelOptions, levelOf } from "../descriptive/count-intervals.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { runsOf, scoreOrder } from "../learning/score-order.js";
import { normalCdf, normalQuantile } from "../special/normal.js";

/** Area under the ROC curve with DeLong's standard error and interval; the bounds stay within 0 and 1. */
export interface AreaUnderCurve extends Interval {
  readonly standardError: number;
}

/**
 * Returns the area under the ROC curve (AUC, ROC曲线下面积) with DeLong's interval: the probability that a row with the event
 * scores higher than a row without it, ties counted half. The interval holds for one model on rows that it has not seen; pooled
 * predictions of a cross-validation come from several models, and their interval is only a guide.
 *
 * @param scores - probabilities or any finite numbers, higher for a more probable event
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - level of the interval
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @see DeLong, DeLong, Clarke-Pearson (1988); Sun, Xu (2014), Fast implementation of DeLong's algorithm
 * @example
 * areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).estimate // => 0.75
 */
export function areaUnderCurve(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: LevelOptions = {},
): AreaUnderCurve {
  const level = levelOf(options);
  const placements = placementsOf(scores, outcomes);
  const standardError = Math.sqrt(varianceOf(placements, placements));
  const half = normalQuantile((1 + level) / 2) * standardError;
  const estimate = meanOf(placements.positive);
  return { estimate, lower: Math.max(0, estimate - half), upper: Math.min(1, estimate + half), level, standardError };
}

/** Difference of two areas under the ROC curve on the same rows. */
export interface AreaDifference extends Interval {
  readonly standardError: number;
  /** Test of no difference, two-sided. */
  readonly pValue: number;
}

/**
 * Compares two scores on the same rows: returns the difference of their areas under the ROC curve with DeLong's paired
 * interval. Use it before claiming that a model beats recency.
 *
 * @param scores - first score of each row
 * @param others - second score of each row
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - level of the interval
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @see DeLong, DeLong, Clarke-Pearson (1988)
 * @example
 * const { estimate, pValue } = compareAreasUnderCurve([0.1, 0.4, 0.35, 0.8, 0.7, 0.2], [0.3, 0.2, 0.1, 0.9, 0.4, 0.6], [0, 0, 1, 1, 1, 0]);
 * estimate // => 0.3333
 * pValue // => 0.2207
 */
export function compareAreasUnderCurve(
  scores: ArrayLike<number>,
  others: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: LevelOptions = {},
): AreaDifference {
  const level = levelOf(options);
  const first = placementsOf(scores, outcomes);
  const second = placementsOf(others, outcomes);
  const estimate = meanOf(first.positive) - meanOf(second.positive);
  const variance = varianceOf(first, first) + varianceOf(second, second) - 2 * varianceOf(first, second);
  const standardError = Math.sqrt(Math.max(0, variance));
  const half = normalQuantile((1 + level) / 2) * standardError;
  // Scores with the same ranks have no difference and no error.
  const pValue = standardError > 0 ? 2 * normalCdf(-Math.abs(estimate) / standardError) : estimate === 0 ? 1 : 0;
  return { estimate, lower: estimate - half, upper: estimate + half, level, standardError, pValue };
}

/** Share of the other class that each row ranks correctly against. */
interface Placements {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

function placementsOf(scores: ArrayLike<number>, outcomes: ArrayLike<number>): Placements {
  const { positives, negatives } = requireBothClasses(outcomes, scores.length);
  const order = scoreOrder(scores);
  const runs = runsOf(scores, order);
  const byRow = new Float64Array(scores.length);
  let positivesBelow = 0;
  let negativesBelow = 0;
  for (let run = 0; run + 1 < runs.length; run++) {
    let inside = 0;
    for (let place = runs[run]!; place < runs[run + 1]!; place++) inside += outcomes[order[place]!]!;
    const outside = runs[run + 1]! - runs[run]! - inside;
    const positiveShare = (negativesBelow + outside / 2) / negatives;
    const negativeShare = (positives - positivesBelow - inside / 2) / positives;
    for (let place = runs[run]!; place < runs[run + 1]!; place++)
      byRow[order[place]!] = outcomes[order[place]!] === 1 ? positiveShare : negativeShare;
    positivesBelow += inside;
    negativesBelow += outside;
  }
  return {
    positive: byRow.filter((_, row) => outcomes[row] === 1),
    negative: byRow.filter((_, row) => outcomes[row] === 0),
  };
}

/** DeLong's (co)variance of areas. A class with one row has no observable spread: the maximum, ¼, is assumed. */
function varianceOf(left: Placements, right: Placements): number {
  return covarianceOf(left.positive, right.positive) + covarianceOf(left.negative, right.negative);
}

function covarianceOf(left: Float64Array, right: Float64Array): number {
  if (left.length === 1) return 0.25;
  const [leftMean, rightMean] = [meanOf(left), meanOf(right)];
  let sum = 0;
  for (let row = 0; row < left.length; row++) sum += (left[row]! - leftMean) * (right[row]! - rightMean);
  return sum / (left.length - 1) / left.length;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += values[row]!;
  return sum / values.length;
}

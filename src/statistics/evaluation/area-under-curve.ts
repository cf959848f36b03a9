import type { Interval } from "../descriptive/count-intervals.js";
import { requireOpenProbability } from "../domain.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { normalCdf, normalQuantile } from "../special/normal.js";
import { runsOf, scoreOrder } from "../learning/score-order.js";

/** An area under the ROC curve with DeLong's standard error; the bounds are kept within 0 and 1. */
export interface AreaUnderCurve extends Interval {
  readonly standardError: number;
}

/**
 * The area under the ROC curve (AUC, ROC曲线下面积): how often a random row where it happened scores higher than one where
 * it did not, ties counted half; with DeLong's interval. The interval is of one model on rows it has not seen: pooled
 * cross-validation predictions come from several models, and their interval is only a guide.
 *
 * @param scores - higher is riskier; probabilities or any finite numbers
 * @param outcomes - 1 where it happened, 0 where not
 * @param options - `level` of the interval, .95 unless told
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @see DeLong, DeLong, Clarke-Pearson (1988); Sun, Xu (2014), Fast implementation of DeLong's algorithm
 * @example
 * areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).estimate // => 0.75
 */
export function areaUnderCurve(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: { readonly level?: number | undefined } = {},
): AreaUnderCurve {
  const { level = 0.95 } = options;
  requireOpenProbability("level", level);
  const placements = placementsOf(scores, outcomes);
  const standardError = Math.sqrt(varianceOf(placements, placements));
  const half = normalQuantile((1 + level) / 2) * standardError;
  const estimate = meanOf(placements.positive);
  return { estimate, lower: Math.max(0, estimate - half), upper: Math.min(1, estimate + half), standardError };
}

/** The difference of two areas on the same rows. */
export interface AreaDifference extends Interval {
  readonly standardError: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Whether one score ranks better than another on the same rows: the difference of their areas under the ROC curve, with
 * DeLong's paired interval. Ask it before saying that a model beats recency.
 *
 * @param scores - of the first
 * @param others - of the second, row by row
 * @param outcomes - 1 where it happened, 0 where not
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @see DeLong, DeLong, Clarke-Pearson (1988)
 * @example
 * const { estimate, p } = compareAreasUnderCurve([0.1, 0.4, 0.35, 0.8, 0.7, 0.2], [0.3, 0.2, 0.1, 0.9, 0.4, 0.6], [0, 0, 1, 1, 1, 0]);
 * estimate // => 0.3333
 * p // => 0.2207
 */
export function compareAreasUnderCurve(
  scores: ArrayLike<number>,
  others: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: { readonly level?: number | undefined } = {},
): AreaDifference {
  const { level = 0.95 } = options;
  requireOpenProbability("level", level);
  const first = placementsOf(scores, outcomes);
  const second = placementsOf(others, outcomes);
  const estimate = meanOf(first.positive) - meanOf(second.positive);
  const variance = varianceOf(first, first) + varianceOf(second, second) - 2 * varianceOf(first, second);
  const standardError = Math.sqrt(Math.max(0, variance));
  const half = normalQuantile((1 + level) / 2) * standardError;
  // Scores that rank alike differ by nothing, for certain.
  const p = standardError > 0 ? 2 * normalCdf(-Math.abs(estimate) / standardError) : estimate === 0 ? 1 : 0;
  return { estimate, lower: estimate - half, upper: estimate + half, standardError, p };
}

/** For each row the share of the other class that it ranks rightly against. */
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

/** DeLong's (co)variance of areas. One row of a class tells nothing of its spread: the widest there is, ¼, stands for it. */
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

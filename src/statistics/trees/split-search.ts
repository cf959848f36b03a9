import { type BinnedFeature, MISSING_BIN } from "./feature-bins.js";
import { CELL } from "./histogram.js";

/** Limits of a split. */
export interface SplitLimits {
  /** Minimum number of rows in a leaf. */
  readonly minLeafRows: number;
  /** Added to the curvature: shrinks leaves with few rows. */
  readonly l2: number;
  /** Minimum reduction of the loss. */
  readonly minGain: number;
}

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  readonly curvature: number;
  readonly rows: number;
}

/** Bounds of the value of a leaf, from monotone features above it. */
export interface ValueBounds {
  readonly lower: number;
  readonly upper: number;
}

/** Best split found for a node. */
export interface FoundSplit {
  readonly feature: number;
  readonly gain: number;
  /** 1 for each bin that goes left. */
  readonly goesLeft: Uint8Array;
  /** Numeric feature: the last bin that goes left. */
  readonly bin: number;
  readonly missing: "left" | "right";
  readonly left: NodeSums;
  readonly right: NodeSums;
}

/** Minimum curvature of a side. */
const MIN_CURVATURE = 1e-3;
/** Added to the curvature of categories when they are sorted: keeps rare ones from the ends. */
const CATEGORY_SMOOTHING = 10;

/** Returns the best value of a leaf within its bounds. */
export function leafValue({ gradient, curvature }: NodeSums, { lower, upper }: ValueBounds, l2: number): number {
  return Math.min(upper, Math.max(lower, -gradient / (curvature + l2)));
}

/** Returns twice the reduction of the loss by a leaf. */
function leafScore(gradient: number, curvature: number, bounds: ValueBounds, l2: number): number {
  const value = Math.min(bounds.upper, Math.max(bounds.lower, -gradient / (curvature + l2)));
  return -value * (2 * gradient + (curvature + l2) * value);
}

/** Candidate split: the sums of the rows that go left. */
interface Trial {
  gain: number;
  place: number;
  missingLeft: boolean;
  gradient: number;
  curvature: number;
  rows: number;
}

/**
 * Finds the best split of a node on one feature, or `null`: it tries every cut between bins, with missing values on either
 * side; categories are sorted by their mean gradient.
 *
 * @param histogram - histogram of the node
 * @param offset - first cell of the feature
 * @param direction - 1: the score may not fall as the feature grows; −1: may not rise; 0: free
 */
export function bestSplitOf(
  feature: number,
  { count, categories, hasMissing }: BinnedFeature,
  histogram: Float64Array,
  offset: number,
  total: NodeSums,
  bounds: ValueBounds,
  limits: SplitLimits,
  direction: number,
): FoundSplit | null {
  const order = categories === null ? null : categoryOrder(histogram, offset, count);
  const missingAt = (offset + count) * CELL;
  const missingRows = hasMissing ? histogram[missingAt + 2]! : 0;
  const whole = leafScore(total.gradient, total.curvature, bounds, limits.l2);
  // a gain within rounding is not a gain
  const best: Trial = {
    gain: Math.max(limits.minGain, 1e-12 * (1 + whole)),
    place: -2,
    missingLeft: false,
    gradient: 0,
    curvature: 0,
    rows: 0,
  };
  const length = order?.length ?? count;

  const scan = (missingLeft: boolean): void => {
    let gradient = missingLeft ? histogram[missingAt]! : 0;
    let curvature = missingLeft ? histogram[missingAt + 1]! : 0;
    let rows = missingLeft ? missingRows : 0;
    // with all values on one side, the other side holds only missing values
    const last = missingRows > 0 && !missingLeft ? length : length - 1;
    for (let place = 0; place < last; place++) {
      const at = (offset + (order?.[place] ?? place)) * CELL;
      const inside = histogram[at + 2]!;
      if (inside === 0) continue;
      gradient += histogram[at]!;
      curvature += histogram[at + 1]!;
      rows += inside;
      if (rows < limits.minLeafRows || curvature < MIN_CURVATURE) continue;
      const rightRows = total.rows - rows;
      const rightCurvature = total.curvature - curvature;
      if (rightRows < limits.minLeafRows || rightCurvature < MIN_CURVATURE) break;
      const rightGradient = total.gradient - gradient;
      const gain =
        leafScore(gradient, curvature, bounds, limits.l2) + leafScore(rightGradient, rightCurvature, bounds, limits.l2) - whole;
      if (!(gain > best.gain)) continue;
      if (direction !== 0) {
        const left = leafValue({ gradient, curvature, rows }, bounds, limits.l2);
        const right = leafValue({ gradient: rightGradient, curvature: rightCurvature, rows: rightRows }, bounds, limits.l2);
        if ((right - left) * direction < 0) continue;
      }
      best.gain = gain;
      best.place = place;
      best.missingLeft = missingLeft;
      best.gradient = gradient;
      best.curvature = curvature;
      best.rows = rows;
    }
  };
  scan(false);
  if (missingRows > 0) scan(true);
  if (best.place === -2) return null;
  return foundSplit(feature, best, total, order, missingRows > 0);
}

function foundSplit(feature: number, best: Trial, total: NodeSums, order: number[] | null, missingSeen: boolean): FoundSplit {
  const goesLeft = new Uint8Array(MISSING_BIN + 1);
  if (order === null) goesLeft.fill(1, 0, best.place + 1);
  else for (const bin of order.slice(0, best.place + 1)) goesLeft[bin] = 1;
  const left: NodeSums = { gradient: best.gradient, curvature: best.curvature, rows: best.rows };
  const right: NodeSums = {
    gradient: total.gradient - best.gradient,
    curvature: total.curvature - best.curvature,
    rows: total.rows - best.rows,
  };
  // no missing value was seen here: it follows the majority
  const missing = (missingSeen ? best.missingLeft : order === null && left.rows >= right.rows) ? "left" : "right";
  goesLeft[MISSING_BIN] = missing === "left" ? 1 : 0;
  return { feature, gain: best.gain, goesLeft, bin: best.place, missing, left, right };
}

/** Returns the categories of a node sorted by mean gradient, highest first; ties by number. */
function categoryOrder(histogram: Float64Array, offset: number, count: number): number[] {
  const pull = (bin: number): number => {
    const at = (offset + bin) * CELL;
    return histogram[at]! / (histogram[at + 1]! + CATEGORY_SMOOTHING);
  };
  return Array.from({ length: count }, (_, bin) => bin)
    .filter((bin) => histogram[(offset + bin) * CELL + 2]! > 0)
    .sort((left, right) => pull(left) - pull(right) || left - right);
}

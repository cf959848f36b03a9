import type { TreeLeaf, TreeNode, TreeSplit } from "./boosted-trees-model.js";
import type { BinnedFeature } from "./feature-bins.js";
import { CELL, fillHistogram, type RowDerivatives, type SparseRows, subtractHistogram } from "./histogram.js";
import { bestSplitOf, type FoundSplit, leafValue, type NodeSums, type SplitLimits, type ValueBounds } from "./split-search.js";

/** Data and limits shared by all trees of a fit. */
export interface TreeGround {
  readonly features: readonly BinnedFeature[];
  readonly sparse: SparseRows;
  readonly limits: SplitLimits;
  readonly maxDepth: number;
  readonly learningRate: number;
  /** Direction of each feature: 1 rising, −1 falling, 0 free. */
  readonly directions: Int8Array;
  /** Number of observations that each row represents. */
  readonly weight: Float64Array;
  /** Histograms to reuse. */
  readonly spare: Float64Array[];
}

/** Tree with its reduction of the loss by feature. */
export interface GrownTree {
  readonly root: TreeNode;
  readonly gains: Float64Array;
}

/** Leaf values are multiples of 2^−40: their sums are exact, and equal in any order, on any machine and in any database. */
const GRID = 2 ** 40;

export function onGrid(value: number): number {
  return Math.round(value * GRID) / GRID;
}

/**
 * Grows one tree, level by level in depth, and adds it to the scores of all rows.
 *
 * @param chosen - features that this tree may split on
 * @param scores - log-odds of the rows; the tree is added to them
 */
export function growTree(
  ground: TreeGround,
  derivatives: RowDerivatives,
  chosen: readonly number[],
  scores: Float64Array,
): GrownTree {
  const { sparse, weight } = ground;
  const rows = new Uint32Array(scores.length).map((_, row) => row);
  const right = new Uint32Array(scores.length);
  const gains = new Float64Array(ground.features.length);

  const leaf = (from: number, to: number, sums: NodeSums, bounds: ValueBounds): TreeLeaf => {
    const value = onGrid(leafValue(sums, bounds, ground.limits.l2) * ground.learningRate);
    let covered = 0;
    for (let place = from; place < to; place++) {
      const row = rows[place]!;
      scores[row]! += value;
      if (derivatives.active[row] === 1) covered += weight[row]!;
    }
    return { value, weight: covered };
  };

  const grow = (
    from: number,
    to: number,
    depth: number,
    histogram: Float64Array,
    sums: NodeSums,
    bounds: ValueBounds,
  ): TreeNode => {
    const found = bestSplit(ground, chosen, histogram, sums, bounds);
    if (found === null) return leaf(from, to, sums, bounds);
    gains[found.feature]! += found.gain;
    const middle = partition(rows, right, from, to, ground.features[found.feature]!.bins, found.goesLeft);
    const [leftBounds, rightBounds] = boundsOf(found, bounds, ground);
    const mayGo = (side: NodeSums): boolean => depth + 1 < ground.maxDepth && side.rows >= 2 * ground.limits.minLeafRows;
    const [leftGoes, rightGoes] = [mayGo(found.left), mayGo(found.right)];
    // Only the smaller side is counted; the histogram of the larger side is the difference.
    let leftHistogram: Float64Array | null = null;
    let rightHistogram: Float64Array | null = null;
    if (leftGoes || rightGoes) {
      const counted = ground.spare.pop() ?? new Float64Array(sparse.size * CELL);
      const leftSmaller = found.left.rows <= found.right.rows;
      fillHistogram(counted, sparse, derivatives, rows, leftSmaller ? from : middle, leftSmaller ? middle : to);
      subtractHistogram(histogram, counted);
      [leftHistogram, rightHistogram] = leftSmaller ? [counted, histogram] : [histogram, counted];
    }
    const leftNode = leftGoes
      ? grow(from, middle, depth + 1, leftHistogram!, found.left, leftBounds)
      : leaf(from, middle, found.left, leftBounds);
    const rightNode = rightGoes
      ? grow(middle, to, depth + 1, rightHistogram!, found.right, rightBounds)
      : leaf(middle, to, found.right, rightBounds);
    if (leftHistogram !== null) ground.spare.push(leftHistogram === histogram ? rightHistogram! : leftHistogram);
    return splitNode(found, ground.features[found.feature]!, leftNode, rightNode);
  };

  const histogram = ground.spare.pop() ?? new Float64Array(sparse.size * CELL);
  fillHistogram(histogram, sparse, derivatives, rows, 0, rows.length);
  const root = grow(0, rows.length, 0, histogram, totalOf(derivatives), { lower: -Infinity, upper: Infinity });
  ground.spare.push(histogram);
  return { root, gains };
}

function totalOf({ gradients, curvatures, active }: RowDerivatives): NodeSums {
  let gradient = 0;
  let curvature = 0;
  let rows = 0;
  for (let row = 0; row < active.length; row++) {
    if (active[row] === 0) continue;
    gradient += gradients[row]!;
    curvature += curvatures[row]!;
    rows++;
  }
  return { gradient, curvature, rows };
}

function bestSplit(
  { features, sparse, limits, directions }: TreeGround,
  chosen: readonly number[],
  histogram: Float64Array,
  sums: NodeSums,
  bounds: ValueBounds,
): FoundSplit | null {
  if (sums.rows < 2 * limits.minLeafRows) return null;
  let best: FoundSplit | null = null;
  for (const feature of chosen) {
    const found = bestSplitOf(
      feature,
      features[feature]!,
      histogram,
      sparse.offsets[feature]!,
      sums,
      bounds,
      best === null ? limits : { ...limits, minGain: best.gain },
      directions[feature]!,
    );
    if (found !== null) best = found;
  }
  return best;
}

/** Moves the rows that go left before the others, stably; returns the position of the first of the others. */
function partition(
  rows: Uint32Array,
  spare: Uint32Array,
  from: number,
  to: number,
  bins: Uint8Array,
  goesLeft: Uint8Array,
): number {
  let left = from;
  let right = 0;
  for (let place = from; place < to; place++) {
    const row = rows[place]!;
    if (goesLeft[bins[row]!] === 1) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}

/** Bounds of both sides of a split: under a monotone feature, neither may cross the middle of their values. */
function boundsOf(found: FoundSplit, bounds: ValueBounds, { directions, limits }: TreeGround): [ValueBounds, ValueBounds] {
  const direction = directions[found.feature]!;
  if (direction === 0) return [bounds, bounds];
  const middle = (leafValue(found.left, bounds, limits.l2) + leafValue(found.right, bounds, limits.l2)) / 2;
  const below = { lower: bounds.lower, upper: middle };
  const above = { lower: middle, upper: bounds.upper };
  return direction > 0 ? [below, above] : [above, below];
}

function splitNode(found: FoundSplit, { cuts, categories }: BinnedFeature, left: TreeNode, right: TreeNode): TreeSplit {
  const weight = left.weight + right.weight;
  if (categories === null) {
    // above the last cut there are only missing values
    const atMost = cuts[found.bin] ?? Number.MAX_VALUE;
    return { feature: found.feature, atMost, missing: found.missing, weight, left, right };
  }
  // Missing values go right, so the left side is a list of categories.
  const named = (side: 0 | 1): number[] => categories.filter((_, bin) => found.goesLeft[bin] === side);
  return found.missing === "right"
    ? { feature: found.feature, oneOf: named(1), missing: "right", weight, left, right }
    : { feature: found.feature, oneOf: named(0), missing: "right", weight, left: right, right: left };
}

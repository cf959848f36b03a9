import type { TreeNode, TreeSplit } from "./boosted-trees-model.js";
import { assignBins } from "./feature-bins.js";
import { goesLeft, splitsOf } from "./tree-walk.js";

/** Bins of a feature that the trees of a model can distinguish. */
export interface FeatureSteps {
  /** Bin b holds the numbers above cut b − 1 and up to cut b. */
  readonly cuts: Float64Array;
  /** Bin of each category; `null` for a numeric feature. */
  readonly categories: ReadonlyMap<number, number> | null;
  /** One value of each bin; the last is NaN, for missing values. */
  readonly samples: Float64Array;
}

/** Returns the steps of every feature. */
export function featureSteps(trees: readonly TreeNode[], features: number): FeatureSteps[] {
  const splits: TreeSplit[][] = Array.from({ length: features }, () => []);
  for (const tree of trees) for (const split of splitsOf(tree)) splits[split.feature]!.push(split);
  return splits.map((own) => {
    const cuts = Float64Array.from(new Set(own.flatMap(({ atMost }) => atMost ?? []))).sort();
    const named = [...new Set(own.flatMap(({ oneOf }) => oneOf ?? []))].sort((left, right) => left - right);
    return named.length === 0
      ? { cuts, categories: null, samples: Float64Array.of(...cuts, Infinity, Number.NaN) }
      : {
          cuts,
          categories: new Map(named.map((category, bin) => [category, bin])),
          samples: Float64Array.of(...named, Number.NaN),
        };
  });
}

/** Bins some rows of a column. */
export function binRows(
  { cuts, categories, samples }: FeatureSteps,
  column: ArrayLike<number>,
  bins: Uint16Array,
  from: number,
  to: number,
): void {
  const missing = samples.length - 1;
  if (categories === null) assignBins(column, cuts, bins, missing, from, to);
  else for (let row = from; row < to; row++) bins[row - from] = categories.get(column[row]!) ?? missing;
}

/** Cells of a feature: a cell joins the bins that some splits do not distinguish. */
export interface FeatureCells {
  /** Cell of each bin. */
  readonly cells: Uint16Array;
  readonly count: number;
}

/** Returns the cells of a feature under some splits; missing values have a cell only if `missing` is true. */
export function cellsOf(splits: readonly TreeSplit[], { samples }: FeatureSteps, missing: boolean): FeatureCells {
  const numbers = new Map<string, number>();
  const cells = new Uint16Array(samples.length);
  const last = samples.length - (missing ? 1 : 2);
  for (let bin = 0; bin <= last; bin++) {
    let answers = "";
    for (const split of splits) answers += goesLeft(split, samples[bin]!) ? "1" : "0";
    if (!numbers.has(answers)) numbers.set(answers, numbers.size);
    cells[bin] = numbers.get(answers)!;
  }
  return { cells, count: numbers.size };
}

import type { TreeNode, TreeSplit } from "./boosted-trees-model.js";
import { assignBins } from "./feature-bins.js";
import { goesLeft, splitsOf } from "./tree-walk.js";

/** The values of a feature that the trees of a model can tell apart, as bins. */
export interface FeatureSteps {
  /** Bin b holds the numbers above cut b − 1 and up to cut b. */
  readonly cuts: Float64Array;
  /** The bin of each category; `null` for a feature of numbers. */
  readonly categories: ReadonlyMap<number, number> | null;
  /** A value of each bin; the last is NaN, for what is missing. */
  readonly samples: Float64Array;
}

/** The steps of every feature. */
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

/** The bins of some rows of a column. */
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

/** Bins that some splits cannot tell apart, as one cell. */
export interface FeatureCells {
  /** The cell of each bin. */
  readonly cells: Uint16Array;
  readonly count: number;
}

/** The cells of a feature under some splits; the bin of missing values has one of its own only if there are such values. */
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

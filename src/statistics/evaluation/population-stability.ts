import { outsideDomain } from "../domain.js";
import { columnsOf, type FeatureColumns, featureNames } from "../learning/features.js";

/** How far a column has moved since training. */
export interface PopulationStability {
  /** Σ (now − then) · ln(now / then) over bins. */
  readonly index: number;
  /** By the usual rule: below .1, below .25, above. */
  readonly level: "stable" | "moved" | "shifted";
  /** Shares by bin; the last is what is missing, where there is any. */
  readonly bins: readonly StabilityBin[];
}

/** A bin of training, then and now. */
export interface StabilityBin {
  /** Values above the bin before and up to here; `null` for missing values. */
  readonly atMost: number | null;
  readonly then: number;
  readonly now: number;
}

/**
 * The population stability index (PSI, 群体稳定性指标) of a column or a score: whether those whom a model scores today are still like
 * those whom it learned from. Bins are tenths of training, or its values where there are few. A bin that is empty on one side
 * counts as half a row, so that the index stays finite.
 *
 * @param training - the column as the model learned from it; NaN is missing
 * @param today - the column now
 * @param options - `bins`: 10 unless told
 * @throws ClienteleError `outside_domain` for a side without rows, or bins below 2
 * @see Siddiqi (2006), Credit Risk Scorecards, chapter 9
 * @example
 * const training = Array.from({ length: 100 }, (_, row) => row);
 * populationStability(training, training).index // => 0
 * populationStability(training, training.map((value) => value + 40)).level // => "shifted"
 */
export function populationStability(
  training: ArrayLike<number>,
  today: ArrayLike<number>,
  options: { readonly bins?: number | undefined } = {},
): PopulationStability {
  const { bins = 10 } = options;
  if (!(Number.isInteger(bins) && bins >= 2)) throw outsideDomain("bins", bins, "a whole number from 2");
  if (training.length === 0) throw outsideDomain("training", "nothing", "at least one row");
  if (today.length === 0) throw outsideDomain("today", "nothing", "at least one row");
  const limits = binLimits(training, bins);
  const [before, after] = [countsOf(training, limits), countsOf(today, limits)];
  const all = [...limits, null].map((atMost, bin) => ({
    atMost,
    then: before[bin]! / training.length,
    now: after[bin]! / today.length,
  }));
  const seen = all.filter(({ then, now }) => then > 0 || now > 0);
  let index = 0;
  for (const { then, now } of seen) {
    const [was, is] = [then === 0 ? 0.5 / training.length : then, now === 0 ? 0.5 / today.length : now];
    index += (is - was) * Math.log(is / was);
  }
  return { index, level: index < 0.1 ? "stable" : index < 0.25 ? "moved" : "shifted", bins: seen };
}

/**
 * The stability of every column, the most moved first: where to look when a model has become worse.
 *
 * @param training - columns as the model learned from them
 * @param today - the same columns now
 * @throws ClienteleError `missing_feature`; `outside_domain`; `mismatched_dimensions`
 * @example
 * const drift = featureDrift({ orders: [1, 2, 3, 4], silent: [1, 2, 1, 2] }, { orders: [1, 2, 3, 4], silent: [2, 2, 2, 2] });
 * drift[0]?.feature // => "silent"
 */
export function featureDrift<Name extends string>(
  training: FeatureColumns<Name>,
  today: FeatureColumns<Name>,
  options: { readonly bins?: number | undefined } = {},
): (PopulationStability & { readonly feature: Name })[] {
  const names = featureNames(training);
  const columns = columnsOf(today, names);
  return names
    .map((feature, index) => ({ feature, ...populationStability(training[feature], columns[index]!, options) }))
    .sort((left, right) => right.index - left.index);
}

/** Upper limits of bins; the last is Infinity. */
function binLimits(training: ArrayLike<number>, bins: number): number[] {
  const sorted = Float64Array.from(training)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const distinct = new Set(sorted);
  const limits =
    distinct.size <= bins
      ? [...distinct]
      : Array.from({ length: bins }, (_, bin) => sorted[Math.ceil(((bin + 1) * sorted.length) / bins) - 1]!);
  return [...new Set(limits.slice(0, -1)), Infinity];
}

function countsOf(column: ArrayLike<number>, limits: readonly number[]): Float64Array {
  const counts = new Float64Array(limits.length + 1);
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    const bin = Number.isNaN(value) ? limits.length : limits.findIndex((limit) => value <= limit);
    counts[bin]! += 1;
  }
  return counts;
}

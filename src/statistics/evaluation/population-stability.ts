import { anInteger, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { columnsOf, type FeatureColumns, featureNames } from "../learning/features.js";

/** Change of the distribution of a column since training. */
export interface PopulationStability {
  /** Population stability index: Σ (now − then) · ln(now / then) over bins. */
  readonly index: number;
  /** By the usual rule: stable below .1, moved below .25, shifted from there. */
  readonly status: "stable" | "moved" | "shifted";
  /** Shares by bin; the last bin holds missing values, if there are any. */
  readonly bins: readonly StabilityBin[];
}

/** Share of one bin in training and now. */
export interface StabilityBin {
  /** Upper bound: the bin holds values above the bin before and up to here. `null` for missing values. */
  readonly atMost: number | null;
  readonly then: number;
  readonly now: number;
}

/** Options of `populationStability` and `featureDrift`. */
export interface StabilityOptions {
  /** Number of bins, at least 2. Defaults to 10. */
  readonly bins?: number | undefined;
}

const STABILITY_OPTIONS: OptionShape<StabilityOptions> = { bins: anInteger({ min: 2 }) };

/**
 * Computes the population stability index (PSI, 群体稳定性指标) of a column or a score: whether the customers scored today still
 * resemble the training rows. Bins are quantiles of training, or its values when there are few. A bin that is empty on one
 * side counts as half a row, which keeps the index finite.
 *
 * @param training - the column as the model learned from it; NaN is missing
 * @param today - the column now
 * @param options - number of bins
 * @throws ClienteleError `outside_domain` for a column without rows; `invalid_option`
 * @see Siddiqi (2006), Credit Risk Scorecards, chapter 9
 * @example
 * const training = Array.from({ length: 100 }, (_, row) => row);
 * populationStability(training, training).index // => 0
 * populationStability(training, training.map((value) => value + 40)).status // => "shifted"
 */
export function populationStability(
  training: ArrayLike<number>,
  today: ArrayLike<number>,
  options: StabilityOptions = {},
): PopulationStability {
  const { bins = 10 } = requireOptions(options, STABILITY_OPTIONS);
  if (training.length === 0) throw outsideDomain("training", "an empty array", "a column with at least one row");
  if (today.length === 0) throw outsideDomain("today", "an empty array", "a column with at least one row");
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
  return { index, status: index < 0.1 ? "stable" : index < 0.25 ? "moved" : "shifted", bins: seen };
}

/**
 * Computes the population stability of every column, the largest change first: where to look when a model has become worse.
 *
 * @param training - columns as the model learned from them
 * @param today - the same columns now
 * @param options - number of bins
 * @throws ClienteleError `missing_feature`; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @example
 * const drift = featureDrift({ orders: [1, 2, 3, 4], silent: [1, 2, 1, 2] }, { orders: [1, 2, 3, 4], silent: [2, 2, 2, 2] });
 * drift[0]?.feature // => "silent"
 */
export function featureDrift<Name extends string>(
  training: FeatureColumns<Name>,
  today: FeatureColumns<Name>,
  options: StabilityOptions = {},
): (PopulationStability & { readonly feature: Name })[] {
  const names = featureNames(training);
  const columns = columnsOf(today, names);
  return names
    .map((feature, index) => ({ feature, ...populationStability(training[feature], columns[index]!, options) }))
    .sort((left, right) => right.index - left.index);
}

/** Returns the upper bounds of bins; the last is Infinity. */
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

import { ClienteleError } from "../../kernel/index.js";
import {
  anInteger,
  aNumber,
  listOf,
  type OptionKind,
  type OptionShape,
  optionsOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import type { RfmColumns, TimeUnit } from "../../models/index.js";
import { type RfmMeasure, type RfmMeasures, requireMeasures } from "../summary/rfm-measures.js";
import { aTimeUnit } from "../summary/time-unit.js";

/**
 * Upper bounds of the bins of each measure: ascending, one bound fewer than bins, each bound inside its bin. With `frequency:
 * [1, 2, 4, 9]`, 1 transaction scores 1, 2 transactions score 2, 3 or 4 score 3, 5 to 9 score 4, and 10 or more score 5. For
 * recency, the shortest time since the last transaction scores highest. Plain JSON: with stored thresholds, the score of a
 * customer changes only when the customer changes.
 */
export interface RfmThresholds<Unit extends TimeUnit = TimeUnit> {
  /** Time since the last transaction, in `unit`. */
  readonly recency: readonly number[];
  /** Number of transactions. */
  readonly frequency: readonly number[];
  /** Net revenue, in minor units. */
  readonly monetary: readonly number[];
  readonly unit: Unit;
}

/** RFM scores with the thresholds that they were made by. */
export interface RfmScores<Unit extends TimeUnit = TimeUnit> extends RfmColumns {
  readonly thresholds: RfmThresholds<Unit>;
}

/** RFM scores of one customer; 1 is the lowest. */
export interface RfmScore {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

/** Options of {@link rfmScores}: a number of bins that are cut at quantiles, or fixed thresholds. */
export interface RfmOptions<Unit extends TimeUnit = TimeUnit> {
  /** Number of bins, 2 to 9, of equal size as far as ties allow. Defaults to 5. */
  readonly bins?: number | undefined;
  /** Fixed thresholds: of a business rule, of an earlier result, or from `naturalBreakThresholds`. */
  readonly thresholds?: RfmThresholds<Unit> | undefined;
}

/**
 * Scores every customer by recency, frequency and monetary value; 1 is the lowest score. Equal values always share a bin, so
 * that bins differ in size when many customers are alike, as when most of them bought once.
 *
 * @param measures - a transaction summary, or your own columns
 * @returns scores in the order of `measures.ids`, and the thresholds used
 * @throws ClienteleError `invalid_summary` for a value that is not finite, `invalid_option` for impossible bins or thresholds, `mismatched_units`
 * @see Hughes (1994), Strategic Database Marketing, for RFM by quintiles
 * @example
 * const measures = {
 *   ids: ["a", "b", "c"], unit: "day" as const,
 *   sinceLast: Float64Array.of(2, 40, 40), transactions: Float64Array.of(9, 1, 1), revenue: Float64Array.of(5000, 900, 1200),
 * };
 * const scores = rfmScores(measures, { bins: 3 });
 * [...scores.recency] // => [3, 2, 2]
 * [...scores.monetary] // => [3, 1, 2]
 * [...rfmScores(measures, { thresholds: scores.thresholds }).recency] // => [3, 2, 2]
 */
export function rfmScores<Unit extends TimeUnit>(measures: RfmMeasures<Unit>, options: RfmOptions<Unit> = {}): RfmScores<Unit> {
  requireMeasures(measures);
  const { bins: asked = 5 } = requireOptions<RfmOptions>(options, RFM_OPTIONS);
  const thresholds = options.thresholds ?? quantileThresholds(measures, { bins: asked });
  const bins = requireThresholds(thresholds, options.bins);
  if (thresholds.unit !== measures.unit) {
    throw new ClienteleError(
      "mismatched_units",
      `\`thresholds\` are in ${thresholds.unit}s and the measures in ${measures.unit}s. Use one unit of time.`,
      {
        expected: thresholds.unit,
        actual: measures.unit,
      },
    );
  }
  return {
    ids: measures.ids,
    // the shortest time since the last transaction scores highest
    recency: binsOf(measures.sinceLast, thresholds.recency).map((bin) => bins - bin),
    frequency: binsOf(measures.transactions, thresholds.frequency).map((bin) => bin + 1),
    monetary: binsOf(measures.revenue, thresholds.monetary).map((bin) => bin + 1),
    bins,
    thresholds,
  };
}

/**
 * Scores one customer by fixed thresholds.
 *
 * @param measure - time since the last transaction in `thresholds.unit`, number of transactions, net revenue in minor units
 * @throws ClienteleError `invalid_summary`, `invalid_option`
 * @example
 * const thresholds = { recency: [30, 90], frequency: [1, 4], monetary: [5000, 20000], unit: "day" as const };
 * rfmScore({ sinceLast: 30, transactions: 2, revenue: 25000 }, thresholds) // => { recency: 3, frequency: 2, monetary: 3 }
 */
export function rfmScore(measure: RfmMeasure, thresholds: RfmThresholds): RfmScore {
  requireOptions(thresholds, THRESHOLDS, { mandatory: ["recency", "frequency", "monetary", "unit"] });
  const one = (value: number) => Float64Array.of(value);
  const { recency, frequency, monetary } = rfmScores(
    {
      ids: [""],
      sinceLast: one(measure.sinceLast),
      transactions: one(measure.transactions),
      revenue: one(measure.revenue),
      unit: thresholds.unit,
    },
    { thresholds },
  );
  return { recency: recency[0]!, frequency: frequency[0]!, monetary: monetary[0]! };
}

/**
 * Returns thresholds at the quantiles: the k-th bound is the smallest value that at least k / bins of the customers do not
 * exceed. With two bins it is the median.
 *
 * @throws ClienteleError `invalid_summary`, `invalid_option`
 * @example
 * const four = Float64Array.of(1, 2, 3, 4);
 * quantileThresholds({ ids: ["a", "b", "c", "d"], sinceLast: four, transactions: four, revenue: four, unit: "day" }, { bins: 2 }).frequency // => [2]
 */
export function quantileThresholds<Unit extends TimeUnit>(
  measures: RfmMeasures<Unit>,
  options: { readonly bins: number },
): RfmThresholds<Unit> {
  requireMeasures(measures);
  const { bins } = requireOptions(options, BINS, { mandatory: ["bins"] });
  const cut = (values: Float64Array): number[] => {
    const sorted = values.slice().sort();
    // without customers, any bound serves
    if (sorted.length === 0) return new Array<number>(bins - 1).fill(0);
    return Array.from({ length: bins - 1 }, (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / bins) - 1]!);
  };
  return thresholdsOf(measures, cut);
}

/**
 * Returns thresholds at the mean of each measure: two bins, high and low, as the eight classes use them.
 *
 * @throws ClienteleError `invalid_summary`
 * @example
 * const column = Float64Array.of(1, 2, 9);
 * meanThresholds({ ids: ["a", "b", "c"], sinceLast: column, transactions: column, revenue: column, unit: "day" }).monetary // => [4]
 */
export function meanThresholds<Unit extends TimeUnit>(measures: RfmMeasures<Unit>): RfmThresholds<Unit> {
  requireMeasures(measures);
  return thresholdsOf(measures, (values) => [
    // summed from the smallest, so that the result does not depend on the order of the customers
    values.length === 0
      ? 0
      : values
          .slice()
          .sort()
          .reduce((sum, value) => sum + value, 0) / values.length,
  ]);
}

/** Returns the thresholds of the three measures by one way to cut a column. */
export function thresholdsOf<Unit extends TimeUnit>(
  measures: RfmMeasures<Unit>,
  cut: (values: Float64Array) => readonly number[],
): RfmThresholds<Unit> {
  return {
    recency: cut(measures.sinceLast),
    frequency: cut(measures.transactions),
    monetary: cut(measures.revenue),
    unit: measures.unit,
  };
}

/** Number of bins: a cell has one digit per measure. */
export const aNumberOfBins: OptionKind = /* @__PURE__ */ anInteger({ min: 2, max: 9 });

const BINS: OptionShape<{ readonly bins: number }> = { bins: aNumberOfBins };

const THRESHOLDS: OptionShape<RfmThresholds> = {
  recency: /* @__PURE__ */ listOf(/* @__PURE__ */ aNumber()),
  frequency: /* @__PURE__ */ listOf(/* @__PURE__ */ aNumber()),
  monetary: /* @__PURE__ */ listOf(/* @__PURE__ */ aNumber()),
  unit: aTimeUnit,
};

const RFM_OPTIONS: OptionShape<RfmOptions> = { bins: aNumberOfBins, thresholds: /* @__PURE__ */ optionsOf(THRESHOLDS) };

function requireThresholds(thresholds: RfmThresholds, asked: number | undefined): number {
  requireOptions(thresholds, THRESHOLDS, { mandatory: ["recency", "frequency", "monetary", "unit"] });
  const bins = requireOption("bins", asked ?? thresholds.recency.length + 1, aNumberOfBins);
  for (const measure of ["recency", "frequency", "monetary"] as const) {
    const bounds = thresholds[measure];
    const ascending = bounds.every((bound, k) => k === 0 || bound >= bounds[k - 1]!);
    if (bounds.length !== bins - 1 || !ascending) {
      throw new ClienteleError(
        "invalid_option",
        `\`thresholds.${measure}\` must have ${bins - 1} ascending ${bins === 2 ? "number" : "numbers"}, one fewer than bins, got [${bounds.join(", ")}].`,
        { option: `thresholds.${measure}`, value: bounds },
        `thresholds.${measure}`,
      );
    }
  }
  return bins;
}

/** Bin of every value, from 0: the number of bounds that the value exceeds. */
function binsOf(values: Float64Array, bounds: readonly number[]): Uint8Array {
  const bins = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    let bin = 0;
    while (bin < bounds.length && values[row]! > bounds[bin]!) bin++;
    bins[row] = bin;
  }
  return bins;
}

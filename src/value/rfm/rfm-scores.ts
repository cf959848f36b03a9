import { ClienteleError } from "../../kernel/index.js";
import type { RfmColumns, TimeUnit } from "../../models/index.js";
import { type RfmMeasure, type RfmMeasures, requireMeasures } from "../summary/rfm-measures.js";

/**
 * Where the bins of each measure end: ascending upper bounds, one fewer than bins, each bound inside its bin. With
 * `frequency: [1, 2, 4, 9]`, one transaction scores 1, two score 2, three or four 3, up to nine 4, ten and more 5. For
 * recency the shortest silence scores highest. Plain JSON: keep it, and scores do not move because other customers did.
 */
export interface RfmThresholds<Unit extends TimeUnit = TimeUnit> {
  /** Time since the last transaction, in `unit`. */
  readonly recency: readonly number[];
  /** Transactions. */
  readonly frequency: readonly number[];
  /** Net revenue, minor units. */
  readonly monetary: readonly number[];
  readonly unit: Unit;
}

/** RFM scores with the thresholds that made them. */
export interface RfmScores<Unit extends TimeUnit = TimeUnit> extends RfmColumns {
  readonly thresholds: RfmThresholds<Unit>;
}

/** RFM scores of one customer, 1 the lowest. */
export interface RfmScore {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

/** Either a number of bins, cut at quantiles, or thresholds of your own. */
export interface RfmOptions<Unit extends TimeUnit = TimeUnit> {
  /** 2 to 9 bins of equal size as far as ties allow; default 5. */
  readonly bins?: number | undefined;
  /** Fixed thresholds: from a business rule, from an earlier result, or from `naturalBreakThresholds`. */
  readonly thresholds?: RfmThresholds<Unit> | undefined;
}

/**
 * Scores every customer by recency, frequency and monetary value; 1 is the lowest bin. Equal values always share a bin,
 * so that bins differ in size where many customers are alike (most bought once): nobody outranks a twin by accident.
 *
 * @param measures - a transaction summary, or columns of your own
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
  const thresholds = options.thresholds ?? quantileThresholds(measures, { bins: options.bins ?? 5 });
  const bins = requireThresholds(thresholds, options.bins);
  if (thresholds.unit !== measures.unit) {
    throw new ClienteleError("mismatched_units", "Bring the thresholds and the measures to one unit of time.", {
      expected: thresholds.unit,
      actual: measures.unit,
    });
  }
  return {
    ids: measures.ids,
    // The shortest silence is the best.
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
 * @param measure - time since the last transaction in `thresholds.unit`, transactions, net revenue in minor units
 * @throws ClienteleError `invalid_summary`, `invalid_option`
 * @example
 * const thresholds = { recency: [30, 90], frequency: [1, 4], monetary: [5000, 20000], unit: "day" as const };
 * rfmScore({ sinceLast: 30, transactions: 2, revenue: 25000 }, thresholds) // => { recency: 3, frequency: 2, monetary: 3 }
 */
export function rfmScore(measure: RfmMeasure, thresholds: RfmThresholds): RfmScore {
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
 * Thresholds at the quantiles: the k-th bound is the smallest value that at least k / bins of the customers do not
 * exceed. With two bins this is the median.
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
  const bins = requireBins(options.bins);
  const cut = (values: Float64Array): number[] => {
    const sorted = values.slice().sort();
    // No customers, no quantiles; any bound serves.
    if (sorted.length === 0) return new Array<number>(bins - 1).fill(0);
    return Array.from({ length: bins - 1 }, (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / bins) - 1]!);
  };
  return thresholdsOf(measures, cut);
}

/**
 * Thresholds at the mean of each measure: two bins, high and low, as the eight classes use them.
 *
 * @throws ClienteleError `invalid_summary`
 * @example
 * const column = Float64Array.of(1, 2, 9);
 * meanThresholds({ ids: ["a", "b", "c"], sinceLast: column, transactions: column, revenue: column, unit: "day" }).monetary // => [4]
 */
export function meanThresholds<Unit extends TimeUnit>(measures: RfmMeasures<Unit>): RfmThresholds<Unit> {
  requireMeasures(measures);
  return thresholdsOf(measures, (values) => [
    // Summed from the smallest, so that the order of the customers does not show in the last digit.
    values.length === 0
      ? 0
      : values
          .slice()
          .sort()
          .reduce((sum, value) => sum + value, 0) / values.length,
  ]);
}

/** Thresholds of the three measures by one way of cutting a column. */
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

/** Refuses a number of bins outside 2 to 9: a cell is written with one digit a measure. */
export function requireBins(bins: number): number {
  if (Number.isInteger(bins) && bins >= 2 && bins <= 9) return bins;
  throw new ClienteleError("invalid_option", "Bins are a whole number from 2 to 9.", { option: "bins", value: bins });
}

function requireThresholds(thresholds: RfmThresholds, asked: number | undefined): number {
  const bins = requireBins(asked ?? thresholds.recency.length + 1);
  for (const measure of ["recency", "frequency", "monetary"] as const) {
    const bounds = thresholds[measure];
    const ascending = bounds.every((bound, k) => Number.isFinite(bound) && (k === 0 || bound >= bounds[k - 1]!));
    if (bounds.length !== bins - 1 || !ascending) {
      throw new ClienteleError(
        "invalid_option",
        `Give ${bins - 1} ascending finite bounds for each measure.`,
        { option: "thresholds", value: bounds },
        `thresholds.${measure}`,
      );
    }
  }
  return bins;
}

/** The bin of every value, from 0: how many bounds it exceeds. */
function binsOf(values: Float64Array, bounds: readonly number[]): Uint8Array {
  const bins = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    let bin = 0;
    while (bin < bounds.length && values[row]! > bounds[bin]!) bin++;
    bins[row] = bin;
  }
  return bins;
}

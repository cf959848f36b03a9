import { ClienteleError, localize, type LocalizedText } from "../../../kernel/index.js";
import { aColumn, aNonNegativeNumber, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { expectedTransactions, type PurchaseModel } from "./clv-scores.js";

/** Purchases of the calibration customers after the calibration. */
export interface HoldoutData {
  /** Purchases of each row in (T, T + horizon]. */
  readonly actual: Float64Array;
  /** Purchases of each row in the last `horizon` of the calibration, which the naive forecast repeats. */
  readonly previous?: Float64Array | undefined;
  /** Length of the holdout, in the unit of the model. */
  readonly horizon: number;
}

/** Kinds of the {@link HoldoutData}. */
export const HOLDOUT: OptionShape<HoldoutData> = { actual: aColumn, previous: aColumn, horizon: aNonNegativeNumber };

/** Error of a forecast, in total and per customer. */
export interface ForecastError {
  /** Forecast total. */
  readonly total: number;
  /** (total − actual) / actual; `null` when there was no purchase. */
  readonly totalError: number | null;
  /** Mean absolute error per customer. */
  readonly meanAbsoluteError: number;
  /** Root of the mean squared error per customer. */
  readonly rootMeanSquaredError: number;
  /** Correlation of forecast and purchases over customers; `null` when one does not vary. */
  readonly correlation: number | null;
}

/** Error of a model beside that of the naive forecast. */
export interface HoldoutEvaluation {
  /** Number of purchases in the holdout. */
  readonly actual: number;
  readonly customers: number;
  readonly model: ForecastError;
  /** The last period repeated; without `previous`, the rate of each customer since the first purchase. */
  readonly naive: ForecastError;
  /** Forecast with the smaller error in total, and per customer (mean absolute error). */
  readonly winner: { readonly total: "model" | "naive"; readonly individual: "model" | "naive" };
  /** Mean purchases by frequency in the calibration. The last bin contains all larger frequencies. */
  readonly byFrequency: readonly {
    readonly frequency: number;
    readonly customers: number;
    readonly expected: number;
    readonly actual: number;
  }[];
  readonly words: LocalizedText;
}

/**
 * Evaluates a model on later purchases, beside the naive forecast.
 *
 * @param model - a purchase model fitted to the calibration
 * @param calibration - histories up to the end of the calibration
 * @param holdout - later purchases of the same rows
 * @throws ClienteleError `invalid_summary` when columns differ in length or have an impossible number; as
 * {@link expectedTransactions} throws
 * @see Fader, Hardie, Lee (2005), section 6
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * const calibration = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 20) };
 * const judged = evaluateHoldout(model, calibration, { actual: Float64Array.of(1, 0), previous: Float64Array.of(0, 0), horizon: 10 });
 * judged.actual // => 1
 * judged.winner.individual // => "model"
 */
export function evaluateHoldout(model: PurchaseModel, calibration: PurchaseColumns, holdout: HoldoutData): HoldoutEvaluation {
  const { horizon } = requireOptions(holdout, HOLDOUT, { mandatory: ["actual", "horizon"] });
  return evaluateForecast(expectedTransactions(model, calibration, { horizon }), calibration, holdout);
}

/**
 * Evaluates any forecast as {@link evaluateHoldout} evaluates a model: one that combines the models of several cohorts, or one that
 * does not come from a model.
 *
 * @param forecast - expected purchases of each row in the holdout
 * @param calibration - histories up to the end of the calibration
 * @param holdout - later purchases of the same rows
 * @throws ClienteleError `invalid_summary` when columns differ in length or have an impossible number
 * @example
 * const calibration = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 20) };
 * evaluateForecast(Float64Array.of(1, 0.5), calibration, { actual: Float64Array.of(1, 0), horizon: 10 }).model.totalError // => 0.5
 */
export function evaluateForecast(forecast: Float64Array, calibration: PurchaseColumns, holdout: HoldoutData): HoldoutEvaluation {
  const { frequency, age, weight } = calibration;
  const { actual, previous, horizon } = requireOptions(holdout, HOLDOUT, { mandatory: ["actual", "horizon"] });
  const rows = frequency.length;
  requireCounts(forecast, rows, "forecast");
  requireCounts(actual, rows, "actual");
  if (previous !== undefined) requireCounts(previous, rows, "previous");
  const expected = forecast;
  const naive = previous ?? Float64Array.from(frequency, (x, row) => (age[row]! > 0 ? (x / age[row]!) * horizon : 0));
  const weights = weight ?? new Float64Array(rows).fill(1);
  const customers = weights.reduce((sum, value) => sum + value, 0);
  const modelError = errorOf(expected, actual, weights, customers);
  const naiveError = errorOf(naive, actual, weights, customers);
  const total = totalOf(actual, weights);
  const closer = Math.abs(modelError.total - total) <= Math.abs(naiveError.total - total);
  const better = modelError.meanAbsoluteError <= naiveError.meanAbsoluteError;
  return {
    actual: total,
    customers,
    model: modelError,
    naive: naiveError,
    winner: { total: closer ? "model" : "naive", individual: better ? "model" : "naive" },
    byFrequency: bins(frequency, expected, actual, weights),
    words: words(modelError, naiveError, total, closer, better),
  };
}

function requireCounts(column: Float64Array, rows: number, name: string): void {
  if (column.length !== rows) {
    throw new ClienteleError(
      "invalid_summary",
      `\`${name}\` must have as many rows as the calibration (${rows}), got ${column.length}.`,
      {
        column: name,
        row: Math.min(column.length, rows),
        value: column.length,
      },
    );
  }
  column.forEach((value, row) => {
    if (value >= 0 && value < Infinity) return;
    const message = `\`${name}[${row}]\` must be a finite number of at least 0, got ${String(value)}.`;
    throw new ClienteleError("invalid_summary", message, { column: name, row, value }, `${name}[${row}]`);
  });
}

function totalOf(values: Float64Array, weights: Float64Array): number {
  return values.reduce((sum, value, row) => sum + value * weights[row]!, 0);
}

function errorOf(forecast: Float64Array, actual: Float64Array, weights: Float64Array, customers: number): ForecastError {
  const total = totalOf(forecast, weights);
  const seen = totalOf(actual, weights);
  let absolute = 0;
  let squared = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  const share = customers > 0 ? 1 / customers : 0;
  for (let row = 0; row < forecast.length; row++) {
    const w = weights[row]!;
    const error = forecast[row]! - actual[row]!;
    absolute += w * Math.abs(error);
    squared += w * error * error;
    const dx = forecast[row]! - total * share;
    const dy = actual[row]! - seen * share;
    xx += w * dx * dx;
    yy += w * dy * dy;
    xy += w * dx * dy;
  }
  return {
    total,
    totalError: seen > 0 ? (total - seen) / seen : null,
    meanAbsoluteError: absolute * share,
    rootMeanSquaredError: Math.sqrt(squared * share),
    correlation: xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null,
  };
}

function bins(
  frequency: Float64Array,
  expected: Float64Array,
  actual: Float64Array,
  weights: Float64Array,
): HoldoutEvaluation["byFrequency"] {
  const table = Array.from({ length: 8 }, (_, index) => ({ frequency: index, customers: 0, expected: 0, actual: 0 }));
  frequency.forEach((x, row) => {
    const bin = table[Math.min(7, x)]!;
    bin.customers += weights[row]!;
    bin.expected += weights[row]! * expected[row]!;
    bin.actual += weights[row]! * actual[row]!;
  });
  return table
    .filter((bin) => bin.customers > 0)
    .map((bin) => ({ ...bin, expected: bin.expected / bin.customers, actual: bin.actual / bin.customers }));
}

const WORDS: LocalizedText = {
  en: "{actual} {actual:purchase|purchases}; the model expected {model}, the naive forecast {naive}. {total:The model is closer in total|The naive forecast is closer in total}, {individual:the model|the naive forecast} per customer.",
  zh: "实际购买 {actual} 次，模型预期 {model} 次，朴素预测 {naive} 次。总量上{total:模型|朴素预测}更接近，逐客户看{individual:模型|朴素预测}更准。",
};

function words(model: ForecastError, naive: ForecastError, actual: number, closer: boolean, better: boolean): LocalizedText {
  const rounded = (value: number): number => (value < 100 ? Math.round(10 * value) / 10 : Math.round(value));
  const values = {
    actual: rounded(actual),
    model: rounded(model.total),
    naive: rounded(naive.total),
    // the first word of a choice stands for 1
    total: Number(closer),
    individual: Number(better),
  };
  return { en: localize(WORDS, { locale: "en", values }), zh: localize(WORDS, { locale: "zh", values }) };
}

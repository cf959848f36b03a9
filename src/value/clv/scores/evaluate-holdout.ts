import { ClienteleError, type LocalizedText } from "../../../kernel/index.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { expectedTransactions, type PurchaseModel } from "./clv-scores.js";

/** What was seen after the calibration, of calibration customers only. */
export interface HoldoutData {
  /** Purchases of each row in (T, T + horizon]. */
  readonly actual: Float64Array;
  /** Purchases of each row in the last `horizon` of the calibration: the naive forecast repeats them. */
  readonly previous?: Float64Array;
  /** Length of the holdout, in the unit of the model. */
  readonly horizon: number;
}

/** How well a forecast did, in total and customer by customer. */
export interface ForecastError {
  readonly total: number;
  /** (total − actual) / actual; `null` when nothing was bought. */
  readonly totalError: number | null;
  /** Mean absolute error of a customer. */
  readonly meanAbsoluteError: number;
  /** Root of the mean squared error of a customer. */
  readonly rootMeanSquaredError: number;
  /** Correlation of forecast and purchases over customers; `null` when one does not vary. */
  readonly correlation: number | null;
}

/** A model beside the naive forecast. */
export interface HoldoutEvaluation {
  readonly actual: number;
  readonly customers: number;
  readonly model: ForecastError;
  /** The last period repeated; without `previous`, the customer's own rate since the first purchase. */
  readonly naive: ForecastError;
  /** Which has the smaller error in total, and which customer by customer. */
  readonly winner: { readonly total: "model" | "naive"; readonly individual: "model" | "naive" };
  /** Mean purchases by frequency in the calibration; the last bin holds `atLeast` and more. */
  readonly byFrequency: readonly {
    readonly atLeast: number;
    readonly customers: number;
    readonly expected: number;
    readonly actual: number;
  }[];
  readonly words: LocalizedText;
}

/**
 * Judges a model on purchases it has not seen, beside the naive forecast, and says which wins.
 *
 * @param model - fitted to the calibration
 * @param calibration - histories to the end of the calibration; later customers are none of its business
 * @param holdout - what the same rows bought afterwards
 * @throws ClienteleError `invalid_summary` when columns differ in length or hold what is no count; as {@link expectedTransactions}
 * @see Fader, Hardie, Lee (2005), section 6
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * const calibration = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 20) };
 * const judged = evaluateHoldout(model, calibration, { actual: Float64Array.of(1, 0), previous: Float64Array.of(0, 0), horizon: 10 });
 * judged.actual // => 1
 * judged.winner.individual // => "model"
 */
export function evaluateHoldout(model: PurchaseModel, calibration: PurchaseColumns, holdout: HoldoutData): HoldoutEvaluation {
  return evaluateForecast(expectedTransactions(model, calibration, { horizon: holdout.horizon }), calibration, holdout);
}

/**
 * Judges a forecast from anywhere as {@link evaluateHoldout} judges a model: several models put together, one a cohort,
 * or a forecast that is no model.
 *
 * @param forecast - purchases that were expected of each row in the holdout
 * @param calibration - histories to the end of the calibration
 * @param holdout - what the same rows bought afterwards
 * @throws ClienteleError `invalid_summary` when columns differ in length or hold what is no count
 * @example
 * const calibration = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 20) };
 * evaluateForecast(Float64Array.of(1, 0.5), calibration, { actual: Float64Array.of(1, 0), horizon: 10 }).model.totalError // => 0.5
 */
export function evaluateForecast(forecast: Float64Array, calibration: PurchaseColumns, holdout: HoldoutData): HoldoutEvaluation {
  const { frequency, age, weight } = calibration;
  const { actual, previous, horizon } = holdout;
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
  const nearer = Math.abs(modelError.total - total) <= Math.abs(naiveError.total - total);
  const better = modelError.meanAbsoluteError <= naiveError.meanAbsoluteError;
  return {
    actual: total,
    customers,
    model: modelError,
    naive: naiveError,
    winner: { total: nearer ? "model" : "naive", individual: better ? "model" : "naive" },
    byFrequency: bins(frequency, expected, actual, weights),
    words: words(modelError, naiveError, total, nearer, better),
  };
}

function requireCounts(column: Float64Array, rows: number, name: string): void {
  if (column.length !== rows) {
    throw new ClienteleError("invalid_summary", `Column ${name} has ${column.length} rows for ${rows} customers.`, {
      column: name,
      row: Math.min(column.length, rows),
      value: column.length,
    });
  }
  column.forEach((value, row) => {
    if (value >= 0 && value < Infinity) return;
    throw new ClienteleError("invalid_summary", `Column ${name}, row ${row}: purchases are at least 0, got ${value}.`, {
      column: name,
      row,
      value,
    });
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
  const table = Array.from({ length: 8 }, (_, atLeast) => ({ atLeast, customers: 0, expected: 0, actual: 0 }));
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

function words(model: ForecastError, naive: ForecastError, actual: number, nearer: boolean, better: boolean): LocalizedText {
  const number = (value: number): string => value.toFixed(value < 100 ? 2 : 0);
  return {
    en: `${number(actual)} purchases were made; the model expected ${number(model.total)}, the naive forecast ${number(naive.total)}. ${nearer ? "The model" : "The naive forecast"} is nearer in total, ${better ? "the model" : "the naive forecast"} customer by customer (mean absolute error ${model.meanAbsoluteError.toFixed(3)} against ${naive.meanAbsoluteError.toFixed(3)}).`,
    zh: `实际购买 ${number(actual)} 次;模型预期 ${number(model.total)},朴素预测 ${number(naive.total)}。总量上${nearer ? "模型" : "朴素预测"}更接近,逐客户看${better ? "模型" : "朴素预测"}更准(平均绝对误差 ${model.meanAbsoluteError.toFixed(3)} 对 ${naive.meanAbsoluteError.toFixed(3)})。`,
  };
}

import { ClienteleError } from "../../../kernel/index.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { checkColumns, checkRow } from "../../summary/score-rows.js";

/** Purchase histories, prepared for many evaluations of a likelihood. */
export interface FitData {
  readonly rows: number;
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
  readonly weight: Float64Array;
  /** Distinct frequencies, and the position of the frequency of each row among them: log-gammas are computed once per value. */
  readonly distinct: Float64Array;
  readonly distinctIndex: Int32Array;
  /** Number of customers by distinct frequency. */
  readonly distinctWeight: Float64Array;
  readonly customers: number;
  readonly purchases: number;
  /** Number of customers with a repeat purchase. */
  readonly repeaters: number;
  readonly logGaps: number | null;
  /** Longest age: the unit of time during the fit. */
  readonly scale: number;
  /** Row numbers in the input columns, for covariates. */
  readonly source: Int32Array;
}

/**
 * Checks columns and prepares them for a fit. Rows of weight 0 are left out, and customers without a repeat purchase are merged
 * when they have the same age.
 *
 * @param merge - whether rows may be merged; false when they differ in covariates
 * @throws ClienteleError `invalid_summary`; `unfittable_data` when the data cannot determine a model
 */
export function prepareFit(columns: PurchaseColumns, model: string, merge = true): FitData {
  checkColumns(columns, columns.unit);
  const { frequency, recency, age } = columns;
  const weights = columns.weight;
  const kept = new Int32Array(frequency.length);
  let rows = 0;
  let logGaps: number | null = columns.logGaps === undefined ? null : 0;
  for (let row = 0; row < frequency.length; row++) {
    checkRow(frequency[row]!, recency[row]!, age[row]!, row);
    const weight = weights === undefined ? 1 : weights[row]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ClienteleError(
        "invalid_summary",
        `\`weight[${row}]\` must be a finite number of at least 0, got ${String(weight)}.`,
        {
          column: "weight",
          row,
          value: weight,
        },
      );
    }
    if (weight === 0) continue;
    kept[rows++] = row;
    if (logGaps !== null && frequency[row]! > 0) {
      const value = columns.logGaps![row]!;
      if (!Number.isFinite(value)) {
        throw new ClienteleError(
          "invalid_summary",
          `\`logGaps[${row}]\` must be a finite number, got ${String(value)}. Merge purchases at the same instant.`,
          {
            column: "logGaps",
            row,
            value,
          },
        );
      }
      logGaps += value;
    }
  }
  const data = select(columns, kept.subarray(0, rows), logGaps, merge);
  if (data.customers === 0) throw unfittable(model, "there is no customer");
  // below this, time in units of the longest age overflows
  if (data.scale < 1e-100) throw unfittable(model, "no customer was observed for any time");
  if (data.purchases === 0) throw unfittable(model, "no customer has a repeat purchase");
  return data;
}

/**
 * Returns every n-th row, so that about `target` rows (or 1 %, if that is more) remain: enough to find the neighborhood of the
 * optimum. `null` when that saves nothing or leaves no repeat purchase.
 */
export function thinned(data: FitData, target: number): FitData | null {
  const size = Math.max(target, Math.min(5000, Math.floor(data.rows / 100)));
  if (data.rows < 2 * size) return null;
  const stride = data.rows / size;
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from({ length: size }, (_, index) => column[Math.floor(index * stride)]!);
  const thin = select(
    {
      frequency: pick(data.frequency),
      recency: pick(data.recency),
      age: pick(data.age),
      weight: pick(data.weight),
      unit: "day",
    },
    Int32Array.from({ length: size }, (_, index) => index),
    null,
    false,
  );
  if (thin.purchases === 0) return null;
  return { ...thin, source: Int32Array.from({ length: size }, (_, index) => data.source[Math.floor(index * stride)]!) };
}

function select(columns: PurchaseColumns, kept: Int32Array, logGaps: number | null, merge: boolean): FitData {
  const frequency = new Float64Array(kept.length);
  const recency = new Float64Array(kept.length);
  const age = new Float64Array(kept.length);
  const weight = new Float64Array(kept.length);
  const distinctIndex = new Int32Array(kept.length);
  const source = new Int32Array(kept.length);
  const indexOf = new Map<number, number>();
  const rowOfAge = merge ? new Map<number, number>() : null;
  const distinct: number[] = [];
  const distinctWeight: number[] = [];
  let customers = 0;
  let purchases = 0;
  let repeaters = 0;
  let scale = 0;
  let rows = 0;
  let single = 0;
  for (const from of kept) {
    const x = columns.frequency[from]!;
    const T = columns.age[from]!;
    const w = columns.weight === undefined ? 1 : columns.weight[from]!;
    let index = indexOf.get(x);
    if (index === undefined) {
      index = distinct.length;
      indexOf.set(x, index);
      distinct.push(x);
      distinctWeight.push(0);
    }
    distinctWeight[index]! += w;
    customers += w;
    if (x > 0) {
      purchases += w * x;
      repeaters += w;
    } else if (rowOfAge !== null && (++single < 2000 || rowOfAge.size < single / 2)) {
      // the look-up does not pay when ages hardly repeat
      const earlier = rowOfAge.get(T);
      if (earlier !== undefined) {
        weight[earlier]! += w;
        continue;
      }
      rowOfAge.set(T, rows);
    }
    frequency[rows] = x;
    recency[rows] = columns.recency[from]!;
    age[rows] = T;
    weight[rows] = w;
    distinctIndex[rows] = index;
    source[rows] = from;
    if (T > scale) scale = T;
    rows++;
  }
  return {
    rows,
    frequency: frequency.subarray(0, rows),
    recency: recency.subarray(0, rows),
    age: age.subarray(0, rows),
    weight: weight.subarray(0, rows),
    distinct: Float64Array.from(distinct),
    distinctIndex: distinctIndex.subarray(0, rows),
    distinctWeight: Float64Array.from(distinctWeight),
    customers,
    purchases,
    repeaters,
    logGaps,
    scale,
    source: source.subarray(0, rows),
  };
}

/**
 * Returns the error for data that cannot determine a model.
 *
 * @param what - subject of the message. Defaults to the model
 */
export function unfittable(model: string, reason: string, what = `The model "${model}"`): ClienteleError<"unfittable_data"> {
  return new ClienteleError("unfittable_data", `${what} cannot be fitted: ${reason}.`, { model, reason });
}

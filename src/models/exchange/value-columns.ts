/** The unit of frequency, recency, age and horizons: explicit, and part of every fitted model. */
export type TimeUnit = "hour" | "day" | "week" | "month" | "year";

/**
 * What a customer-lifetime-value model needs to know of one customer.
 * Times are in the unit of the summary (or of the model) and counted from the first purchase.
 */
export interface CustomerSummary {
  /** The customer's identifier; scores do not need it. */
  readonly id?: string;
  /** Repeat purchases: transactions − 1. */
  readonly frequency: number;
  /** Time from the first to the last purchase (an age, not the time since); 0 without a repeat purchase. */
  readonly recency: number;
  /** Time from the first purchase to the end of the observation. */
  readonly age: number;
  /** Mean net value of the repeat purchases, in minor units; absent (or NaN) without one. */
  readonly monetary?: number;
  /** Σ ln(gap between purchases, in the unit): needed only to fit BG/CNBD-k and MBG/CNBD-k with k > 1. */
  readonly logGaps?: number;
  /** Static covariates by name, for models fitted with them. */
  readonly covariates?: Readonly<Record<string, number>>;
}

/**
 * The purchase histories of a population as columns of one length, row by row.
 * Made by `summarizeTransactions`, by `compressSummary`, or by one `GROUP BY` in a database.
 */
export interface PurchaseColumns<Unit extends TimeUnit = TimeUnit> {
  /** Repeat purchases of each row: transactions − 1. */
  readonly frequency: Float64Array;
  /** Time from the first to the last purchase; 0 without a repeat purchase. */
  readonly recency: Float64Array;
  /** Time from the first purchase to the end of the observation. */
  readonly age: Float64Array;
  /** The unit of recency and age. */
  readonly unit: Unit;
  /** Number of customers that a row stands for; defaults to 1 each. */
  readonly weight?: Float64Array | undefined;
  /** Σ ln(gap between purchases) of the row, summed over the customers it stands for. */
  readonly logGaps?: Float64Array | undefined;
  /** Static covariates by name, one column each. */
  readonly covariates?: Readonly<Record<string, Float64Array>> | undefined;
}

/** The purchase histories of a population with identifiers and spend, one row per customer. */
export interface PurchaseSummary<Unit extends TimeUnit = TimeUnit> extends PurchaseColumns<Unit> {
  /** The customers, in the order of the columns. */
  readonly ids: readonly string[];
  /** Mean net value of the repeat purchases, in minor units; NaN without a repeat purchase. */
  readonly monetary: Float64Array;
  /** Currency of `monetary` (ISO 4217). */
  readonly currency?: string | undefined;
}

import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** Contribution of each customer, the largest revenue first, ties in code-point order. */
export interface Contribution {
  readonly ids: readonly string[];
  /** Net revenue, in minor units. */
  readonly revenue: Float64Array;
  /** Share of the total revenue; the shares add up to 1. */
  readonly share: Float64Array;
  /** Share of this customer and of all customers before. */
  readonly cumulativeShare: Float64Array;
  /** In minor units; NaN where it is unknown. Absent when the columns have no margin. */
  readonly margin?: Float64Array;
  /** Share of the total margin. Present when every margin is known and their total is positive. */
  readonly marginShare?: Float64Array;
  /** In minor units. */
  readonly totalRevenue: number;
  /** In minor units. Present when every margin is known. */
  readonly totalMargin?: number;
}

/**
 * Returns the share of revenue and of margin of each customer, the largest revenue first.
 *
 * @param columns - from `customerRevenue`, a transaction summary, or your own columns
 * @throws ClienteleError `invalid_summary` for a revenue that is not finite; `no_positive_total` when the revenues add up to 0 or less
 * @example
 * const shares = contribution({ ids: ["a", "b", "c"], revenue: Float64Array.of(100, 700, 200) });
 * shares.ids // => ["b", "c", "a"]
 * [...shares.cumulativeShare] // => [0.7, 0.9, 1]
 */
export function contribution(columns: RevenueColumns): Contribution {
  const order = byRevenue(columns);
  const ids = order.map((row) => columns.ids[row]!);
  const revenue = Float64Array.from(order, (row) => columns.revenue[row]!);
  const totalRevenue = totalOf(revenue);
  let running = 0;
  const cumulativeShare = revenue.map((value) => {
    running += value;
    return running / totalRevenue;
  });
  const common = { ids, revenue, share: revenue.map((value) => value / totalRevenue), cumulativeShare, totalRevenue };
  if (columns.margin === undefined) return common;
  const source = columns.margin;
  const margin = Float64Array.from(order, (row) => source[row]!);
  const totalMargin = margin.reduce((sum, value) => sum + value, 0);
  if (Number.isNaN(totalMargin)) return { ...common, margin };
  if (totalMargin <= 0) return { ...common, margin, totalMargin };
  return { ...common, margin, totalMargin, marginShare: margin.map((value) => value / totalMargin) };
}

/**
 * Returns the rows in order of revenue, the largest first, ties in code-point order of identifiers.
 *
 * @throws ClienteleError `invalid_summary`
 */
export function byRevenue({ ids, revenue }: RevenueColumns): number[] {
  const row = revenue.length === ids.length ? revenue.findIndex((value) => !Number.isFinite(value)) : revenue.length;
  if (row !== -1) {
    const found = revenue.length === ids.length ? `${String(revenue[row])} in row ${row}` : `${revenue.length} rows`;
    const message = `\`revenue\` must have one finite number per customer (${ids.length}), got ${found}.`;
    throw new ClienteleError("invalid_summary", message, { column: "revenue", row, value: revenue[row] }, `revenue[${row}]`);
  }
  return ids.map((_, index) => index).sort((a, b) => revenue[b]! - revenue[a]! || compareCodePoints(ids[a]!, ids[b]!));
}

/**
 * Returns the total revenue. It is positive, unless there is no customer.
 *
 * @throws ClienteleError `no_positive_total`
 */
export function totalOf(revenue: Float64Array): number {
  const total = revenue.reduce((sum, value) => sum + value, 0);
  if (total > 0 || revenue.length === 0) return total;
  const message = `Shares need a positive total, got ${total}. Check the refunds of the period.`;
  throw new ClienteleError("no_positive_total", message, { total });
}

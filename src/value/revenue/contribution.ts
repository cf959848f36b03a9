import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** What each customer contributes, the largest first; ties in code-point order. */
export interface Contribution {
  readonly ids: readonly string[];
  /** Net revenue, minor units. */
  readonly revenue: Float64Array;
  /** Share of the total revenue; the shares add up to 1. */
  readonly share: Float64Array;
  /** Share of this customer and all before. */
  readonly cumulativeShare: Float64Array;
  /** Minor units; NaN where it is unknown. Absent when the columns have no margin. */
  readonly margin?: Float64Array;
  /** Share of the total margin; absent unless every margin is known and their total is positive. */
  readonly marginShare?: Float64Array;
  /** Minor units. */
  readonly totalRevenue: number;
  /** Minor units; absent unless every margin is known. */
  readonly totalMargin?: number;
}

/**
 * Each customer's share of revenue and of margin, the largest revenue first.
 *
 * @param columns - from `customerRevenue`, a transaction summary, or columns of your own
 * @throws ClienteleError `invalid_summary` for a revenue that is not finite, `no_positive_total` when the revenues add up to 0 or less
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

/** Rows in order of revenue, the largest first, ties by identifier. */
export function byRevenue({ ids, revenue }: RevenueColumns): number[] {
  const row = revenue.length === ids.length ? revenue.findIndex((value) => !Number.isFinite(value)) : revenue.length;
  if (row !== -1) {
    throw new ClienteleError("invalid_summary", "Give one finite revenue a customer.", {
      column: "revenue",
      row,
      value: revenue[row],
    });
  }
  return ids.map((_, index) => index).sort((a, b) => revenue[b]! - revenue[a]! || compareCodePoints(ids[a]!, ids[b]!));
}

/** The total of a population that is not empty must be positive, else shares mean nothing. */
export function totalOf(revenue: Float64Array): number {
  const total = revenue.reduce((sum, value) => sum + value, 0);
  if (total > 0 || revenue.length === 0) return total;
  throw new ClienteleError("no_positive_total", "Shares need a positive total; look at the refunds of the period.", { total });
}

import { ClienteleError } from "../../kernel/index.js";
import { byRevenue, totalOf } from "./contribution.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** The Pareto curve: what share of revenue the best customers bring; from (0, 0) to (1, 1). */
export interface ParetoCurve {
  /** Share of the customers, the best first. */
  readonly customerShare: Float64Array;
  /** Share of the revenue that they bring. */
  readonly revenueShare: Float64Array;
}

/**
 * The Pareto curve (二八定律) of a population.
 *
 * @param options - `points`: at most so many steps, evenly spaced over the customers; every customer when absent
 * @throws ClienteleError `invalid_summary`, `invalid_option`, `no_positive_total` (also for no customers at all)
 * @example
 * const curve = paretoCurve({ ids: ["a", "b"], revenue: Float64Array.of(100, 300) });
 * [...curve.revenueShare] // => [0, 0.75, 1]
 */
export function paretoCurve(columns: RevenueColumns, options: { readonly points?: number | undefined } = {}): ParetoCurve {
  const sorted = descending(columns);
  const size = sorted.length;
  const points = Math.min(size, options.points ?? size);
  if (!Number.isInteger(points) || points < 1) {
    throw new ClienteleError("invalid_option", "Points are a whole number from 1.", { option: "points", value: options.points });
  }
  const total = totalOf(sorted);
  const customerShare = new Float64Array(points + 1);
  const revenueShare = new Float64Array(points + 1);
  let taken = 0;
  let running = 0;
  for (let point = 1; point <= points; point++) {
    const until = Math.round((point * size) / points);
    while (taken < until) running += sorted[taken++]!;
    customerShare[point] = taken / size;
    revenueShare[point] = running / total;
  }
  return { customerShare, revenueShare };
}

/**
 * Gini coefficient of revenue: 0 when all customers bring the same, towards 1 when one brings everything. Negative
 * revenues (more refunds than purchases) are counted as they are and can lift it above 1.
 *
 * @throws ClienteleError `invalid_summary`, `no_positive_total` (also for no customers at all)
 * @see Gini (1912); computed as Σ (2i − n − 1) x_i / (n Σ x) over ascending x
 * @example
 * gini({ ids: ["a", "b", "c", "d"], revenue: Float64Array.of(0, 0, 0, 100) }) // => 0.75
 */
export function gini(columns: RevenueColumns): number {
  const sorted = descending(columns).reverse();
  const size = sorted.length;
  let weighted = 0;
  for (let i = 0; i < size; i++) weighted += (2 * (i + 1) - size - 1) * sorted[i]!;
  return weighted / (size * totalOf(sorted));
}

/** The best so many customers and what they bring. */
export interface TopShare {
  /** Share of the customers that was asked for. */
  readonly top: number;
  /** How many customers that is, rounded up. */
  readonly customers: number;
  /** Minor units. */
  readonly revenue: number;
  readonly revenueShare: number;
}

/** How much of the revenue hangs on how few. */
export interface Concentration {
  readonly top: readonly TopShare[];
  readonly gini: number;
  /** Herfindahl–Hirschman index, Σ share²: 1 / n when all are equal, 1 for one customer. */
  readonly herfindahl: number;
  /** The fewest customers that bring half of the revenue. */
  readonly customersForHalf: number;
}

/**
 * How concentrated revenue is: the share of the top 1, 5, 10, 20 and 50 % of customers, Gini, Herfindahl.
 *
 * @param options - `top`: shares of the customers, each above 0 and at most 1
 * @throws ClienteleError `invalid_summary`, `invalid_option`, `no_positive_total` (also for no customers at all)
 * @example
 * const five = { ids: ["a", "b", "c", "d", "e"], revenue: Float64Array.of(800, 50, 50, 50, 50) };
 * concentration(five, { top: [0.2] }).top // => [{ top: 0.2, customers: 1, revenue: 800, revenueShare: 0.8 }]
 * concentration(five).customersForHalf // => 1
 */
export function concentration(
  columns: RevenueColumns,
  options: { readonly top?: readonly number[] | undefined } = {},
): Concentration {
  const sorted = descending(columns);
  const total = totalOf(sorted);
  const top = (options.top ?? [0.01, 0.05, 0.1, 0.2, 0.5]).map((share): TopShare => {
    if (!(share > 0 && share <= 1)) {
      throw new ClienteleError("invalid_option", "A share of the customers is above 0 and at most 1.", {
        option: "top",
        value: share,
      });
    }
    const customers = Math.ceil(share * sorted.length);
    const revenue = sorted.subarray(0, customers).reduce((sum, value) => sum + value, 0);
    return { top: share, customers, revenue, revenueShare: revenue / total };
  });
  let customersForHalf = 0;
  for (let running = 0; running < total / 2; customersForHalf++) running += sorted[customersForHalf]!;
  return {
    top,
    gini: gini(columns),
    herfindahl: sorted.reduce((sum, value) => sum + (value / total) ** 2, 0),
    customersForHalf,
  };
}

function descending(columns: RevenueColumns): Float64Array {
  if (columns.ids.length === 0) {
    throw new ClienteleError("no_positive_total", "There are no customers to compare.", { total: 0 });
  }
  return Float64Array.from(byRevenue(columns), (row) => columns.revenue[row]!);
}

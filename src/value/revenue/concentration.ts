import { ClienteleError } from "../../kernel/index.js";
import { anInteger, listOf, type OptionKind, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { byRevenue, totalOf } from "./contribution.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** Pareto curve: the share of revenue that the best customers bring, from (0, 0) to (1, 1). */
export interface ParetoCurve {
  /** Share of the customers, the largest revenue first. */
  readonly customerShare: Float64Array;
  /** Share of the revenue that they bring. */
  readonly revenueShare: Float64Array;
}

/**
 * Returns the Pareto curve (二八定律) of a population.
 *
 * @param columns - revenue by customer
 * @param options - `maxPoints`: upper bound on the steps of the curve, evenly spaced over the customers. Defaults to one step
 * per customer
 * @throws ClienteleError `invalid_summary`, `invalid_option`, `no_positive_total` (also for no customers at all)
 * @example
 * const curve = paretoCurve({ ids: ["a", "b"], revenue: Float64Array.of(100, 300) });
 * [...curve.revenueShare] // => [0, 0.75, 1]
 */
export function paretoCurve(columns: RevenueColumns, options: { readonly maxPoints?: number | undefined } = {}): ParetoCurve {
  const { maxPoints = Infinity } = requireOptions(options, CURVE_OPTIONS);
  const sorted = descending(columns);
  const size = sorted.length;
  const points = Math.min(size, maxPoints);
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
 * Returns the Gini coefficient of revenue: 0 when all customers bring the same, near 1 when one customer brings all of it.
 * Negative revenues (more refunds than purchases) are counted as they are and can raise it above 1.
 *
 * @param columns - revenue by customer
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

/** Revenue of the best customers. */
export interface TopShare {
  /** Share of the customers. */
  readonly top: number;
  /** Number of customers in that share, rounded up. */
  readonly customers: number;
  /** In minor units. */
  readonly revenue: number;
  /** Share of the total revenue. */
  readonly revenueShare: number;
}

/** Concentration of revenue on few customers. */
export interface Concentration {
  readonly top: readonly TopShare[];
  readonly gini: number;
  /** Herfindahl–Hirschman index, Σ share²: 1 / n when all are equal, 1 for one customer. */
  readonly herfindahl: number;
  /** Smallest number of customers who together bring half of the revenue. */
  readonly customersForHalf: number;
}

/**
 * Measures how concentrated revenue is: the share of the top 1, 5, 10, 20 and 50 % of customers, the Gini coefficient and the
 * Herfindahl index.
 *
 * @param columns - revenue by customer
 * @param options - `shares` of the customers to look at, each above 0 and at most 1. They default to .01, .05, .1, .2 and .5
 * @throws ClienteleError `invalid_summary`, `invalid_option`, `no_positive_total` (also for no customers at all)
 * @example
 * const five = { ids: ["a", "b", "c", "d", "e"], revenue: Float64Array.of(800, 50, 50, 50, 50) };
 * concentration(five, { shares: [0.2] }).top // => [{ top: 0.2, customers: 1, revenue: 800, revenueShare: 0.8 }]
 * concentration(five).customersForHalf // => 1
 */
export function concentration(
  columns: RevenueColumns,
  options: { readonly shares?: readonly number[] | undefined } = {},
): Concentration {
  const { shares = [0.01, 0.05, 0.1, 0.2, 0.5] } = requireOptions(options, CONCENTRATION_OPTIONS);
  const sorted = descending(columns);
  const total = totalOf(sorted);
  const top = shares.map((share): TopShare => {
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

const aShare: OptionKind = {
  expected: "a number above 0 and at most 1",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 1,
};

const CURVE_OPTIONS: OptionShape<{ readonly maxPoints?: number | undefined }> = {
  maxPoints: /* @__PURE__ */ anInteger({ min: 1 }),
};
const CONCENTRATION_OPTIONS: OptionShape<{ readonly shares?: readonly number[] | undefined }> = {
  shares: /* @__PURE__ */ listOf(aShare),
};

function descending(columns: RevenueColumns): Float64Array {
  if (columns.ids.length === 0) {
    throw new ClienteleError("no_positive_total", "A share needs at least one customer.", { total: 0 });
  }
  return Float64Array.from(byRevenue(columns), (row) => columns.revenue[row]!);
}

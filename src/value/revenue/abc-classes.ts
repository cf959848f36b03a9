import { ClienteleError } from "../../kernel/index.js";
import { aProbability, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { byRevenue, totalOf } from "./contribution.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** A: the few customers who bring most of the revenue; B: the next; C: the many who bring little. */
export type AbcClass = "A" | "B" | "C";

/** Options of {@link abcClasses}. */
export interface AbcOptions {
  /** Cumulative share of revenue up to which customers are A. Defaults to .8. */
  readonly a?: number | undefined;
  /** Cumulative share of revenue up to which customers are B. Defaults to .95. */
  readonly b?: number | undefined;
}

const OPTIONS: OptionShape<AbcOptions> = { a: aProbability, b: aProbability };

/** ABC class of every customer, in the order of the input columns. */
export interface AbcColumns {
  readonly ids: readonly string[];
  readonly classes: readonly AbcClass[];
  /** Totals of each class. */
  readonly summary: readonly {
    readonly class: AbcClass;
    readonly customers: number;
    /** In minor units. */
    readonly revenue: number;
    /** Share of the total revenue. */
    readonly share: number;
    /** Smallest revenue in the class, in minor units; `null` for an empty class. Store it as a threshold to keep the classes fixed. */
    readonly from: number | null;
  }[];
}

/**
 * Returns ABC classes by revenue. The best customers who together bring 80 % are A, including the customer who crosses the line;
 * the next until 95 % are B; the rest are C. Customers of equal revenue share a class. A revenue of 0 or less is C.
 *
 * @param columns - revenue by customer
 * @param options - `a` and `b`: cumulative shares of revenue, 0 < a ≤ b ≤ 1. They default to .8 and .95
 * @throws ClienteleError `invalid_summary`, `invalid_option`, `no_positive_total`
 * @example
 * abcClasses({ ids: ["a", "b", "c"], revenue: Float64Array.of(10, 850, 140) }).classes // => ["C", "A", "B"]
 */
export function abcClasses(columns: RevenueColumns, options: AbcOptions = {}): AbcColumns {
  const { a = 0.8, b = 0.95 } = requireOptions(options, OPTIONS);
  if (!(a > 0 && a <= b)) {
    const message = `\`a\` and \`b\` must be cumulative shares with 0 < a ≤ b ≤ 1, got ${a} and ${b}.`;
    throw new ClienteleError("invalid_option", message, { option: "a", value: [a, b] }, "a");
  }
  const order = byRevenue(columns);
  const total = totalOf(columns.revenue);
  const classes = new Array<AbcClass>(order.length).fill("C");
  const found = new Map<AbcClass, { customers: number; revenue: number; from: number | null }>();
  for (const name of ["A", "B", "C"] as const) found.set(name, { customers: 0, revenue: 0, from: null });
  let running = 0;
  let before = 0;
  order.forEach((row, position) => {
    const revenue = columns.revenue[row]!;
    // customers of equal revenue are classed by the revenue before the first of them
    if (position === 0 || revenue !== columns.revenue[order[position - 1]!]) before = running;
    const name = revenue <= 0 ? "C" : before < a * total ? "A" : before < b * total ? "B" : "C";
    classes[row] = name;
    const sums = found.get(name)!;
    sums.customers += 1;
    sums.revenue += revenue;
    sums.from = revenue;
    running += revenue;
  });
  const summary = [...found].map(([name, sums]) => ({
    class: name,
    ...sums,
    share: sums.customers === 0 ? 0 : sums.revenue / total,
  }));
  return { ids: columns.ids, classes, summary };
}

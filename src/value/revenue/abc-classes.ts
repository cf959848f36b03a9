import { ClienteleError } from "../../kernel/index.js";
import { byRevenue, totalOf } from "./contribution.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** A: the few who bring most; B: the middle; C: the many who bring little. */
export type AbcClass = "A" | "B" | "C";

/** The ABC class of every customer, in the order of the columns that were given. */
export interface AbcColumns {
  readonly ids: readonly string[];
  readonly classes: readonly AbcClass[];
  /** What each class holds. */
  readonly summary: readonly {
    readonly class: AbcClass;
    readonly customers: number;
    /** Minor units. */
    readonly revenue: number;
    readonly share: number;
    /** The smallest revenue in the class, minor units; `null` when it is empty. Freeze these to keep classes still. */
    readonly from: number | null;
  }[];
}

/**
 * ABC classes by revenue: the best customers until they bring 80 % are A (the one who crosses the line included), the
 * next until 95 % are B, the rest C. Customers of equal revenue share a class; who brings nothing or less is C.
 *
 * @param options - `a` and `b`: cumulative shares of revenue, 0 < a ≤ b ≤ 1
 * @throws ClienteleError `invalid_summary`, `invalid_option`, `no_positive_total`
 * @example
 * abcClasses({ ids: ["a", "b", "c"], revenue: Float64Array.of(10, 850, 140) }).classes // => ["C", "A", "B"]
 */
export function abcClasses(
  columns: RevenueColumns,
  options: { readonly a?: number | undefined; readonly b?: number | undefined } = {},
): AbcColumns {
  const { a = 0.8, b = 0.95 } = options;
  if (!(a > 0 && a <= b && b <= 1)) {
    throw new ClienteleError("invalid_option", "Give cumulative shares with 0 < a ≤ b ≤ 1.", { option: "a", value: [a, b] });
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
    // Twins are judged by what stands before the first of them.
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

import { compareCodePoints, type LocalizedText } from "../../kernel/index.js";
import { aNonNegativeNumber, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** Revenue and number of orders by customer in a period. */
export interface ValuePeriod extends RevenueColumns {
  /** Number of orders of each customer in the period. */
  readonly orders: Float64Array;
}

/** Change of the value of one customer, with the reason. */
export interface CustomerValueChange {
  readonly id: string;
  readonly kind: "new" | "rising" | "steady" | "falling" | "gone";
  /** Revenue of the earlier period, in minor units. */
  readonly before: number;
  /** Revenue of the later period, in minor units. */
  readonly after: number;
  /** after − before = byOrders + byOrderValue. */
  readonly change: number;
  /** Part of the change that the number of orders explains, at the mean order value of both periods. */
  readonly byOrders: number;
  /** Part of the change that the order value explains. */
  readonly byOrderValue: number;
  readonly reason: LocalizedText;
}

/** Changes of value between two periods. */
export interface ValueChange {
  /** The largest rise first, the largest fall last; ties in code-point order. */
  readonly customers: readonly CustomerValueChange[];
  /** Number of customers and change by kind; the changes add up to `total`. */
  readonly kinds: Readonly<Record<CustomerValueChange["kind"], { readonly customers: number; readonly change: number }>>;
  /** Change of the total revenue, in minor units. */
  readonly total: number;
}

/**
 * Returns which customers rose and fell between two periods of equal length, and how much of each change comes from the number of
 * orders and how much from the order value (each at the mean of the other, so that the two parts add up to the change).
 *
 * @param before - `customerRevenue` of the earlier period
 * @param after - `customerRevenue` of the later period
 * @param options - `steady`: largest relative change that counts as steady. Defaults to .2
 * @throws ClienteleError `invalid_option`
 * @example
 * const period = (revenue: number, orders: number) => ({ ids: ["ann"], revenue: Float64Array.of(revenue), orders: Float64Array.of(orders) });
 * const [ann] = valueChange(period(1000, 2), period(3000, 4)).customers;
 * [ann.kind, ann.byOrders, ann.byOrderValue] // => ["rising", 1250, 750]
 */
export function valueChange(
  before: ValuePeriod,
  after: ValuePeriod,
  options: { readonly steady?: number | undefined } = {},
): ValueChange {
  const { steady = 0.2 } = requireOptions(options, OPTIONS);
  const earlier = new Map(before.ids.map((id, row) => [id, row]));
  const later = new Map(after.ids.map((id, row) => [id, row]));
  const ids = [...new Set([...before.ids, ...after.ids])].sort(compareCodePoints);
  const kinds = {
    new: { customers: 0, change: 0 },
    rising: { customers: 0, change: 0 },
    steady: { customers: 0, change: 0 },
    falling: { customers: 0, change: 0 },
    gone: { customers: 0, change: 0 },
  };
  let total = 0;
  const customers = ids.map((id): CustomerValueChange => {
    const one = at(before, earlier.get(id));
    const two = at(after, later.get(id));
    const change = two.revenue - one.revenue;
    const kind =
      one.orders === 0 && two.orders > 0
        ? "new"
        : two.orders === 0 && one.orders > 0
          ? "gone"
          : Math.abs(change) <= steady * Math.abs(one.revenue)
            ? "steady"
            : change > 0
              ? "rising"
              : "falling";
    // a period without orders has no order value: the number of orders explains all of the change
    const sizeBefore = one.orders > 0 ? one.revenue / one.orders : two.orders > 0 ? two.revenue / two.orders : 0;
    const sizeAfter = two.orders > 0 ? two.revenue / two.orders : sizeBefore;
    const byOrders = one.orders + two.orders === 0 ? 0 : ((two.orders - one.orders) * (sizeBefore + sizeAfter)) / 2;
    kinds[kind].customers++;
    kinds[kind].change += change;
    total += change;
    const byOrderValue = change - byOrders;
    return {
      id,
      kind,
      before: one.revenue,
      after: two.revenue,
      change,
      byOrders,
      byOrderValue,
      reason: reasonOf(kind, byOrders, byOrderValue),
    };
  });
  customers.sort((left, right) => right.change - left.change || compareCodePoints(left.id, right.id));
  return { customers, kinds, total };
}

const OPTIONS: OptionShape<{ readonly steady?: number | undefined }> = { steady: aNonNegativeNumber };

function at(period: ValuePeriod, row: number | undefined): { revenue: number; orders: number } {
  return row === undefined ? { revenue: 0, orders: 0 } : { revenue: period.revenue[row]!, orders: period.orders[row]! };
}

function reasonOf(kind: CustomerValueChange["kind"], byOrders: number, byOrderValue: number): LocalizedText {
  if (kind === "new") return { en: "Bought in this period but not in the one before.", zh: "上期未购买，本期有购买。" };
  if (kind === "gone") return { en: "Bought in the period before but not in this one.", zh: "上期有购买，本期未再购买。" };
  if (kind === "steady") return { en: "About the same as before.", zh: "与上期基本持平。" };
  const orders = Math.abs(byOrders) >= Math.abs(byOrderValue);
  if (kind === "rising")
    return orders ? { en: "Buys more often.", zh: "购买频率上升。" } : { en: "Spends more per order.", zh: "客单价上升。" };
  return orders ? { en: "Buys less often.", zh: "购买频率下降。" } : { en: "Spends less per order.", zh: "客单价下降。" };
}

import { compareCodePoints, type LocalizedText } from "../../kernel/index.js";
import type { RevenueColumns } from "./customer-revenue.js";

/** Revenue of a customer's period, and in how many orders. */
export interface ValuePeriod extends RevenueColumns {
  /** Orders of each customer in the period. */
  readonly orders: Float64Array;
}

/** How one customer's value moved, and why. */
export interface CustomerValueChange {
  readonly id: string;
  readonly kind: "new" | "rising" | "steady" | "falling" | "gone";
  /** Minor units. */
  readonly before: number;
  readonly after: number;
  /** after − before = byOrders + byOrderValue. */
  readonly change: number;
  /** What more or fewer orders at the mean value of both periods explain. */
  readonly byOrders: number;
  /** What larger or smaller orders explain. */
  readonly byOrderValue: number;
  readonly reason: LocalizedText;
}

/** Value over two periods. */
export interface ValueChange {
  /** The largest rise first, the deepest fall last; ties in code-point order. */
  readonly customers: readonly CustomerValueChange[];
  /** Customers and money by kind; the changes add up to `total`. */
  readonly kinds: Readonly<Record<CustomerValueChange["kind"], { readonly customers: number; readonly change: number }>>;
  readonly total: number;
}

/**
 * Who rises and who falls between two periods of equal length, and whether by number of orders or by their size
 * (each at the mean of the other, so that the two parts add up to the change).
 *
 * @param before - `customerRevenue` of the earlier period
 * @param after - of the later one
 * @param options - `steady`: a relative change up to this is steady; .2 when absent
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
  const { steady = 0.2 } = options;
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
    // an absent period has no order value of its own: all of the change is by orders
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

function at(period: ValuePeriod, row: number | undefined): { revenue: number; orders: number } {
  return row === undefined ? { revenue: 0, orders: 0 } : { revenue: period.revenue[row]!, orders: period.orders[row]! };
}

function reasonOf(kind: CustomerValueChange["kind"], byOrders: number, byOrderValue: number): LocalizedText {
  if (kind === "new") return { en: "Bought for the first time in these periods.", zh: "本期新出现的购买。" };
  if (kind === "gone") return { en: "Bought before and not since.", zh: "此前购买，本期没有再买。" };
  if (kind === "steady") return { en: "About as before.", zh: "与之前大致相同。" };
  const orders = Math.abs(byOrders) >= Math.abs(byOrderValue);
  if (kind === "rising")
    return orders ? { en: "Buys more often.", zh: "购买更频繁。" } : { en: "Buys more at a time.", zh: "每次购买金额更高。" };
  return orders ? { en: "Buys less often.", zh: "购买频率下降。" } : { en: "Buys less at a time.", zh: "每次购买金额下降。" };
}

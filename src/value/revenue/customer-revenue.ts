import { type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { type PurchasesReport, purchasesOf, type Transaction } from "../../models/index.js";

/** Money by customer, as parallel columns; a transaction summary is one without margins. */
export interface RevenueColumns {
  readonly ids: readonly string[];
  /** Net revenue, minor units; negative where more was paid back than bought. */
  readonly revenue: Float64Array;
  /** Revenue less the cost of the goods, minor units; NaN where a purchase has no cost. */
  readonly margin?: Float64Array | undefined;
}

/** Which purchases count towards revenue. */
export interface RevenueOptions {
  /** What had happened by this instant; all rows when absent. */
  readonly asOf?: InstantInput | undefined;
  /** Orders placed from this instant on. */
  readonly from?: InstantInput | undefined;
  /** Orders placed before this instant. */
  readonly to?: InstantInput | undefined;
  /** Read this currency alone; without it, a second currency is an error. */
  readonly currency?: string | undefined;
}

/** Revenue and margin of every customer with an order in the period. */
export interface CustomerRevenue extends RevenueColumns {
  readonly margin: Float64Array;
  /** Orders in the period, refunded ones included. */
  readonly orders: Float64Array;
  /** ISO 4217; `undefined` when nothing was read. */
  readonly currency: string | undefined;
  /** Rows whose order lies outside `from` and `to`. */
  readonly outside: number;
  readonly report: PurchasesReport;
}

/**
 * Net revenue and margin by customer over a period, in code-point order of customers. A refund belongs to the period of
 * its order; one whose order is unknown to the period of its own instant. A purchase without a cost leaves the
 * customer's margin unknown (NaN); a refund without one gives money back and leaves the goods where they are.
 *
 * @throws ClienteleError `mixed_currencies`, `invalid_instant`, `invalid_currency`, `invalid_amount`
 * @example
 * const rows = [
 *   { customerId: "ann", at: 0, amount: 1000, cost: 600, currency: "EUR", orderId: "o1" },
 *   { customerId: "ann", at: 5, amount: -200, currency: "EUR", orderId: "o1" },
 * ];
 * const { revenue, margin } = customerRevenue(rows);
 * [revenue[0], margin[0]] // => [800, 200]
 */
export function customerRevenue(transactions: Iterable<Transaction>, options: RevenueOptions = {}): CustomerRevenue {
  const from = options.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(options.from, "from");
  const to = options.to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.to, "to");
  const purchases = purchasesOf(transactions, options);
  const { customers, starts, at, net, cost, rows, loneRefund } = purchases;
  const ids: string[] = [];
  const columns = { revenue: [] as number[], margin: [] as number[], orders: [] as number[] };
  let outside = 0;
  for (let c = 0; c < customers.length; c++) {
    let revenue = 0;
    let spent = 0;
    let orders = 0;
    let found = false;
    for (let entry = starts[c]!; entry < starts[c + 1]!; entry++) {
      if (at[entry]! < from || at[entry]! >= to) {
        outside += rows[entry]!;
        continue;
      }
      found = true;
      revenue += net[entry]!;
      spent += cost[entry]!;
      orders += 1 - loneRefund[entry]!;
    }
    if (!found) continue;
    ids.push(customers[c]!);
    columns.revenue.push(revenue);
    columns.margin.push(revenue - spent);
    columns.orders.push(orders);
  }
  return {
    ids,
    revenue: Float64Array.from(columns.revenue),
    margin: Float64Array.from(columns.margin),
    orders: Float64Array.from(columns.orders),
    currency: purchases.currency,
    outside,
    report: purchases.report,
  };
}

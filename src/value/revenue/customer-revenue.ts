import { type InstantInput } from "../../kernel/index.js";
import { aCurrency, anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { PurchasesReport, Transaction } from "../../models/index.js";
import { purchasesOf } from "../../models/internal.js";

/** Revenue by customer, as parallel columns. A transaction summary has them, without margins. */
export interface RevenueColumns {
  readonly ids: readonly string[];
  /** Net revenue, in minor units; negative when refunds exceed purchases. */
  readonly revenue: Float64Array;
  /** Revenue minus the cost of the goods, in minor units; NaN when the cost of a purchase is unknown. */
  readonly margin?: Float64Array | undefined;
}

/** Options of {@link customerRevenue}. */
export interface RevenueOptions {
  /** End of the observation: later rows are left out. Defaults to all rows. */
  readonly asOf?: InstantInput | undefined;
  /** Start of the period: earlier orders are left out. */
  readonly from?: InstantInput | undefined;
  /** End of the period, exclusive: later orders are left out. */
  readonly to?: InstantInput | undefined;
  /** Reads this currency only. Without it, a second currency is an error. */
  readonly currency?: string | undefined;
}

const OPTIONS: OptionShape<RevenueOptions> = { asOf: anInstant, from: anInstant, to: anInstant, currency: aCurrency };

/** Revenue and margin of every customer with an order in the period. */
export interface CustomerRevenue extends RevenueColumns {
  readonly margin: Float64Array;
  /** Number of orders in the period, including refunded ones. */
  readonly orders: Float64Array;
  /** Currency of the amounts (ISO 4217); `undefined` when nothing was read. */
  readonly currency: string | undefined;
  /** Number of rows whose order is outside the period. */
  readonly outside: number;
  readonly report: PurchasesReport;
}

/**
 * Returns the net revenue and the margin of each customer in a period, in code-point order of customers. A refund belongs to the
 * period of its order; a refund of an unknown order belongs to the period of its own instant. When the cost of a purchase is
 * unknown, the margin of the customer is unknown (NaN). A refund without a cost returns money, but no goods.
 *
 * @param transactions - purchases and refunds
 * @param options - period, end of the observation, currency
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
  const { asOf, currency, ...period } = requireOptions(options, OPTIONS);
  const from = period.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(period.from, "from");
  const to = period.to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(period.to, "to");
  const purchases = purchasesOf(transactions, { asOf, currency });
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

import { requireOneOf } from "../../kernel/internal.js";
import type { FactInput, Transaction } from "../../models/index.js";
import { factsOf, readProperties } from "../../models/internal.js";

/**
 * Treatment of refunds: `with-order` subtracts them from their order (as every function does with rows that name an order),
 * `when-paid` keeps them on the day of the refund, `ignore` drops them, `without-order` drops every order with a refund.
 */
export type RefundPolicy = "with-order" | "when-paid" | "ignore" | "without-order";

const POLICIES: readonly RefundPolicy[] = ["with-order", "when-paid", "ignore", "without-order"];

/**
 * Returns the transactions that a refund policy keeps. Apply it before `summarizeTransactions`, `customerRevenue` or any other
 * count.
 *
 * @throws ClienteleError `invalid_option` for an unknown policy
 * @example
 * const rows = [
 *   { customerId: "ann", at: 0, amount: 1000, currency: "EUR", orderId: "o1" },
 *   { customerId: "ann", at: 5, amount: -200, currency: "EUR", orderId: "o1" },
 * ];
 * applyRefundPolicy(rows, "ignore").length // => 1
 * applyRefundPolicy(rows, "without-order").length // => 0
 */
export function applyRefundPolicy(transactions: Iterable<Transaction>, policy: RefundPolicy): Transaction[] {
  requireOneOf("policy", policy, POLICIES);
  const rows = [...transactions];
  switch (policy) {
    case "with-order":
      return rows;
    case "when-paid":
      return rows.map((row) => {
        if (row.amount >= 0) return row;
        const { orderId: _, ...rest } = row;
        return rest;
      });
    case "ignore":
      return rows.filter(({ amount }) => amount >= 0);
    case "without-order": {
      const key = ({ customerId, orderId }: Transaction) => JSON.stringify([customerId, orderId]);
      const returned = new Set(rows.filter(({ amount, orderId }) => amount < 0 && orderId !== undefined).map(key));
      return rows.filter((row) => row.orderId === undefined || !returned.has(key(row)));
    }
  }
}

const PAYMENT_PROPERTIES = { total: "number", currency: "text", orderId: "text" } as const;

/**
 * Returns the payments in a history as transactions, for value and contribution by money received. A refund lowers its order.
 * `transactionsOf` reads orders instead.
 *
 * @param history - interactions of one or many customers, in any order
 * @throws ClienteleError `invalid_instant`, `malformed_fact` with the path of an instant or a property that cannot be read
 * @example
 * const at = new Date(0);
 * const paid = { id: "i1", customerId: "c1", type: "payment.received", at, properties: { total: 500, currency: "EUR" } };
 * paymentsOf([paid]) // => [{ customerId: "c1", at: new Date(0), amount: 500, currency: "EUR" }]
 */
export function paymentsOf(history: Iterable<FactInput>): Transaction[] {
  const found: Transaction[] = [];
  for (const [position, fact] of factsOf(history, "history")) {
    const { type, customerId, at } = fact;
    const sign = type === "payment.received" ? 1 : type === "order.refunded" ? -1 : 0;
    if (sign === 0) continue;
    const { total, currency, orderId } = readProperties(fact, PAYMENT_PROPERTIES, `history[${position}]`);
    if (total === undefined || currency === undefined) continue;
    found.push({ customerId, at, amount: 0 + sign * total, currency, ...(orderId !== undefined && { orderId }) });
  }
  return found;
}

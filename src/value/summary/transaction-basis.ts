import { ClienteleError } from "../../kernel/index.js";
import type { Interaction, Transaction } from "../../models/index.js";

/**
 * What to do with refunds: `with-order` takes them off their order (as every function does with rows that name one),
 * `when-paid` lets them stand on the day they were paid back, `ignore` looks at what was bought, `without-order` leaves
 * out every order of which something came back.
 */
export type RefundPolicy = "with-order" | "when-paid" | "ignore" | "without-order";

/**
 * Transactions under a refund policy: put it before `summarizeTransactions`, `customerRevenue` or any other count.
 *
 * @throws ClienteleError `invalid_option` for another word
 * @example
 * const rows = [
 *   { customerId: "ann", at: 0, amount: 1000, currency: "EUR", orderId: "o1" },
 *   { customerId: "ann", at: 5, amount: -200, currency: "EUR", orderId: "o1" },
 * ];
 * applyRefundPolicy(rows, "ignore").length // => 1
 * applyRefundPolicy(rows, "without-order").length // => 0
 */
export function applyRefundPolicy(transactions: Iterable<Transaction>, policy: RefundPolicy): Transaction[] {
  const rows = [...transactions];
  switch (policy) {
    case "with-order":
      return rows;
    case "when-paid":
      return rows.map((row) => {
        if (row.amount >= 0) return row;
        const { orderId: _, ...alone } = row;
        return alone;
      });
    case "ignore":
      return rows.filter(({ amount }) => amount >= 0);
    case "without-order": {
      const key = ({ customerId, orderId }: Transaction) => JSON.stringify([customerId, orderId]);
      const returned = new Set(rows.filter(({ amount, orderId }) => amount < 0 && orderId !== undefined).map(key));
      return rows.filter((row) => row.orderId === undefined || !returned.has(key(row)));
    }
    default:
      throw new ClienteleError("invalid_option", "A policy is with-order, when-paid, ignore or without-order.", {
        option: "policy",
        value: policy,
      });
  }
}

/**
 * Payments received as transactions, beside `transactionsOf`, which reads orders: value and contribution on money that
 * has come in. Money paid back is a refund of its order.
 *
 * @param history - of one customer or of many, in any order
 * @example
 * const at = new Date(0);
 * const paid = { id: "i1", customerId: "c1", type: "payment.received", at, properties: { total: 500, currency: "EUR" } };
 * paymentsOf([paid]) // => [{ customerId: "c1", at: new Date(0), amount: 500, currency: "EUR" }]
 */
export function paymentsOf(history: Iterable<Interaction>): Transaction[] {
  const found: Transaction[] = [];
  for (const { type, customerId, at, properties } of history) {
    const { total, currency, orderId } = properties as { total?: number; currency?: string; orderId?: string };
    if (typeof total !== "number" || typeof currency !== "string") continue;
    const sign = type === "payment.received" ? 1 : type === "order.refunded" ? -1 : 0;
    if (sign === 0) continue;
    found.push({ customerId, at, amount: 0 + sign * total, currency, ...(orderId !== undefined && { orderId }) });
  }
  return found;
}

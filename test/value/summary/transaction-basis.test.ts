import type { Interaction, Transaction } from "clientele/models";
import { customerRevenue, paymentsOf, applyRefundPolicy } from "clientele/value";
import { describe, expect, test } from "vitest";

const happened = (customerId: string, type: string, properties: object = {}): Interaction =>
  ({ id: `${customerId}-${type}`, customerId, type, at: new Date(0), properties }) as Interaction;

const coded = (code: string) => expect.objectContaining({ code });

const orders: Transaction[] = [
  { customerId: "ann", at: 0, amount: 10_000, cost: 6000, currency: "EUR", orderId: "o1" },
  { customerId: "ann", at: 5, amount: -2000, currency: "EUR", orderId: "o1" },
  { customerId: "bob", at: 1, amount: 5000, currency: "EUR", orderId: "o2" },
];

describe("refund policies and payments", () => {
  test("applies each refund policy", () => {
    const revenueOf = (policy: Parameters<typeof applyRefundPolicy>[1], to?: number) => [
      ...customerRevenue(applyRefundPolicy(orders, policy), to === undefined ? {} : { to }).revenue,
    ];
    expect(revenueOf("with-order", 3)).toEqual([8000, 5000]);
    expect(revenueOf("when-paid", 3)).toEqual([10_000, 5000]);
    expect(revenueOf("when-paid")).toEqual([8000, 5000]);
    expect(revenueOf("ignore")).toEqual([10_000, 5000]);
    expect(revenueOf("without-order")).toEqual([5000]);
    expect(() => applyRefundPolicy(orders, "never" as "ignore")).toThrowError(coded("invalid_option"));
  });
  test("reads payments and refunds as transactions", () => {
    const history = [
      happened("ann", "order.placed", { orderId: "o1", total: 900, currency: "EUR" }),
      happened("ann", "payment.received", { orderId: "o1", total: 500, currency: "EUR" }),
      happened("ann", "order.refunded", { orderId: "o1", total: 100, currency: "EUR" }),
    ];
    const { revenue } = customerRevenue(paymentsOf(history));
    expect([...revenue]).toEqual([400]);
  });
});

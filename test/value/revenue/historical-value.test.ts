import type { Interaction, Transaction } from "clientele/models";
import { allocateCosts, customerRevenue, historicalValue } from "clientele/value";
import { describe, expect, test } from "vitest";

const happened = (customerId: string, type: string, properties: object = {}): Interaction =>
  ({ id: `${customerId}-${type}`, customerId, type, at: new Date(0), properties }) as Interaction;

const coded = (code: string) => expect.objectContaining({ code });

const orders: Transaction[] = [
  { customerId: "ann", at: 0, amount: 10_000, cost: 6000, currency: "EUR", orderId: "o1" },
  { customerId: "ann", at: 5, amount: -2000, currency: "EUR", orderId: "o1" },
  { customerId: "bob", at: 1, amount: 5000, currency: "EUR", orderId: "o2" },
];

describe("historical value", () => {
  test("subtracts all costs from revenue, includes customers without a purchase, and leaves unknown values unknown", () => {
    const costs = allocateCosts(
      [{ id: "calls", kind: "service", types: ["call.logged"], rate: { amount: 300, currency: "EUR" } }],
      [happened("ann", "call.logged"), happened("eve", "call.logged")],
    );
    const value = historicalValue(customerRevenue(orders), { costs, acquisition: { ann: 500 } });
    expect(value.ids).toEqual(["ann", "bob", "eve"]);
    expect([...value.value]).toEqual([8000 - 6000 - 300 - 500, Number.NaN, -300]);
    expect([value.total, value.unknown]).toEqual([900, 1]);
    const known = historicalValue(customerRevenue(orders), { costs, goodsShare: 0.5 });
    expect(known.value[1]).toBe(2500);
    expect(known.unknown).toBe(0);
  });
  test("rejects two currencies and impossible shares", () => {
    const dollars = allocateCosts([{ id: "x", kind: "service", types: [], total: { amount: 1, currency: "USD" } }], []);
    expect(() => historicalValue(customerRevenue(orders), { costs: dollars })).toThrowError(coded("mixed_currencies"));
    expect(() => historicalValue(customerRevenue(orders), { goodsShare: 2 })).toThrowError(coded("invalid_option"));
  });
});

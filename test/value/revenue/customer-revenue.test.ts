import { customerRevenue, summarizeTransactions } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shuffledPair, transactionLog } from "../../fixtures/transaction-logs.js";

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe("revenue by customer", () => {
  const at = Date.UTC(2026, 0, 10);
  const row = (amount: number, orderId: string | undefined, cost?: number, shift = 0) => ({
    customerId: "ann",
    at: at + shift,
    amount,
    currency: "EUR",
    ...(orderId !== undefined && { orderId }),
    ...(cost !== undefined && { cost }),
  });

  test("accounts for every row inside and outside the period", () => {
    fc.assert(
      fc.property(transactionLog, fc.integer({ min: 0, max: 60 }), (rows, days) => {
        const cut = Date.UTC(2026, 2, 1) + days * 86_400_000;
        const before = customerRevenue(rows, { to: cut });
        const after = customerRevenue(rows, { from: cut });
        expect(sum(before.revenue) + sum(after.revenue)).toBe(sum(rows.map(({ amount }) => amount)));
        expect(before.outside + after.outside).toBe(rows.length);
      }),
    );
  });

  test("does not depend on the order of rows, and equals the revenue of the summary", () => {
    fc.assert(
      fc.property(shuffledPair(transactionLog), ([rows, shuffled]) => {
        expect(customerRevenue(shuffled)).toEqual(customerRevenue(rows));
        const summary = summarizeTransactions(rows, { asOf: Date.UTC(2027, 0), unit: "day", zone: "UTC" });
        const { ids, revenue } = customerRevenue(rows);
        summary.ids.forEach((id, index) => {
          expect(summary.revenue[index]).toBe(revenue[ids.indexOf(id)]);
        });
      }),
    );
  });

  test("counts a refund in the period of its order, and a margin only when every cost is known", () => {
    const rows = [row(1000, "o1", 400), row(-300, "o1", undefined, 40 * 86_400_000), row(500, "o2", 200, 40 * 86_400_000)];
    const january = customerRevenue(rows, { to: Date.UTC(2026, 1) });
    expect([january.revenue[0], january.margin[0], january.orders[0], january.outside]).toEqual([700, 300, 1, 1]);
    expect(customerRevenue([...rows, row(5, "o3")]).margin[0]).toBeNaN();
    expect(customerRevenue([row(1000, "o1", 400), row(-1000, "o1", -400)]).margin[0]).toBe(0);
  });
});

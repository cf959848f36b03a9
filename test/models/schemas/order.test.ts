import { type Interaction, orderTotals, parseOrder, purchasesOf, transactionsOf } from "clientele/models";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reordered, viewed } from "../../fixtures/records.js";

const cents = fc.integer({ min: 0, max: 100_000 });
const line = fc.record(
  {
    productId: fc.constantFrom("tea", "cup", "__proto__"),
    quantity: fc.integer({ min: 1, max: 9 }),
    unitPrice: cents,
    discount: cents,
    unitCost: cents,
  },
  { requiredKeys: ["productId", "quantity", "unitPrice", "unitCost"] },
);
const order = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    discounts: fc.array(fc.record({ amount: cents }), { maxLength: 2 }),
    returns: fc.array(
      fc.record({
        id: fc.constant("r"),
        at: fc.constant(0),
        refund: cents,
        lines: fc.array(
          fc.record({ productId: fc.constantFrom("tea", "cup", "pot"), quantity: fc.integer({ min: 1, max: 12 }) }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 2 },
    ),
    status: fc.constantFrom("open", "completed", "cancelled"),
  })
  .map((parts) => parseOrder({ id: "o1", customerId: "c1", placedAt: 0, currency: "CNY", ...parts }));

describe("what an order comes to", () => {
  test("adds up: gross less discounts less refunds is net, and net less the cost of what was kept is the margin", () => {
    fc.assert(
      fc.property(order, (one) => {
        const totals = orderTotals(one);
        const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
        expect(totals.gross).toBe(sum(one.lines.map(({ quantity, unitPrice }) => quantity * unitPrice)));
        expect(totals.discount).toBe(
          sum(one.discounts.map(({ amount }) => amount)) + sum(one.lines.map(({ discount }) => discount ?? 0)),
        );
        expect(totals.refunded).toBe(sum(one.returns.map(({ refund }) => refund)));
        expect(totals.net).toBe(one.status === "cancelled" ? 0 : totals.gross - totals.discount - totals.refunded);
        // Units one by one, each returned at most once, in the order of the lines.
        const units = one.lines.flatMap(({ productId, quantity, unitCost }) =>
          Array.from({ length: quantity }, () => ({ productId, unitCost: unitCost! })),
        );
        for (const { lines } of one.returns) {
          if (lines.length === 0) units.length = 0;
          for (const { productId, quantity } of lines) {
            for (let back = 0; back < quantity; back++) {
              const index = units.findIndex((unit) => unit.productId === productId);
              if (index >= 0) units.splice(index, 1);
            }
          }
        }
        expect(totals.margin).toBe(one.status === "cancelled" ? 0 : totals.net - sum(units.map(({ unitCost }) => unitCost)));
      }),
      { numRuns: 500 },
    );
  });

  test("rounds a line of a broken quantity to a minor unit", () => {
    const weighed = parseOrder({
      id: "o",
      customerId: "c",
      placedAt: 0,
      currency: "EUR",
      lines: [{ productId: "tea", quantity: 0.125, unitPrice: 1_004, unitCost: 100 }],
    });
    expect(orderTotals(weighed)).toMatchObject({ gross: 126, margin: 126 - 13 });
  });

  test("has no margin while one line has no cost", () => {
    const lines = [
      { productId: "a", quantity: 1, unitPrice: 5 },
      { productId: "b", quantity: 1, unitPrice: 5, unitCost: 1 },
    ];
    expect(orderTotals(parseOrder({ id: "o", customerId: "c", placedAt: 0, currency: "EUR", lines })).margin).toBeUndefined();
  });

  test("counts as paid what came in and stayed", () => {
    const pay = (amount: number, status: string) => ({ id: `${amount}${status}`, at: 0, amount, currency: "EUR", status });
    const paid = (...payments: unknown[]) =>
      orderTotals(
        parseOrder({
          id: "o",
          customerId: "c",
          placedAt: 0,
          currency: "EUR",
          lines: [{ productId: "a", quantity: 1, unitPrice: 5 }],
          payments,
        }),
      ).paid;
    expect(paid(pay(500, "received"), pay(300, "pending"), pay(200, "failed"))).toBe(500);
    expect(paid(pay(500, "received"), pay(-200, "received"))).toBe(300);
    expect(paid(pay(500, "received"), pay(-500, "refunded"))).toBe(0);
    expect(paid(pay(500, "refunded"))).toBe(0);
    expect(() => paid({ ...pay(500, "received"), currency: "USD" })).toThrow(
      expect.objectContaining({ code: "mixed_currencies" }),
    );
  });
});

describe("the transactions of a history", () => {
  const event = (id: string, type: string, at: number, properties: Record<string, unknown>, customerId = "c1"): Interaction =>
    viewed(id, customerId, at, { type, properties });
  const placed = (more: Record<string, unknown> = {}) =>
    event("1", "order.placed", 10, { orderId: "o1", total: 2_000, currency: "EUR", ...more });
  const net = (list: readonly Interaction[]): number => transactionsOf(list).reduce((sum, { amount }) => sum + amount, 0);

  test("are orders and what went back, and nothing else", () => {
    const history = [
      viewed("0", "c1", 5),
      placed({ units: 2, cost: 700 }),
      event("2", "order.refunded", 20, { orderId: "o1", total: 500, currency: "EUR", units: 1 }),
      event("3", "order.refunded", 30, { total: 0, currency: "EUR" }),
    ];
    expect(transactionsOf(history)).toStrictEqual([
      { customerId: "c1", at: new Date(10), amount: 2_000, currency: "EUR", orderId: "o1", units: 2, cost: 700 },
      { customerId: "c1", at: new Date(20), amount: -500, currency: "EUR", orderId: "o1", units: -1 },
      { customerId: "c1", at: new Date(30), amount: 0, currency: "EUR" },
    ]);
  });

  test("take a cancelled order back as a whole: amount, units and cost", () => {
    const history = [placed({ units: 2, cost: 700 }), event("2", "order.cancelled", 20, { orderId: "o1" })];
    expect(transactionsOf(history)[1]).toEqual({
      customerId: "c1",
      at: new Date(20),
      amount: -2_000,
      currency: "EUR",
      orderId: "o1",
      units: -2,
      cost: -700,
    });
    const { net: amounts, cost } = purchasesOf(transactionsOf(history));
    expect([[...amounts], [...cost]]).toEqual([[0], [0]]);
  });

  test("take back what a cancellation names, and the units and cost only with the whole", () => {
    const part = transactionsOf([
      placed({ units: 2, cost: 700 }),
      event("2", "order.cancelled", 20, { orderId: "o1", total: 800, currency: "EUR" }),
    ]);
    expect(part[1]).toEqual({ customerId: "c1", at: new Date(20), amount: -800, currency: "EUR", orderId: "o1" });
  });

  test("never take back more than was paid, whether refunded before, after or twice cancelled", () => {
    const refunded = event("2", "order.refunded", 20, { orderId: "o1", total: 500, currency: "EUR" });
    const cancelled = (id: string, at: number) => event(id, "order.cancelled", at, { orderId: "o1" });
    expect(net([placed(), refunded, cancelled("3", 30)])).toBe(0);
    expect(net([placed(), cancelled("3", 15), refunded])).toBe(0);
    expect(net([placed(), cancelled("3", 15), cancelled("4", 16)])).toBe(0);
    const whole = event("2", "order.refunded", 40, { orderId: "o1", total: 2_000, currency: "EUR" });
    const settled = [placed({ cost: 700 }), cancelled("3", 30), whole];
    expect(net(settled)).toBe(0);
    expect([...purchasesOf(transactionsOf(settled)).cost]).toEqual([0]);
  });

  test("know an order that stands after its cancellation at the same instant", () => {
    expect(net([event("0", "order.cancelled", 10, { orderId: "o1" }), placed()])).toBe(0);
  });

  test("keep the orders of two customers apart that bear the same number", () => {
    const other = event("9", "order.placed", 10, { orderId: "o1", total: 300, currency: "EUR" }, "__proto__");
    const cancelled = event("3", "order.cancelled", 20, { orderId: "o1" }, "__proto__");
    expect(transactionsOf([placed(), other, cancelled]).map(({ customerId, amount }) => [customerId, amount])).toEqual([
      ["c1", 2_000],
      ["__proto__", 300],
      ["__proto__", -300],
    ]);
  });

  test("leave out what has no amount: an unknown order's cancellation, an order without a total", () => {
    expect(
      transactionsOf([event("1", "order.cancelled", 0, { orderId: "?" }), event("2", "order.placed", 0, { orderId: "o" })]),
    ).toEqual([]);
  });

  test("give the same orders in any order of the history", () => {
    const kind = fc.constantFrom("order.placed", "order.refunded", "order.cancelled");
    const fact = fc.record({
      type: kind,
      orderId: fc.constantFrom("o1", "o2"),
      total: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
      at: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 8 }), fc.array(fc.nat()), (facts, keys) => {
        const list = facts.map(({ type, at, ...properties }, index) =>
          event(`i${index}`, type, at, { currency: "EUR", ...properties }),
        );
        const amounts = (input: readonly Interaction[]) => transactionsOf(input).reduce((sum, { amount }) => sum + amount, 0);
        if (facts.every(({ type, total }) => type !== "order.cancelled" || total === undefined))
          expect(amounts(reordered(list, keys))).toBe(amounts(list));
        expect(transactionsOf(list).every(({ amount }) => !Object.is(amount, -0))).toBe(true);
      }),
    );
  });

  test("are ten thousand for ten thousand orders", () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      event(`i${index}`, "order.placed", index, { orderId: `o${index}`, total: 1, currency: "EUR" }),
    );
    expect(transactionsOf(many)).toHaveLength(10_000);
    expect(purchasesOf(transactionsOf(many)).report).toMatchObject({ rows: 10_000, used: 10_000 });
  });
});

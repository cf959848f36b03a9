import type { Interaction, Transaction } from "clientele/models";
import {
  acquisitionCosts,
  acquisitionReturn,
  allocateCosts,
  type CostDriver,
  customerRevenue,
  historicalValue,
  paymentsOf,
  applyRefundPolicy,
  valueChange,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const happened = (customerId: string, type: string, properties: object = {}): Interaction =>
  ({ id: `${customerId}-${type}`, customerId, type, at: new Date(0), properties }) as Interaction;
const coded = (code: string) => expect.objectContaining({ code });

describe("costs by cause", () => {
  const drivers = fc.array(
    fc.record({
      id: fc.string({ minLength: 1 }),
      kind: fc.constantFrom("service" as const, "marketing" as const, "logistics" as const),
      types: fc.subarray(["call.logged", "message.sent", "order.shipped", "return.received"]),
      money: fc.record({ amount: fc.nat(1_000_000), currency: fc.constant("EUR") }),
      isRate: fc.boolean(),
      by: fc.constantFrom(undefined, "minutes"),
    }),
    { maxLength: 5 },
  );
  const history = fc.array(
    fc.record({
      customerId: fc.constantFrom("ann", "bob", "cid", "__proto__"),
      type: fc.constantFrom("call.logged", "message.sent", "order.shipped", "return.received"),
      minutes: fc.nat(90),
    }),
    { maxLength: 30 },
  );
  it("are conserved to the minor unit: what customers bear and what nobody caused is what was spent", () => {
    fc.assert(
      fc.property(drivers, history, (some, rows) => {
        const given: CostDriver[] = some.map(({ money, isRate, by, ...rest }) => ({
          ...rest,
          ...(isRate ? { rate: money } : { total: money }),
          ...(by === undefined ? {} : { by }),
        }));
        const costs = allocateCosts(
          given,
          rows.map(({ customerId, type, minutes }) => happened(customerId, type, { minutes })),
        );
        const borne = costs.total.reduce((sum, value) => sum + value, 0);
        const idle = costs.unallocated.reduce((sum, { amount }) => sum + amount, 0);
        expect(borne + idle).toBe(costs.spent);
        costs.total.forEach((value, row) => {
          expect(value).toBe(costs.service[row]! + costs.marketing[row]! + costs.logistics[row]!);
        });
        for (const { total } of given) if (total !== undefined) expect(costs.spent).toBeGreaterThanOrEqual(total.amount);
      }),
      { numRuns: 200 },
    );
  });
  it("go by channel and by how much was caused", () => {
    const rows = [
      { ...happened("ann", "message.sent"), channel: "sms" },
      { ...happened("bob", "message.sent"), channel: "email" },
      happened("bob", "order.shipped", { parcels: 3 }),
      happened("ann", "order.shipped", { parcels: 1 }),
    ];
    const costs = allocateCosts(
      [
        { id: "sms", kind: "marketing", types: ["message.sent"], channel: "sms", rate: { amount: 5, currency: "EUR" } },
        { id: "parcels", kind: "logistics", types: ["order.shipped"], by: "parcels", total: { amount: 400, currency: "EUR" } },
        { id: "idle", kind: "service", types: ["call.logged"], total: { amount: 70, currency: "EUR" } },
      ],
      rows,
    );
    expect(costs.ids).toEqual(["ann", "bob"]);
    expect([...costs.marketing]).toEqual([5, 0]);
    expect([...costs.logistics]).toEqual([100, 300]);
    expect(costs.unallocated).toEqual([{ id: "idle", amount: 70 }]);
  });
  it("refuse what cannot be allocated", () => {
    const euro = { amount: 1, currency: "EUR" };
    const base = { id: "x", kind: "service", types: [] } as const;
    expect(() => allocateCosts([base], [])).toThrowError(coded("invalid_option"));
    expect(() => allocateCosts([{ ...base, total: euro, rate: euro }], [])).toThrowError(coded("invalid_option"));
    expect(() => allocateCosts([{ ...base, total: { amount: -1, currency: "EUR" } }], [])).toThrowError(coded("invalid_option"));
    expect(() =>
      allocateCosts(
        [
          { ...base, total: euro },
          { ...base, total: { amount: 1, currency: "USD" } },
        ],
        [],
      ),
    ).toThrowError(coded("mixed_currencies"));
    expect(() =>
      allocateCosts(
        [{ ...base, types: ["call.logged"], by: "minutes", total: euro }],
        [happened("a", "call.logged", { minutes: -1 })],
      ),
    ).toThrowError(coded("invalid_option"));
  });
});

const orders: Transaction[] = [
  { customerId: "ann", at: 0, amount: 10_000, cost: 6000, currency: "EUR", orderId: "o1" },
  { customerId: "ann", at: 5, amount: -2000, currency: "EUR", orderId: "o1" },
  { customerId: "bob", at: 1, amount: 5000, currency: "EUR", orderId: "o2" },
];

describe("historical value", () => {
  it("is revenue less all costs; who cost and never bought is there; what is unknown is not guessed", () => {
    const costs = allocateCosts(
      [{ id: "calls", kind: "service", types: ["call.logged"], rate: { amount: 300, currency: "EUR" } }],
      [happened("ann", "call.logged"), happened("eve", "call.logged")],
    );
    const value = historicalValue(customerRevenue(orders), costs, { acquisition: { ann: 500 } });
    expect(value.ids).toEqual(["ann", "bob", "eve"]);
    expect([...value.value]).toEqual([8000 - 6000 - 300 - 500, Number.NaN, -300]);
    expect([value.total, value.unknown]).toEqual([900, 1]);
    const known = historicalValue(customerRevenue(orders), costs, { goodsShare: 0.5 });
    expect(known.value[1]).toBe(2500);
    expect(known.unknown).toBe(0);
  });
  it("refuses two currencies and impossible shares", () => {
    const dollars = allocateCosts([{ id: "x", kind: "service", types: [], total: { amount: 1, currency: "USD" } }], []);
    expect(() => historicalValue(customerRevenue(orders), dollars)).toThrowError(coded("mixed_currencies"));
    expect(() => historicalValue(customerRevenue(orders), undefined, { goodsShare: 2 })).toThrowError(coded("invalid_option"));
  });
});

describe("what counts as money", () => {
  it("refund policies differ as they say", () => {
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
  it("payments received stand beside orders placed", () => {
    const history = [
      happened("ann", "order.placed", { orderId: "o1", total: 900, currency: "EUR" }),
      happened("ann", "payment.received", { orderId: "o1", total: 500, currency: "EUR" }),
      happened("ann", "order.refunded", { orderId: "o1", total: 100, currency: "EUR" }),
    ];
    const { revenue } = customerRevenue(paymentsOf(history));
    expect([...revenue]).toEqual([400]);
  });
});

describe("acquisition", () => {
  it("costs by channel, free and fruitless ones included", () => {
    const found = acquisitionCosts({ search: 9000, fair: 4000 }, [
      { id: "a", channel: "search" },
      { id: "a", channel: "search" },
      { id: "b", channel: "search" },
      { id: "c", channel: "friends" },
    ]);
    expect(found.map(({ channel, cost }) => [channel, cost])).toEqual([
      ["search", 4500],
      ["fair", null],
      ["friends", 0],
    ]);
    expect(found.reduce((sum, { spent }) => sum + spent, 0)).toBe(13_000);
    expect(() => acquisitionCosts({ x: Number.NaN }, [])).toThrowError(coded("invalid_option"));
  });
  it("pays back at the first period whose sum covers it", () => {
    expect(acquisitionReturn(100, [60, -10, 60]).paybackPeriods).toBe(3);
    expect(acquisitionReturn(100, [60]).paybackPeriods).toBeNull();
    expect(acquisitionReturn(0, [])).toEqual({ ratio: null, paybackPeriods: 0, net: 0 });
    expect(acquisitionReturn(50, [10], 200).ratio).toBe(4);
    expect(() => acquisitionReturn(-1, [])).toThrowError(coded("invalid_option"));
  });
});

describe("value over time", () => {
  const period = (rows: Record<string, [number, number]>) => ({
    ids: Object.keys(rows),
    revenue: Float64Array.from(Object.values(rows), ([revenue]) => revenue),
    orders: Float64Array.from(Object.values(rows), ([, count]) => count),
  });
  it("tells who rises and falls, and why", () => {
    const change = valueChange(
      period({ ann: [1000, 2], bob: [4000, 4], cid: [500, 1], dan: [1000, 1], eve: [900, 3] }),
      period({ ann: [3000, 6], bob: [1000, 4], dan: [1100, 1], fay: [700, 1], eve: [300, 1] }),
    );
    expect(change.customers.map(({ id, kind, reason }) => [id, kind, reason.en])).toEqual([
      ["ann", "rising", "Buys more often."],
      ["fay", "new", "Bought for the first time in these periods."],
      ["dan", "steady", "About as before."],
      ["cid", "gone", "Bought before and not since."],
      ["eve", "falling", "Buys less often."],
      ["bob", "falling", "Buys less at a time."],
    ]);
  });
  it("adds up: by orders and by size to the change, the kinds to the total", () => {
    const rows = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.tuple(fc.nat(10_000), fc.integer({ min: 1, max: 9 })));
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const change = valueChange(period(before), period(after));
        for (const one of change.customers) {
          expect(one.byOrders + one.byOrderValue).toBeCloseTo(one.after - one.before, 8);
          if (one.kind === "new" || one.kind === "gone") expect(one.byOrderValue).toBeCloseTo(0, 8);
        }
        expect(Object.values(change.kinds).reduce((sum, kind) => sum + kind.change, 0)).toBeCloseTo(change.total, 8);
        expect(Object.values(change.kinds).reduce((sum, kind) => sum + kind.customers, 0)).toBe(change.customers.length);
      }),
      { numRuns: 100 },
    );
  });
});

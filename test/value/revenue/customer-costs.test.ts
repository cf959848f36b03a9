import type { Interaction } from "clientele/models";
import { allocateCosts, type CostDriver } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const happened = (customerId: string, type: string, properties: object = {}): Interaction =>
  ({ id: `${customerId}-${type}`, customerId, type, at: new Date(0), properties }) as Interaction;

const coded = (code: string) => expect.objectContaining({ code });

describe("costs by driver", () => {
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
  test("allocates every minor unit: allocated and unallocated amounts add up to the money spent", () => {
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
  test("allocates by channel and by a numeric property", () => {
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
  test("rejects impossible drivers", () => {
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
  });

  test.each([-1, "30", Number.NaN, {}])("refuses the property %s with its path", (minutes) => {
    const driver = {
      id: "x",
      kind: "service",
      types: ["call.logged"],
      by: "minutes",
      total: { amount: 1, currency: "EUR" },
    } as const;
    expect(() => allocateCosts([driver], [happened("a", "call.logged", { minutes })])).toThrowError(
      expect.objectContaining({ code: "malformed_fact", path: "interactions[0].properties.minutes" }),
    );
  });
});

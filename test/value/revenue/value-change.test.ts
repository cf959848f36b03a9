import { valueChange } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("change of value", () => {
  const period = (rows: Record<string, [number, number]>) => ({
    ids: Object.keys(rows),
    revenue: Float64Array.from(Object.values(rows), ([revenue]) => revenue),
    orders: Float64Array.from(Object.values(rows), ([, count]) => count),
  });
  test("returns who rises and falls, with the reason", () => {
    const change = valueChange(
      period({ ann: [1000, 2], bob: [4000, 4], cid: [500, 1], dan: [1000, 1], eve: [900, 3] }),
      period({ ann: [3000, 6], bob: [1000, 4], dan: [1100, 1], fay: [700, 1], eve: [300, 1] }),
    );
    expect(change.customers.map(({ id, kind, reason }) => [id, kind, reason.en])).toEqual([
      ["ann", "rising", "Buys more often."],
      ["fay", "new", "Bought in this period but not in the one before."],
      ["dan", "steady", "About the same as before."],
      ["cid", "gone", "Bought in the period before but not in this one."],
      ["eve", "falling", "Buys less often."],
      ["bob", "falling", "Spends less per order."],
    ]);
  });
  test("splits every change into parts by number and by value of orders that add up", () => {
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

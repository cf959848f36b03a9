import { seededRandom } from "clientele/kernel";
import { itemLog, leaveLastBasket } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shuffled } from "../../../src/kernel/internal.js";
import { basketsOf } from "clientele/recommend";
import { anyRows } from "../../fixtures/random-logs.js";

describe("itemLog", () => {
  test("gives the same log for the same rows in any order", () => {
    fc.assert(
      fc.property(anyRows, fc.integer(), (rows, seed) => {
        expect(itemLog(shuffled(rows, seededRandom(seed)))).toEqual(itemLog(rows));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test("counts every row as used, late or rejected", () => {
    const rows = [
      { customerId: "ann", itemId: "tea", at: 0 },
      { customerId: "ann", itemId: "tea", at: 10 },
      { customerId: "", itemId: "tea", at: 0 },
      { customerId: "ann", itemId: "", at: 0 },
      { customerId: "ann", itemId: "tea", at: Number.NaN },
      { customerId: "ann", itemId: "tea", at: 0, weight: -1 },
      { customerId: "ann", itemId: "tea", at: 0, weight: Number.POSITIVE_INFINITY },
      null as never,
    ];
    const { report } = itemLog(rows, { asOf: 5 });
    expect(report).toMatchObject({ rows: 8, used: 1, late: 1 });
    expect(report.rejected.map(({ row, field }) => [row, field])).toEqual([
      [2, "customerId"],
      [3, "itemId"],
      [4, "at"],
      [5, "weight"],
      [6, "weight"],
      [7, "row"],
    ]);
  });

  test("reads instants as Date, ISO 8601 text or epoch milliseconds", () => {
    const instants = [new Date(1000), "1970-01-01T08:00:01+08:00", 1000];
    const { at, report } = itemLog(instants.map((instant, n) => ({ customerId: `c${n}`, itemId: "tea", at: instant })));
    expect([...at]).toEqual([1000, 1000, 1000]);
    expect(report.rejected).toEqual([]);
    expect(itemLog([{ customerId: "ann", itemId: "tea", at: "1970-01-01" }]).report.rejected).toMatchObject([{ field: "at" }]);
  });

  test("makes one basket of an invoice at its earliest line, even if two customers share its number", () => {
    const log = itemLog([
      { customerId: "ann", itemId: "tea", at: 5, basketId: "o1" },
      { customerId: "ann", itemId: "cup", at: 3, basketId: "o1" },
      { customerId: "ann", itemId: "tea", at: 4, basketId: "o1" },
      { customerId: "bob", itemId: "jam", at: 9, basketId: "o1" },
      { customerId: "bob", itemId: "tea", at: 1, type: "product.viewed" },
    ]);
    expect(basketsOf(log)).toEqual([["cup", "tea"], ["jam"]]);
    expect([...log.at]).toEqual([3, 3, 1, 9]);
    expect([...log.basket]).toEqual([0, 0, -1, 1]);
  });

  test("keeps two invoices of one instant apart, in the order of their numbers", () => {
    const log = itemLog([
      { customerId: "ann", itemId: "tea", at: 0, basketId: "o2" },
      { customerId: "ann", itemId: "cup", at: 0, basketId: "o1" },
      { customerId: "ann", itemId: "jam", at: 0, basketId: "o2" },
    ]);
    expect(basketsOf(log)).toEqual([["cup"], ["jam", "tea"]]);
    expect(leaveLastBasket(itemLog([...toRows(log), { customerId: "bob", itemId: "tea", at: 0 }])).tests[0]?.items).toEqual([
      "tea",
    ]);
  });
});

function toRows(log: ReturnType<typeof itemLog>) {
  return basketsOf(log).flatMap((items, basket) =>
    items.map((itemId) => ({ customerId: "ann", itemId, at: 0, basketId: `o${basket + 1}` })),
  );
}

import { isClienteleError } from "clientele/kernel";
import { itemLog } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemMatrix } from "../../../src/recommend/log/item-matrix.js";
import { denseOf } from "../../fixtures/item-tables.js";
import { anyRows } from "../../fixtures/random-logs.js";

describe("itemMatrix", () => {
  test("counts rows of a type without a weight and ignores them otherwise", () => {
    const log = itemLog([
      { customerId: "ann", itemId: "tea", at: 0, type: "video.watched" },
      { customerId: "ann", itemId: "tea", at: 0 },
    ]);
    expect(itemMatrix(log).unweighted).toBe(1);
    expect(itemMatrix(log, { types: { "video.watched": 2 }, scale: "sum" }).values[0]).toBe(2);
  });

  test("refuses a log without a positive weight for any item", () => {
    let caught: unknown;
    try {
      itemMatrix(itemLog([]));
    } catch (error) {
      caught = error;
    }
    expect(isClienteleError(caught, "empty_log")).toBe(true);
  });

  test("sums positive and negative weights like a slow computation row by row", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const log = itemLog(rows);
        const weights: Record<string, number> = { "order.placed": 1, "return.received": -1, "product.viewed": 0.1 };
        const seen = new Set<string>();
        const sums = new Map<string, number>();
        for (const { customerId, itemId, at, type = "" } of rows) {
          // The basket of an instant holds an item once.
          const once = `${customerId} ${itemId} ${Number(at)}`;
          if (type === "order.placed" && seen.has(once)) continue;
          if (type === "order.placed") seen.add(once);
          const pair = `${customerId} ${itemId}`;
          sums.set(pair, (sums.get(pair) ?? 0) + weights[type]! * 2 ** (-(log.asOf - Number(at)) / (5 * 864e5)));
        }
        const expected = [...sums].filter(([, sum]) => sum > 1e-12).sort(([left], [right]) => (left < right ? -1 : 1));
        if (expected.length === 0) return;
        const matrix = itemMatrix(log, { scale: "sum", halfLifeDays: 5 });
        const found = matrix.customers.flatMap((customer, row) =>
          matrix.items.flatMap((item, column) => {
            const value = denseOf(matrix)[row]![column]!;
            return value > 1e-12 ? [[`${customer} ${item}`, value] as const] : [];
          }),
        );
        found.sort(([left], [right]) => (left < right ? -1 : 1));
        expect(found.map(([pair]) => pair)).toEqual(expected.map(([pair]) => pair));
        found.forEach(([, value], index) => expect(value).toBeCloseTo(expected[index]![1], 9));
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

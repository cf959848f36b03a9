import { fitEase, itemLog } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inverseOfPositiveDefinite } from "../../../src/statistics/internal.js";
import { readable, tableOf } from "../../fixtures/item-tables.js";
import { anyRows, ITEMS } from "../../fixtures/random-logs.js";

describe("fitEase", () => {
  test("equals the closed form of EASE^R", () => {
    fc.assert(
      fc.property(anyRows, fc.double({ min: 0.5, max: 20, noNaN: true }), (rows, penalty) => {
        const read = readable(rows);
        if (read === null) return;
        const { log, dense, size } = read;
        const gram = new Float64Array(size * size);
        for (const row of dense)
          for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) gram[i * size + j]! += row[i]! * row[j]!;
        for (let i = 0; i < size; i++) gram[i * size + i]! += penalty;
        const p = inverseOfPositiveDefinite(gram, size);
        const table = tableOf(fitEase(log, { penalty }).neighbors, size);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            expect(table[i]![j]).toBeCloseTo(i === j ? 0 : -p[i * size + j]! / p[j * size + j]!, 10);
          }
        }
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test("prunes a catalog above maxItems to its most popular items and says so", () => {
    const rows = ITEMS.flatMap((itemId, n) => Array.from({ length: 9 - n }, (_, c) => ({ customerId: `c${c}`, itemId, at: 0 })));
    const model = fitEase(itemLog(rows), { maxItems: 3, penalty: 1 });
    expect([model.modeled, model.items.length]).toEqual([3, 7]);
    expect(Math.max(...model.neighbors.targets)).toBe(2);
    const small = fitEase(itemLog(rows.filter(({ itemId }) => ["a", "b", "c"].includes(itemId))), { penalty: 1 });
    expect(model.neighbors.weights).toEqual(small.neighbors.weights);
  });
});

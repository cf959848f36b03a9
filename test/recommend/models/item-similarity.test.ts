import { fitItemSimilarity, itemLog } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ItemMatrix, itemMatrix } from "../../../src/recommend/log/item-matrix.js";
import { denseOf, readable, tableOf } from "../../fixtures/item-tables.js";
import { anyRows } from "../../fixtures/random-logs.js";

describe("fitItemSimilarity", () => {
  const both = (dense: number[][], i: number, j: number) => dense.filter((row) => row[i]! > 0 && row[j]! > 0).length;
  const have = (dense: number[][], i: number) => both(dense, i, i);
  const formulas = {
    cosine: (dense: number[][], i: number, j: number, shrink: number) =>
      both(dense, i, j) / (Math.sqrt(have(dense, i) * have(dense, j)) + shrink),
    jaccard: (dense: number[][], i: number, j: number, shrink: number) =>
      both(dense, i, j) / (have(dense, i) + have(dense, j) - both(dense, i, j) + shrink),
    "co-occurrence": (dense: number[][], i: number, j: number, shrink: number) =>
      both(dense, i, j) === 0 ? 0 : both(dense, i, j) ** 2 / (both(dense, i, j) + shrink),
    lift: (dense: number[][], i: number, j: number, shrink: number) => {
      const n = both(dense, i, j);
      return n === 0 ? 0 : ((n * dense.length) / (have(dense, i) * have(dense, j))) * (n / (n + shrink));
    },
  };
  test.each(Object.keys(formulas) as (keyof typeof formulas)[])("computes %s like counting by hand", (measure) => {
    fc.assert(
      fc.property(anyRows, fc.constantFrom(0, 0.5, 3), (rows, shrink) => {
        const read = readable(rows);
        if (read === null) return;
        const { log, dense, size } = read;
        const table = tableOf(fitItemSimilarity(log, { measure, shrink, scale: "binary" }).neighbors, size);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            if (i !== j) expect(table[i]![j]).toBeCloseTo(formulas[measure](dense, i, j, shrink), 10);
          }
        }
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  test("keeps the strongest sources of each item and no more", () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 3 }), (rows, neighbors) => {
        const read = readable(rows);
        if (read === null) return;
        const { log, size } = read;
        const all = tableOf(fitItemSimilarity(log, { shrink: 1 }).neighbors, size);
        const kept = tableOf(fitItemSimilarity(log, { shrink: 1, neighbors }).neighbors, size);
        for (let target = 0; target < size; target++) {
          const column = all.map((row) => row[target]!);
          const best = column
            .filter((weight) => weight > 0)
            .sort((left, right) => right - left)
            .slice(0, neighbors);
          const found = kept
            .map((row) => row[target]!)
            .filter((weight) => weight > 0)
            .sort((left, right) => right - left);
          expect(found).toEqual(best);
        }
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test.each(["tf-idf", "bm25"] as const)("computes the cosine of values weighted by %s", (transform) => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const log = itemLog(rows);
        let matrix: ItemMatrix;
        try {
          matrix = itemMatrix(log, { scale: "sum" });
        } catch {
          return;
        }
        const plain = denseOf(matrix);
        const size = matrix.items.length;
        const sum = (row: number[]) => row.reduce((total, value) => total + value, 0);
        const mean = sum(plain.map(sum)) / plain.length;
        const dense = plain.map((row) =>
          row.map((value, item) => {
            const share = plain.length / (1 + have(plain, item));
            if (value === 0) return 0;
            if (transform === "tf-idf") return Math.sqrt(value) * (1 + Math.max(0, Math.log(share)));
            return ((value * 2.2) / (value + 1.2 * (0.25 + (0.75 * sum(row)) / mean))) * Math.log(1 + share);
          }),
        );
        const dot = (i: number, j: number) => dense.reduce((total, row) => total + row[i]! * row[j]!, 0);
        const table = tableOf(fitItemSimilarity(log, { transform, shrink: 1, scale: "sum" }).neighbors, size);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            if (i !== j) expect(table[i]![j]).toBeCloseTo(dot(i, j) / (Math.sqrt(dot(i, i) * dot(j, j)) + 1), 10);
          }
        }
      }),
      { seed: 9, numRuns: 50 },
    );
  });
});

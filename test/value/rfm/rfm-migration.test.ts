import {
  quantileThresholds,
  type RfmMeasures,
  rfmClasses,
  rfmEightClasses,
  rfmElevenClasses,
  rfmMigration,
  rfmScores,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const measuresOf = (rows: readonly (readonly [number, number, number])[]): RfmMeasures<"day"> => ({
  ids: rows.map((_, index) => `c${index}`),
  sinceLast: Float64Array.from(rows, ([since]) => since),
  transactions: Float64Array.from(rows, ([, transactions]) => transactions),
  revenue: Float64Array.from(rows, ([, , revenue]) => revenue),
  unit: "day",
});

/** Few distinct values, so that ties are the rule. */
const population = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: -3, max: 40 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map(measuresOf);

const refusal = (code: string) => expect.objectContaining({ code });

describe("RFM migration", () => {
  const classed = (ids: readonly string[], recency: readonly number[]) =>
    rfmClasses(
      {
        ids,
        recency: Uint8Array.from(recency),
        frequency: new Uint8Array(ids.length).fill(1),
        monetary: new Uint8Array(ids.length).fill(2),
        bins: 2,
      },
      rfmEightClasses,
    );

  test("counts every customer once as stayed, moved, arrived or gone", () => {
    const migration = rfmMigration(classed(["__proto__", "b", "gone"], [2, 2, 1]), classed(["b", "__proto__", "new"], [1, 2, 2]));
    expect(migration).toMatchObject({ stayed: 1, moved: 1, arrived: 1, gone: 1 });
    expect(migration.moves).toEqual([
      { from: "important-develop", to: "important-develop", ids: ["__proto__"] },
      { from: "important-develop", to: "important-win-back", ids: ["b"] },
      { from: "important-win-back", to: null, ids: ["gone"] },
      { from: null, to: "important-develop", ids: ["new"] },
    ]);
  });

  test("has rows that add up to the classes before, and columns to the classes after", () => {
    fc.assert(
      fc.property(population, population, (first, second) => {
        const thresholds = quantileThresholds(first, { bins: 2 });
        const before = rfmClasses(rfmScores(first, { thresholds }), rfmEightClasses);
        const after = rfmClasses(rfmScores(second, { thresholds }), rfmEightClasses);
        const { counts, moves, stayed, moved, arrived, gone } = rfmMigration(before, after);
        expect(counts.slice(0, -1).map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual(before.sizes);
        expect(after.sizes.map((_, column) => counts.reduce((sum, row) => sum + row[column]!, 0))).toEqual(after.sizes);
        expect(moves.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(stayed + moved + arrived + gone);
        expect(stayed + moved + gone).toBe(first.ids.length);
      }),
    );
  });

  test("rejects different tables and a repeated id", () => {
    const eleven = rfmClasses(rfmScores(measuresOf([[1, 1, 1]]), { bins: 5 }), rfmElevenClasses);
    expect(() => rfmMigration(eleven, classed(["a"], [1]))).toThrow(refusal("invalid_option"));
    expect(() => rfmMigration(classed(["a", "a"], [1, 1]), classed([], []))).toThrow(refusal("invalid_option"));
  });
});

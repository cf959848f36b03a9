import type { PurchaseColumns } from "clientele/models";
import {
  fitBdw,
  fitBgCnbd,
  fitBgNbd,
  fitGammaGamma,
  fitMbgNbd,
  fitNbd,
  fitParetoNbd,
  fitSbg,
  simulateCustomers,
  probabilityAlive,
  expectedTransactions,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("fits of degenerate data", () => {
  const finite = (value: unknown): boolean =>
    JSON.stringify(value, (_key, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? "BAD" : v)).indexOf("BAD") < 0;
  const fits = [fitBgNbd, fitMbgNbd, fitParetoNbd, fitNbd, (summary: PurchaseColumns) => fitBgCnbd(summary, { k: 1 })] as const;
  const columns = (rows: readonly (readonly [number, number, number])[], unit: "hour" | "week" = "week"): PurchaseColumns => ({
    unit,
    frequency: Float64Array.from(rows, (row) => row[0]),
    recency: Float64Array.from(rows, (row) => row[1]),
    age: Float64Array.from(rows, (row) => row[2]),
  });
  test.each([
    ["nobody", [], "there is no customer"],
    [
      "all x = 0",
      [
        [0, 0, 10],
        [0, 0, 20],
      ],
      "no customer has a repeat purchase",
    ],
    [
      "no time",
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      "no customer was observed for any time",
    ],
  ] as const)("rejects data without information: %s", (_name, rows, reason) => {
    for (const fit of fits) {
      expect(() => fit(columns(rows))).toThrowError(
        expect.objectContaining({ code: "unfittable_data", details: expect.objectContaining({ reason }) }),
      );
    }
  });
  test.each([
    ["one customer", [[3, 10, 12]]],
    ["one customer with one purchase at the end", [[1, 12, 12]]],
    [
      "x = 10,000",
      [
        [10_000, 300, 301],
        [1, 5, 300],
        [0, 0, 300],
      ],
    ],
    [
      "t_x = T everywhere",
      [
        [3, 10, 10],
        [1, 20, 20],
        [5, 30, 30],
      ],
    ],
    ["everybody alike", Array.from({ length: 50 }, () => [2, 10, 20] as const)],
    [
      "purchases at one instant",
      [
        [2, 0, 5],
        [1, 0, 6],
      ],
    ],
    [
      "one hour",
      [
        [2, 0.9, 1],
        [1, 0.2, 1],
        [0, 0, 1],
      ],
    ],
    [
      "thirty years",
      [
        [2, 100_000, 262_980],
        [7, 200_000, 262_980],
        [0, 0, 262_980],
      ],
    ],
    [
      "an hour beside thirty years",
      [
        [2, 0.5, 1],
        [7, 200_000, 262_980],
        [0, 0, 3],
      ],
    ],
    [
      "T = 0 among others",
      [
        [0, 0, 0],
        [3, 5, 9],
        [0, 0, 8],
        [1, 1, 9],
      ],
    ],
  ] as const)("returns finite numbers for %s", (_name, rows) => {
    for (const fit of fits) {
      const summary = columns(rows, "hour");
      const model = fit(summary);
      expect(finite(model), JSON.stringify(model)).toBe(true);
      for (const score of [probabilityAlive(model, summary), expectedTransactions(model, summary, { horizon: 100 })]) {
        for (const value of score) expect(Number.isFinite(value) && value >= 0, JSON.stringify(model.parameters)).toBe(true);
      }
    }
  });
  test("gives finite numbers or a coded error for random small populations", () => {
    const row = fc
      .tuple(fc.nat(12), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 300, noNaN: true }))
      .map(([x, share, age]) => [x, x === 0 ? 0 : share * age, age] as const);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
        for (const fit of fits) {
          try {
            if (!finite(fit(columns(rows)))) return false;
          } catch (error) {
            if ((error as { code?: string }).code !== "unfittable_data") throw error;
          }
        }
        return true;
      }),
      { numRuns: 25, seed: 20_261_121, examples: [[[[1, 0, 5e-324]]]] },
    );
  }, 120_000);
  test("names the row and the column of impossible data", () => {
    const bad = [
      [[1, 5, 3], "recency"],
      [[-1, 0, 3], "frequency"],
      [[1.5, 1, 3], "frequency"],
      [[1, Number.NaN, 3], "recency"],
      [[1, 1, Infinity], "age"],
      [[0, 1, 3], "recency"],
    ] as const;
    for (const [row, column] of bad) {
      expect(() => fitBgNbd(columns([[1, 1, 2], row]))).toThrowError(
        expect.objectContaining({ code: "invalid_summary", details: expect.objectContaining({ column, row: 1 }) }),
      );
    }
  });
  test("names the simpler model when s tends to 0", () => {
    const nbd = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 5 } } as const;
    const model = fitParetoNbd(simulateCustomers(nbd, { customers: 1500, age: 50, seed: 9 }));
    expect(model.fit.diagnostics.some((diagnostic) => diagnostic.submodel === "nbd" || diagnostic.code === "flat")).toBe(true);
  });
  test("rejects survivors that increase and cohorts without a loss", () => {
    expect(() => fitSbg([100, 110])).toThrowError(expect.objectContaining({ code: "invalid_summary" }));
    expect(() => fitSbg([100])).toThrowError(expect.objectContaining({ code: "unfittable_data" }));
    expect(() => fitSbg([100, 100, 100])).toThrowError(expect.objectContaining({ code: "unfittable_data" }));
    for (const cohort of [
      [100, 0],
      [100, 50],
      [100, 99],
      [10, 5, 5, 5],
      [1e9, 5e8, 4e8],
    ]) {
      expect(finite(fitSbg(cohort))).toBe(true);
      expect(finite(fitBdw(cohort))).toBe(true);
    }
  });
  test("fits the spend of one customer and equal means, and rejects spend without a purchase", () => {
    expect(finite(fitGammaGamma({ frequency: Float64Array.of(3), monetary: Float64Array.of(20) }))).toBe(true);
    expect(finite(fitGammaGamma({ frequency: new Float64Array(20).fill(2), monetary: new Float64Array(20).fill(10) }))).toBe(
      true,
    );
    expect(() => fitGammaGamma({ frequency: Float64Array.of(0), monetary: Float64Array.of(Number.NaN) })).toThrowError(
      expect.objectContaining({ code: "unfittable_data" }),
    );
  });
});

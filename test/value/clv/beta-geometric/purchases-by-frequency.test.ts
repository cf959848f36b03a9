import {
  type BgNbdModel,
  compressSummary,
  expectedTransactions,
  fitBgNbd,
  fitMbgNbd,
  type MbgNbdModel,
  simulateCustomers,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const positive = fc.double({ min: 0, max: 1, noNaN: true }).map((share) => 10 ** (4 * share - 2));

describe("population scores", () => {
  test("equal the scores of single customers for any parameters", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("bg-nbd" as const, "mbg-nbd" as const),
        fc.record({ r: positive, alpha: positive, a: positive, b: positive }),
        fc.constantFrom(0.01, 1, 39, 5000),
        fc.constantFrom(0, 1, 2, 7, 60, 513),
        fc.double({ min: 0.5, max: 400, noNaN: true }),
        (kind, parameters, horizon, frequency, oldest) => {
          const model = { kind, version: 1, unit: "week", parameters } as BgNbdModel | MbgNbdModel;
          const rows = 160;
          const age = Float64Array.from({ length: rows }, (_, row) => oldest * (1 - (0.3 * row) / rows));
          const columns = {
            unit: "week",
            frequency: new Float64Array(rows).fill(frequency),
            recency: age.map((value) => (frequency === 0 ? 0 : value * 0.8)),
            age,
          } as const;
          const batch = expectedTransactions(model, columns, { horizon });
          for (let row = 0; row < rows; row += 7) {
            const alone = expectedTransactions(model, { frequency, recency: columns.recency[row]!, age: age[row]! }, { horizon });
            if (!(Math.abs(batch[row]! - alone) <= 1e-12 * alone)) return false;
          }
          return true;
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });
  test("give the same fit for repeated times and for times that differ slightly", () => {
    const age = Float64Array.from({ length: 6000 }, (_, row) => 150 + (row % 50));
    const truth = { kind: "bg-nbd", version: 1, unit: "day", parameters: { r: 0.4, alpha: 30, a: 0.8, b: 2.4 } } as const;
    const exact = simulateCustomers(truth, { customers: 6000, age, seed: 3 });
    const days = { ...exact, recency: exact.recency.map((value, row) => Math.min(Math.round(value), age[row]!)) };
    const apart = { ...days, age: age.map((value, row) => value + row * 1e-11) };
    for (const fit of [fitBgNbd, fitMbgNbd] as const) {
      const few = fit(days);
      const many = fit(apart);
      expect(Math.abs(few.fit.logLikelihood - many.fit.logLikelihood)).toBeLessThan(1e-5);
      for (const name of ["r", "alpha", "a", "b"] as const) {
        expect(few.parameters[name] / many.parameters[name]).toBeCloseTo(1, 6);
        expect(few.fit.standardErrors[name]! / many.fit.standardErrors[name]!).toBeCloseTo(1, 5);
      }
    }
    expect(compressSummary(days).weight.reduce((sum, weight) => sum + weight, 0)).toBe(6000);
  });
});

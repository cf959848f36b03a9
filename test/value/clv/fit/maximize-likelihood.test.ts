import type { PurchaseColumns } from "clientele/models";
import {
  compressSummary,
  fitBgNbd,
  fitMbgNbd,
  fitNbd,
  fitParetoNbd,
  probabilityAlive,
  expectedTransactions,
  logLikelihood,
} from "clientele/value";
import { describe, expect, test } from "vitest";
import { cdnowExact, cdnowTwoDecimals } from "../../../fixtures/reference-customers.js";

describe("invariance of fits", () => {
  test("compressed data give the same fit as the full data", () => {
    const summary = cdnowExact();
    const compressed = compressSummary(summary);
    expect(compressed.weight.reduce((sum, weight) => sum + weight, 0)).toBe(2357);
    expect(compressed.frequency.length).toBeLessThan(2000);
    for (const fit of [fitBgNbd, fitMbgNbd, fitParetoNbd, fitNbd] as const) {
      const plain = fit(summary);
      const merged = fit(compressed);
      expect(merged.fit.logLikelihood).toBeCloseTo(plain.fit.logLikelihood, 6);
      for (const [name, value] of Object.entries(plain.parameters)) {
        expect(Math.abs((merged.parameters as unknown as Record<string, number>)[name]! / value - 1), name).toBeLessThan(1e-6);
      }
      expect(logLikelihood(merged, compressed)).toBeCloseTo(merged.fit.logLikelihood, 6);
    }
  });
  test("predictions do not depend on the unit of time", () => {
    const weeks = cdnowExact();
    const days: PurchaseColumns<"day"> = {
      unit: "day",
      frequency: weeks.frequency,
      recency: weeks.recency.map((value) => value * 7),
      age: weeks.age.map((value) => value * 7),
    };
    for (const fit of [fitBgNbd, fitParetoNbd] as const) {
      const byWeek = fit(weeks);
      const byDay = fit(days);
      expect(byDay.parameters.alpha / 7).toBeCloseTo(byWeek.parameters.alpha, 5);
      expect(expectedTransactions(byDay, { frequency: 2, recency: 140, age: 210 }, { horizon: 70 })).toBeCloseTo(
        expectedTransactions(byWeek, { frequency: 2, recency: 20, age: 30 }, { horizon: 10 }),
        7,
      );
    }
    expect(() => probabilityAlive(fitBgNbd(weeks), days)).toThrowError(expect.objectContaining({ code: "mismatched_units" }));
  });
  test("a penalty shrinks parameters towards the longest age and towards 1", () => {
    const plain = fitBgNbd(cdnowTwoDecimals());
    const drawn = fitBgNbd(cdnowTwoDecimals(), { penalty: 0.1 });
    expect(Math.abs(Math.log(drawn.parameters.b))).toBeLessThan(Math.abs(Math.log(plain.parameters.b)));
    expect(drawn.fit.logLikelihood).toBeLessThan(plain.fit.logLikelihood);
  });
});

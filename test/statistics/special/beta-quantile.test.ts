import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { betaQuantile, incompleteBeta } from "../../../src/statistics/internal.js";

describe("betaQuantile", () => {
  test("the beta quantile is the inverse of the incomplete beta function", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (p, a, b) => {
          expect(incompleteBeta(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 8);
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });
});

import { fitImplicitAls } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inverseOfPositiveDefinite } from "../../../src/statistics/internal.js";
import { readable } from "../../fixtures/item-tables.js";
import { anyRows } from "../../fixtures/random-logs.js";

describe("fitImplicitAls", () => {
  test("lowers the loss in every sweep, and sums it over all pairs", () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 4 }), fc.integer(), (rows, factors, seed) => {
        const read = readable(rows);
        if (read === null) return;
        const { log, dense, size } = read;
        const options = { factors, penalty: 0.3, alpha: 4, sweeps: 6, seed };
        const model = fitImplicitAls(log, options);
        model.loss.forEach((loss, sweep) => {
          if (sweep > 0) expect(loss).toBeLessThanOrEqual(model.loss[sweep - 1]! * (1 + 1e-12));
        });
        // Solving the customers once more cannot raise the loss: by hand it must be just below.
        const y = Array.from({ length: size }, (_, item) => model.itemFactors.slice(item * factors, (item + 1) * factors));
        let byHand = 0.3 * model.itemFactors.reduce((sum, value) => sum + value * value, 0);
        for (const row of dense) {
          const normal = new Float64Array(factors * factors);
          const right = new Float64Array(factors);
          row.forEach((value, item) => {
            const confidence = 1 + 4 * value;
            for (let a = 0; a < factors; a++) {
              if (value > 0) right[a]! += confidence * y[item]![a]!;
              for (let b = 0; b < factors; b++) normal[a * factors + b]! += confidence * y[item]![a]! * y[item]![b]!;
            }
          });
          for (let a = 0; a < factors; a++) normal[a * factors + a]! += 0.3;
          const inverse = inverseOfPositiveDefinite(normal, factors);
          const x = Array.from(right, (_, a) => right.reduce((sum, value, b) => sum + inverse[a * factors + b]! * value, 0));
          byHand += 0.3 * x.reduce((sum, value) => sum + value * value, 0);
          row.forEach((value, item) => {
            const predicted = x.reduce((sum, one, a) => sum + one * y[item]![a]!, 0);
            byHand += (1 + 4 * value) * ((value > 0 ? 1 : 0) - predicted) ** 2;
          });
        }
        const last = model.loss.at(-1)!;
        expect(byHand).toBeLessThanOrEqual(last * (1 + 1e-9));
        const further = fitImplicitAls(log, { ...options, sweeps: 7 }).loss.at(-1)!;
        expect(byHand).toBeGreaterThanOrEqual(further * (1 - 1e-9));
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});

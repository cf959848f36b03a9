import { isClienteleError, seededRandom } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inverseOfPositiveDefinite, invertPositiveDefinite } from "../../../src/statistics/internal.js";

/** XXᵀ + I of random X: positive definite, and not too badly conditioned. */
function randomMatrix(n: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const x = Float64Array.from({ length: n * n }, () => random() - 0.5);
  const matrix = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      let sum = row === column ? 1 : 0;
      for (let k = 0; k < n; k++) sum += x[row * n + k]! * x[column * n + k]!;
      matrix[row * n + column] = sum;
    }
  }
  return matrix;
}

describe("invertPositiveDefinite", () => {
  test("inverting by blocks and tiles equals inverting column by column", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), fc.integer(), (n, seed) => {
        const matrix = randomMatrix(n, seed);
        const expected = inverseOfPositiveDefinite(matrix, n);
        // Only the lower triangle may be read.
        const lower = matrix.map((value, at) => (at % n > Math.floor(at / n) ? Number.NaN : value));
        invertPositiveDefinite(lower, n);
        for (let at = 0; at < n * n; at++) expect(Math.abs(lower[at]! - expected[at]!)).toBeLessThan(1e-12);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test("a matrix that is not positive definite is refused with the failing block", () => {
    const n = 60;
    const matrix = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
    matrix[50 * n + 50] = -1;
    let caught: unknown;
    try {
      invertPositiveDefinite(matrix, n);
    } catch (error) {
      caught = error;
    }
    expect(isClienteleError(caught, "not_positive_definite") && caught.details.pivot).toBe(48);
  });
});

import { isClienteleError, seededRandom } from "clientele/kernel";
import {
  betaQuantile,
  incompleteBeta,
  inverseOfPositiveDefinite,
  invertPositiveDefinite,
} from "../../src/statistics/internal.js";
import fc from "fast-check";
import { expect, test } from "vitest";

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

test("blocks, tiles and what is left over give the inverse that column by column does", () => {
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

test("a matrix that is not positive definite is refused with the block where it shows", () => {
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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cholesky, inverseOfPositiveDefinite, solveCholesky, symmetricEigenvalues } from "../../../src/statistics/internal.js";
import { multiplyMatrices } from "../../../src/statistics/linear/matrix.js";

describe("dense linear algebra", () => {
  const square = fc
    .integer({ min: 1, max: 6 })
    .chain((n) =>
      fc.tuple(fc.constant(n), fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: n * n, maxLength: n * n })),
    );
  test("solves systems and inverts positive definite matrices", () => {
    fc.assert(
      fc.property(square, ([n, values]) => {
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            for (let k = 0; k < n; k++) matrix[i * n + j]! += values[i * n + k]! * values[j * n + k]!;
            if (i === j) matrix[i * n + j]! += 0.1;
          }
        const identity = multiplyMatrices(matrix, inverseOfPositiveDefinite(matrix, n), n, n, n);
        const right = Float64Array.from({ length: n }, (_, i) => i + 1);
        const back = multiplyMatrices(matrix, solveCholesky(cholesky(matrix, n), right), n, n, 1);
        const eigenvalues = symmetricEigenvalues(matrix, n);
        return (
          identity.every((v, i) => Math.abs(v - (i % (n + 1) === 0 ? 1 : 0)) < 1e-9) &&
          back.every((v, i) => Math.abs(v - right[i]!) < 1e-9) &&
          eigenvalues[0]! > 0.0999
        );
      }),
    );
  });
  test("names the pivot that fails", () => {
    expect(() => cholesky([1, 1, 1, 1], 2)).toThrowError(
      expect.objectContaining({ code: "not_positive_definite", details: { pivot: 1 } }),
    );
    expect(() => cholesky([1, 2, 3], 2)).toThrowError(expect.objectContaining({ code: "mismatched_dimensions" }));
  });
});

import { ClienteleError } from "../../kernel/index.js";
import { requireLength } from "./matrix.js";

/**
 * Computes the Cholesky factor L of a symmetric positive definite matrix, A = L Lᵀ.
 *
 * @param matrix - n · n numbers, row by row; only the lower triangle is read
 * @param n - rows
 * @returns L, row by row, zeros above the diagonal
 * @throws ClienteleError `not_positive_definite` with the pivot that failed; `mismatched_dimensions`
 * @example
 * Array.from(cholesky([4, 2, 2, 5], 2)) // => [2, 0, 1, 2]
 */
export function cholesky(matrix: ArrayLike<number>, n: number): Float64Array {
  requireLength(matrix, n * n);
  const factor = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * n + column]!;
      for (let k = 0; k < column; k++) sum -= factor[row * n + k]! * factor[column * n + k]!;
      if (row === column) {
        // a pivot within rounding counts as zero
        if (!(sum > 1e-15 * Math.abs(matrix[row * n + row]!))) {
          throw new ClienteleError("not_positive_definite", `The matrix is not positive definite (pivot ${row}).`, {
            pivot: row,
          });
        }
        factor[row * n + row] = Math.sqrt(sum);
      } else {
        factor[row * n + column] = sum / factor[column * n + column]!;
      }
    }
  }
  return factor;
}

/**
 * Solves A x = b from the Cholesky factor of A.
 *
 * @param factor - from {@link cholesky}
 * @param right - b
 * @throws ClienteleError `mismatched_dimensions`
 * @example
 * Array.from(solveCholesky(cholesky([4, 2, 2, 5], 2), [8, 12])) // => [1, 2]
 */
export function solveCholesky(factor: Float64Array, right: ArrayLike<number>): Float64Array {
  const n = right.length;
  requireLength(factor, n * n);
  const x = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    let sum = x[row]!;
    for (let k = 0; k < row; k++) sum -= factor[row * n + k]! * x[k]!;
    x[row] = sum / factor[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = x[row]!;
    for (let k = row + 1; k < n; k++) sum -= factor[k * n + row]! * x[k]!;
    x[row] = sum / factor[row * n + row]!;
  }
  return x;
}

/**
 * Inverts a symmetric positive definite matrix, such as an information matrix into a covariance.
 *
 * @param matrix - n · n numbers, row by row
 * @param n - rows
 * @throws ClienteleError `not_positive_definite`; `mismatched_dimensions`
 * @example
 * Array.from(inverseOfPositiveDefinite([2, 0, 0, 4], 2)) // => [0.5, 0, 0, 0.25]
 */
export function inverseOfPositiveDefinite(matrix: ArrayLike<number>, n: number): Float64Array {
  const factor = cholesky(matrix, n);
  const inverse = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let column = 0; column < n; column++) {
    unit.fill(0);
    unit[column] = 1;
    const solution = solveCholesky(factor, unit);
    for (let row = 0; row < n; row++) inverse[row * n + column] = solution[row]!;
  }
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < row; column++) inverse[column * n + row] = inverse[row * n + column]!;
  }
  return inverse;
}

import { ClienteleError } from "../../kernel/index.js";
import { outsideDomain } from "../domain.js";

/** Throws unless an array has the expected length. */
export function requireLength(values: ArrayLike<number>, expected: number): void {
  if (values.length === expected) return;
  throw new ClienteleError("mismatched_dimensions", `Expected ${expected} numbers, got ${values.length}.`, {
    expected,
    actual: values.length,
  });
}

/**
 * Multiplies two dense matrices A and B, each row by row.
 *
 * @param left - rows · inner numbers
 * @param right - inner · columns numbers
 * @param rows - rows of the product
 * @param inner - columns of A, rows of B
 * @param columns - columns of the product
 * @throws ClienteleError `mismatched_dimensions`
 * @example
 * Array.from(multiplyMatrices([1, 2, 3, 4], [1, 1], 2, 2, 1)) // => [3, 7]
 */
export function multiplyMatrices(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  requireLength(left, rows * inner);
  requireLength(right, inner * columns);
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const value = left[row * inner + k]!;
      if (value === 0) continue;
      for (let column = 0; column < columns; column++) product[row * columns + column]! += value * right[k * columns + column]!;
    }
  }
  return product;
}

/**
 * Transposes a dense matrix, row by row.
 *
 * @param matrix - rows · columns numbers
 * @param rows - rows of the matrix
 * @param columns - columns of the matrix
 * @throws ClienteleError `mismatched_dimensions`
 * @example
 * Array.from(transposeMatrix([1, 2, 3, 4, 5, 6], 2, 3)) // => [1, 4, 2, 5, 3, 6]
 */
export function transposeMatrix(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  requireLength(matrix, rows * columns);
  const transposed = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) transposed[column * rows + row] = matrix[row * columns + column]!;
  }
  return transposed;
}

/**
 * Returns the quadratic form vᵀ A v of a symmetric matrix: the variance of a linear combination.
 *
 * @param matrix - n · n numbers, row by row
 * @param vector - n numbers
 * @throws ClienteleError `mismatched_dimensions`
 * @example
 * quadraticForm([2, 1, 1, 3], [1, 2]) // => 18
 */
export function quadraticForm(matrix: ArrayLike<number>, vector: ArrayLike<number>): number {
  const n = vector.length;
  requireLength(matrix, n * n);
  let sum = 0;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) sum += vector[row]! * matrix[row * n + column]! * vector[column]!;
  }
  return sum;
}

/**
 * Computes the eigenvalues of a small symmetric matrix in ascending order by Jacobi's rotations.
 *
 * @param matrix - n · n numbers, row by row, symmetric
 * @param n - rows
 * @throws ClienteleError `mismatched_dimensions`, `outside_domain` for a number that is not finite
 * @see Golub, Van Loan (2013), Matrix Computations, section 8.5
 * @example
 * Array.from(symmetricEigenvalues([2, 1, 1, 2], 2), (value) => value.toFixed(9)) // => ["1.000000000", "3.000000000"]
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  requireLength(matrix, n * n);
  const a = Float64Array.from(matrix);
  for (const value of a) if (!Number.isFinite(value)) throw outsideDomain("matrix", value, "an array of finite numbers");
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let row = 0; row < n; row++) {
      diagonal += a[row * n + row]! ** 2;
      for (let column = 0; column < row; column++) off += a[row * n + column]! ** 2;
    }
    if (off <= 1e-32 * diagonal || off === 0) break;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, n, p, q);
    }
  }
  const values = new Float64Array(n);
  for (let row = 0; row < n; row++) values[row] = a[row * n + row]!;
  return values.sort();
}

function rotate(a: Float64Array, n: number, p: number, q: number): void {
  const off = a[p * n + q]!;
  if (off === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!;
    const kq = a[k * n + q]!;
    a[k * n + p] = cosine * kp - sine * kq;
    a[k * n + q] = sine * kp + cosine * kq;
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k]!;
    const qk = a[q * n + k]!;
    a[p * n + k] = cosine * pk - sine * qk;
    a[q * n + k] = sine * pk + cosine * qk;
  }
}

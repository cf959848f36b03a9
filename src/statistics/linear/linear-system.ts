import { ClienteleError } from "../../kernel/index.js";

/**
 * Solves A X = B for a square A by Gaussian elimination with partial pivoting. For symmetric positive definite matrices
 * `solveCholesky` is faster.
 *
 * @param matrix - n · n numbers, row by row; not changed
 * @param right - n · m numbers, row by row; not changed
 * @param size - n
 * @returns X, n · m numbers, row by row
 * @throws ClienteleError `mismatched_dimensions`; `singular_matrix` when A has no inverse
 * @example
 * [...solveLinear([2, 1, 1, 3], [3, 5], 2)] // => [0.8, 1.4]
 */
export function solveLinear(matrix: ArrayLike<number>, right: ArrayLike<number>, size: number): Float64Array {
  if (matrix.length !== size * size) throw mismatch(size * size, matrix.length);
  const columns = right.length / size;
  if (!Number.isInteger(columns)) throw mismatch(Math.ceil(columns) * size, right.length);
  const a = Float64Array.from(matrix);
  const x = Float64Array.from(right);
  const scale = a.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let row = pivot + 1; row < size; row++)
      if (Math.abs(a[row * size + pivot]!) > Math.abs(a[best * size + pivot]!)) best = row;
    if (!(Math.abs(a[best * size + pivot]!) > 1e-14 * scale))
      throw new ClienteleError(
        "singular_matrix",
        "The system of equations has no unique solution: one equation follows from the others. Leave it out.",
        { pivot },
      );
    if (best !== pivot) {
      swap(a, pivot * size, best * size, size);
      swap(x, pivot * columns, best * columns, columns);
    }
    for (let row = pivot + 1; row < size; row++) {
      const factor = a[row * size + pivot]! / a[pivot * size + pivot]!;
      if (factor === 0) continue;
      for (let column = pivot; column < size; column++) a[row * size + column]! -= factor * a[pivot * size + column]!;
      for (let column = 0; column < columns; column++) x[row * columns + column]! -= factor * x[pivot * columns + column]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let column = 0; column < columns; column++) {
      let sum = x[row * columns + column]!;
      for (let other = row + 1; other < size; other++) sum -= a[row * size + other]! * x[other * columns + column]!;
      x[row * columns + column] = sum / a[row * size + row]!;
    }
  }
  return x;
}

function swap(values: Float64Array, left: number, right: number, length: number): void {
  for (let offset = 0; offset < length; offset++) {
    const held = values[left + offset]!;
    values[left + offset] = values[right + offset]!;
    values[right + offset] = held;
  }
}

function mismatch(expected: number, actual: number): ClienteleError {
  return new ClienteleError(
    "mismatched_dimensions",
    `The matrix and the right side must have matching lengths: expected ${expected} numbers, got ${actual}.`,
    { expected, actual },
  );
}

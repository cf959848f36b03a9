import type { Objective } from "./objective.js";

/** Offsets and weights of central differences. */
const FOUR_POINTS = [
  [-2, 1 / 12],
  [-1, -8 / 12],
  [1, 8 / 12],
  [2, -1 / 12],
] as const;
const TWO_POINTS = [
  [-1, -0.5],
  [1, 0.5],
] as const;

/**
 * Computes the symmetric matrix of second derivatives by central differences of an analytic gradient (error of order step⁴).
 *
 * @param objective - returns the value and writes the gradient
 * @param point - point of the derivatives; not changed
 * @param step - distance between the points, relative to max(1, |coordinate|)
 * @param points - evaluations per variable: 4, or 2 when an evaluation is expensive (error of order step²; use a step of 1e-4)
 * @returns n · n numbers, row by row
 * @example
 * const bowl = (x: Float64Array, g: Float64Array) => { g[0] = 6 * x[0] + x[1]; g[1] = x[0] + 2 * x[1]; return 3 * x[0] ** 2 + x[0] * x[1] + x[1] ** 2; };
 * Array.from(hessianOfGradient(bowl, new Float64Array(2)), (value) => Math.round(value * 1e6) / 1e6) // => [6, 1, 1, 2]
 */
export function hessianOfGradient(objective: Objective, point: Float64Array, step = 1e-3, points: 2 | 4 = 4): Float64Array {
  const n = point.length;
  const hessian = new Float64Array(n * n);
  const at = Float64Array.from(point);
  const gradient = new Float64Array(n);
  for (let column = 0; column < n; column++) {
    const h = step * Math.max(1, Math.abs(point[column]!));
    for (const [offset, weight] of points === 4 ? FOUR_POINTS : TWO_POINTS) {
      at[column] = point[column]! + offset * h;
      objective(at, gradient);
      for (let row = 0; row < n; row++) hessian[row * n + column]! += (weight * gradient[row]!) / h;
    }
    at[column] = point[column]!;
  }
  return symmetrized(hessian, n);
}

/**
 * Computes the matrix of second derivatives by central differences of values only.
 *
 * @param f - function to differentiate
 * @param point - point of the derivatives; not changed
 * @param step - distance between the points, relative to max(1, |coordinate|)
 * @returns n · n numbers, row by row
 * @example
 * Array.from(numericalHessian((x) => x[0] ** 2 * x[1], [1, 2]), (value) => Math.round(value * 1e4) / 1e4) // => [4, 2, 2, 0]
 */
export function numericalHessian(f: (point: Float64Array) => number, point: ArrayLike<number>, step = 2e-3): Float64Array {
  const objective: Objective = (at, gradient) => {
    const moved = Float64Array.from(at);
    for (let index = 0; index < at.length; index++) {
      const h = step * Math.max(1, Math.abs(at[index]!));
      let sum = 0;
      for (const [offset, weight] of [
        [-2, 1],
        [-1, -8],
        [1, 8],
        [2, -1],
      ] as const) {
        moved[index] = at[index]! + offset * h;
        sum += weight * f(moved);
      }
      moved[index] = at[index]!;
      gradient[index] = sum / (12 * h);
    }
    return 0;
  };
  return hessianOfGradient(objective, Float64Array.from(point), step);
}

function symmetrized(matrix: Float64Array, n: number): Float64Array {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < row; column++) {
      const mean = (matrix[row * n + column]! + matrix[column * n + row]!) / 2;
      matrix[row * n + column] = mean;
      matrix[column * n + row] = mean;
    }
  }
  return matrix;
}

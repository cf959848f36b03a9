/**
 * Smooth function to minimize: writes its gradient at `point` into `gradient` and returns its value. Where the value is not
 * finite, the search steps back.
 */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** Limits of a minimization. */
export interface MinimizeOptions {
  /** Stops when no component of the gradient exceeds this times max(1, |value|)… */
  readonly gradientTolerance?: number | undefined;
  /** …and the last step changed the value by less than this, relative to max(1, |value|). */
  readonly changeTolerance?: number | undefined;
  /** Maximum number of iterations. */
  readonly maxIterations?: number | undefined;
}

/** Result of a minimization. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** True when both tolerances were met. */
  readonly converged: boolean;
  readonly iterations: number;
  /** Number of evaluations of the objective. */
  readonly evaluations: number;
}

export function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index]!);
    if (!(size <= largest)) largest = size;
  }
  return largest;
}

export function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}

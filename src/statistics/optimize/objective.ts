/**
 * A smooth function to minimize: writes its gradient at `point` into `gradient` and returns its value.
 * A value that is not finite means "not here"; the search then steps back.
 */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** When a minimization may stop. */
export interface MinimizeOptions {
  /** Stop when no component of the gradient exceeds this times max(1, |value|)… */
  readonly gradientTolerance?: number | undefined;
  /** …and the last step changed the value by less than this, relative to max(1, |value|). */
  readonly changeTolerance?: number | undefined;
  /** Give up after so many iterations. */
  readonly maxIterations?: number | undefined;
}

/** Where a minimization ended. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Both tolerances were met. */
  readonly converged: boolean;
  readonly iterations: number;
  /** How often the objective was evaluated. */
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

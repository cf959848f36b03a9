import { aNumber, aProbability, optionsOf, type OptionKind, requireOption } from "../../kernel/internal.js";

/**
 * Penalty on standardized coefficients: the objective is −ℓ / W + strength · [(1 − l1Ratio) / 2 · Σ b² + l1Ratio · Σ |b|], with
 * W the total weight; the intercept is not penalized.
 *
 * @see Friedman, Hastie, Tibshirani (2010), Regularization paths for generalized linear models via coordinate descent
 */
export interface ElasticNetPenalty {
  /** At least 0; start with .001, .01 and .1. */
  readonly strength: number;
  /** From 0 (ridge: shrinks all coefficients) to 1 (lasso: sets some to 0). Defaults to 0. */
  readonly l1Ratio?: number | undefined;
}

const STRENGTH = aNumber({ min: 0 });
const PENALTY = optionsOf<ElasticNetPenalty>({ strength: STRENGTH, l1Ratio: aProbability });

/** Kind of the option `penalty`. */
export const aPenalty: OptionKind = {
  ...PENALTY,
  inside: (value: never, path: string) => {
    PENALTY.inside?.(value, path);
    requireOption(`${path}.strength`, (value as ElasticNetPenalty).strength, STRENGTH);
  },
};

/** Returns the penalty at a point, times the total weight. */
export function penaltyOf(point: Float64Array, ridge: number, lasso: number): number {
  let sum = 0;
  for (let index = 1; index < point.length; index++) {
    const value = point[index]!;
    sum += (ridge / 2) * value * value + lasso * Math.abs(value);
  }
  return sum;
}

/**
 * Minimizes the quadratic model of a log-likelihood plus a penalty, by coordinate descent on the information matrix.
 *
 * @param information - size · size, both triangles
 * @returns the new point
 */
export function coordinateDescent(
  point: Float64Array,
  gradient: Float64Array,
  information: Float64Array,
  ridge: number,
  lasso: number,
): Float64Array {
  const size = point.length;
  const next = Float64Array.from(point);
  // gradient of the quadratic model at the current point
  const slope = Float64Array.from(gradient);
  for (let sweep = 0; sweep < 1_000; sweep++) {
    let largest = 0;
    for (let index = 0; index < size; index++) {
      const curvature = information[index * size + index]!;
      if (!(curvature > 0)) continue;
      const pull = curvature * next[index]! + slope[index]!;
      const value =
        index === 0 ? pull / curvature : (Math.sign(pull) * Math.max(0, Math.abs(pull) - lasso)) / (curvature + ridge);
      const change = value - next[index]!;
      if (change === 0) continue;
      next[index] = value;
      for (let other = 0; other < size; other++) slope[other]! -= information[index * size + other]! * change;
      largest = Math.max(largest, change * change * curvature);
    }
    if (largest <= 1e-18 * information[0]!) break;
  }
  return next;
}

import { inverseOfPositiveDefinite } from "../linear/cholesky.js";
import { multiplyMatrices, transposeMatrix } from "../linear/matrix.js";
import type { LogisticDesign } from "./logistic-design.js";

/** Rows as robust standard errors need them. */
export interface CovarianceRows {
  readonly outcomes: ArrayLike<number>;
  /** Number of observations that each row represents. */
  readonly weight: Float64Array;
  /** Weight of each class (negative, positive). */
  readonly classes: readonly [number, number];
  /** Cluster of each row, from 0; absent for independent rows. */
  readonly clusters?: { readonly of: Uint32Array; readonly count: number };
}

/**
 * Computes the sandwich covariance A⁻¹ B A⁻¹, which is valid for weighted and for clustered rows, where the inverse information
 * is not. B sums the squared scores of the rows, or of the clusters, times G / (G − 1).
 *
 * @see White (1982), Maximum likelihood estimation of misspecified models; Liang, Zeger (1986) for clusters
 */
export function sandwichCovariance(
  { values, size }: LogisticDesign,
  { outcomes, weight, classes, clusters }: CovarianceRows,
  point: Float64Array,
  bread: Float64Array,
): Float64Array {
  const meat = new Float64Array(size * size);
  const sums = new Float64Array(clusters === undefined ? 0 : clusters.count * size);
  let units = 0;
  const add = (score: Float64Array, from: number, times: number): void => {
    for (let left = 0; left < size; left++)
      for (let right = 0; right < size; right++) meat[left * size + right]! += times * score[from + left]! * score[from + right]!;
  };
  const score = new Float64Array(size);
  for (let row = 0; row < weight.length; row++) {
    const own = weight[row]!;
    if (own === 0) continue;
    const from = row * size;
    let eta = 0;
    for (let index = 0; index < size; index++) eta += values[from + index]! * point[index]!;
    const residual = classes[outcomes[row]! as 0 | 1] * (outcomes[row]! - 1 / (1 + Math.exp(-eta)));
    if (clusters === undefined) {
      for (let index = 0; index < size; index++) score[index] = residual * values[from + index]!;
      add(score, 0, own);
      units += own;
    } else {
      const to = clusters.of[row]! * size;
      for (let index = 0; index < size; index++) sums[to + index]! += own * residual * values[from + index]!;
    }
  }
  if (clusters !== undefined) {
    for (let cluster = 0; cluster < clusters.count; cluster++) add(sums, cluster * size, 1);
    units = clusters.count;
  }
  const inner = multiplyMatrices(multiplyMatrices(bread, meat, size, size, size), bread, size, size, size);
  return inner.map((value) => (value * units) / (units - 1));
}

/** Computes the inverse of the information matrix. */
export function likelihoodCovariance(information: Float64Array, size: number): Float64Array {
  return inverseOfPositiveDefinite(information, size);
}

/** Returns standard errors of intercept and coefficients on the scale of the columns, from the covariance of the standardized design. */
export function standardErrorsOf({ size, centers, scales }: LogisticDesign, covariance: Float64Array): Float64Array {
  const back = new Float64Array(size * size);
  back[0] = 1;
  for (let index = 1; index < size; index++) {
    back[index] = -centers[index - 1]! / scales[index - 1]!;
    back[index * size + index] = 1 / scales[index - 1]!;
  }
  const moved = multiplyMatrices(
    multiplyMatrices(back, covariance, size, size, size),
    transposeMatrix(back, size, size),
    size,
    size,
    size,
  );
  return Float64Array.from({ length: size }, (_, index) => Math.sqrt(Math.max(0, moved[index * size + index]!)));
}

import type { LogisticDesign } from "./logistic-design.js";
import { addOuterProducts } from "./outer-products.js";

/** Value and derivatives of a log-likelihood at a point. */
export interface LogisticLikelihood {
  readonly value: number;
  /** Derivatives by intercept and coefficients. */
  readonly gradient: Float64Array;
  /** Negative second derivatives, size · size numbers, only the lower triangle filled. */
  readonly information: Float64Array;
}

/** Computes the log-likelihood Σ w (y η − ln(1 + e^η)) with its gradient and its information, in one pass over the rows. */
export function logisticLikelihood(
  { values, size }: Pick<LogisticDesign, "values" | "size">,
  outcomes: ArrayLike<number>,
  weight: Float64Array,
  point: Float64Array,
): LogisticLikelihood {
  const rows = weight.length;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  const curvatures = new Float64Array(rows);
  let value = 0;
  for (let row = 0; row < rows; row++) {
    const from = row * size;
    let eta = 0;
    for (let index = 0; index < size; index++) eta += values[from + index]! * point[index]!;
    const decay = Math.exp(-Math.abs(eta));
    const probability = eta >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
    const own = weight[row]!;
    value += own * (outcomes[row]! * eta - Math.max(eta, 0) - Math.log1p(decay));
    const residual = own * (outcomes[row]! - probability);
    for (let index = 0; index < size; index++) gradient[index]! += residual * values[from + index]!;
    // decay / (1 + decay)² is p (1 − p), precise in both tails
    curvatures[row] = (own * decay) / (1 + decay) ** 2;
  }
  addOuterProducts(information, values, size, curvatures);
  return { value, gradient, information };
}

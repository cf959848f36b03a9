import { outsideDomain, requireOpenProbability, requirePositive } from "../domain.js";
import { findRoot } from "../optimize/find-root.js";
import { incompleteBetaOf } from "./incomplete-beta.js";
import { normalQuantile } from "./normal.js";

/**
 * Returns the cumulative distribution of Student's t.
 *
 * @param t - any number, ±Infinity allowed
 * @param degrees - degrees of freedom, greater than 0
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 26.7.1
 * @example
 * studentCdf(2, 5) // => 0.9490302605850709
 */
export function studentCdf(t: number, degrees: number): number {
  requirePositive("degrees", degrees);
  if (Number.isNaN(t)) throw outsideDomain("t", t, "a number");
  const tail = upperTail(Math.abs(t), degrees);
  return t > 0 ? 1 - tail : tail;
}

/** Returns P(T > t) for t ≥ 0. */
function upperTail(t: number, degrees: number): number {
  if (t === Infinity) return 0;
  const square = t * t;
  if (square === Infinity) {
    // degrees / t² underflows to a plain power: I_x(ν/2, ½) ≈ x^{ν/2} / (ν/2 · B(ν/2, ½))
    return 0.5 * incompleteBetaOf(degrees / t / t, 1, degrees / 2, 0.5);
  }
  return 0.5 * incompleteBetaOf(degrees / (degrees + square), square / (degrees + square), degrees / 2, 0.5);
}

/**
 * Returns the quantile of Student's t.
 *
 * @param p - strictly between 0 and 1
 * @param degrees - degrees of freedom, greater than 0
 * @throws ClienteleError `outside_domain`
 * @example
 * studentQuantile(0.975, 10) // => 2.228138851986275
 */
export function studentQuantile(p: number, degrees: number): number {
  requirePositive("degrees", degrees);
  requireOpenProbability("p", p);
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  let high = Math.max(1, -2 * normalQuantile(tail));
  while (upperTail(high, degrees) > tail && high < 1e300) high *= high < 1e10 ? 4 : high < 1e100 ? 1e10 : 1e50;
  const t = findRoot((candidate) => upperTail(candidate, degrees) - tail, 0, high);
  return p < 0.5 ? -t : t;
}

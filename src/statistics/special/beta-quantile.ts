import { requireOpenProbability, requirePositive } from "../domain.js";
import { incompleteBeta } from "./incomplete-beta.js";

/**
 * The quantile of the beta distribution: x with I(x; a, b) = p, by halving to the last digit. With p drawn uniformly it
 * is a beta variate.
 *
 * @param p - strictly between 0 and 1
 * @param a - first shape, more than 0
 * @param b - second shape, more than 0
 * @throws ClienteleError `outside_domain`
 * @example
 * betaQuantile(0.5, 2, 2) // => 0.5
 * betaQuantile(0.975, 1, 10) // => 0.3085
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireOpenProbability("p", p);
  requirePositive("a", a);
  requirePositive("b", b);
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    // No number lies between: near 0 that takes many halvings, and every digit is right.
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}

import { requireOpenProbability, requirePositive } from "../domain.js";
import { incompleteBeta } from "./incomplete-beta.js";

/**
 * Returns the quantile of the beta distribution, x with I(x; a, b) = p, by bisection to the last digit. With a uniform p it is a
 * beta variate.
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
    // No number lies between: near 0 this takes many halvings, and every digit is exact.
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}

import { outsideDomain, requireOpenProbability, requirePositive } from "../domain.js";
import { findRoot } from "../optimize/find-root.js";
import { incompleteGamma, incompleteGammaUpper } from "./incomplete-gamma.js";

/**
 * Returns the cumulative distribution of χ².
 *
 * @param x - at least 0
 * @param degrees - degrees of freedom, greater than 0
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 26.4.19
 * @example
 * chiSquareCdf(3.841458820694124, 1) // => 0.95
 */
export function chiSquareCdf(x: number, degrees: number): number {
  check(x, degrees);
  return incompleteGamma(degrees / 2, x / 2);
}

/**
 * Returns the upper tail of χ², the p-value of a test statistic; precise also for tiny values.
 *
 * @param x - at least 0
 * @param degrees - degrees of freedom, greater than 0
 * @throws ClienteleError `outside_domain`
 * @example
 * chiSquareTail(4.77, 1) // => 0.02895982569339707
 */
export function chiSquareTail(x: number, degrees: number): number {
  check(x, degrees);
  return incompleteGammaUpper(degrees / 2, x / 2);
}

/**
 * Returns the quantile of χ².
 *
 * @param p - strictly between 0 and 1
 * @param degrees - degrees of freedom, greater than 0
 * @throws ClienteleError `outside_domain`
 * @example
 * chiSquareQuantile(0.95, 2) // => 5.991464547107979
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  requirePositive("degrees", degrees);
  requireOpenProbability("p", p);
  const a = degrees / 2;
  // in ln x: a quantile of 1e-200 is found as reliably as one of 1e5
  const gap = (logX: number): number =>
    p < 0.5
      ? Math.log(Math.max(incompleteGamma(a, Math.exp(logX)), 1e-320)) - Math.log(p)
      : Math.log(1 - p) - Math.log(Math.max(incompleteGammaUpper(a, Math.exp(logX)), 1e-320));
  let low = Math.log(a) - 1;
  let high = Math.log(a) + 1;
  while (gap(low) > 0 && low > -740) low = Math.max(-740, low - Math.max(1, 2 / a));
  while (gap(high) < 0) high += 1;
  if (gap(low) > 0) return 0;
  return 2 * Math.exp(findRoot(gap, low, high));
}

function check(x: number, degrees: number): void {
  requirePositive("degrees", degrees);
  if (!(x >= 0)) throw outsideDomain("x", x, "a number of at least 0");
}

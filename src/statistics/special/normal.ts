import { requireOpenProbability } from "../domain.js";
import { erf, erfc } from "./error-function.js";

const SQRT_TWO_PI = 2.5066282746310002;

/**
 * Returns the standard normal cumulative distribution Φ(z), precise in both tails.
 *
 * @param z - any number, ±Infinity allowed
 * @throws ClienteleError `outside_domain` for NaN
 * @example
 * normalCdf(1.96) // => 0.9750021048517795
 * normalCdf(-10) // => 7.619853024160527e-24
 */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

/**
 * Returns the quantile of the standard normal distribution, z with Φ(z) = p, exact to the last digits.
 *
 * @param p - strictly between 0 and 1
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 26.2.23 (the start; Halley's steps do the rest)
 * @example
 * normalQuantile(0.975) // => 1.959963984540054
 */
export function normalQuantile(p: number): number {
  requireOpenProbability("p", p);
  if (p === 0.5) return 0;
  if (p > 0.5) return -lowerQuantile(1 - p, p);
  return lowerQuantile(p, 1 - p);
}

/** Returns the quantile of a probability below ½. */
function lowerQuantile(p: number, complement: number): number {
  const deviation = p - 0.5;
  const t = Math.sqrt(-2 * (p > 0.25 ? Math.log1p(-complement) : Math.log(p)));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let step = 0; step < 3; step++) {
    const density = Math.exp(-0.5 * z * z) / SQRT_TWO_PI;
    if (density === 0) break;
    // near the middle the deviation from ½ keeps digits that the probability loses
    const gap = p > 0.25 ? 0.5 * erf(z * Math.SQRT1_2) - deviation : normalCdf(z) - p;
    const error = gap / density;
    z -= error / (1 + 0.5 * error * z);
  }
  return z;
}

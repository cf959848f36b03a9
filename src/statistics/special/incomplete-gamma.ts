import { outsideDomain, requirePositive } from "../domain.js";
import { log1pMinus } from "./log1p-minus.js";
import { logGamma } from "./log-gamma.js";
import { stirlingRemainder } from "./stirling-remainder.js";

const EPSILON = 1.2e-16;
const TINY = 1e-300;

/**
 * Returns the regularized lower incomplete gamma function P(a, x) = γ(a, x) / Γ(a): the probability that a gamma variable of
 * shape a and rate 1 is at most x. The relative error is below 1e-13 (a up to 1e6).
 *
 * @param a - shape, greater than 0
 * @param x - at least 0, Infinity allowed
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 6.5.29 and 6.5.31
 * @example
 * incompleteGamma(2, 1) // => 0.26424111765711533
 */
export function incompleteGamma(a: number, x: number): number {
  check(a, x);
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/**
 * Returns the regularized upper incomplete gamma function Q(a, x) = 1 − P(a, x), precise also for tiny values.
 *
 * @param a - shape, greater than 0
 * @param x - at least 0, Infinity allowed
 * @throws ClienteleError `outside_domain`
 * @example
 * incompleteGammaUpper(2, 100) // => 3.757276735781e-42
 */
export function incompleteGammaUpper(a: number, x: number): number {
  check(a, x);
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

function check(a: number, x: number): void {
  requirePositive("a", a);
  if (!(x >= 0)) throw outsideDomain("x", x, "a number of at least 0");
}

/** Returns xᵃ e⁻ˣ / Γ(a + 1) without the cancellation of logarithms for large a. */
export function gammaDensityFactor(a: number, x: number): number {
  if (a < 8) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  return Math.exp(-a * log1pMinus((x - a) / a) - stirlingRemainder(a)) / Math.sqrt(2 * Math.PI * a);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 1e6; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * EPSILON) break;
  }
  return Math.min(1, gammaDensityFactor(a, x) * sum);
}

/** Evaluates Legendre's continued fraction by the modified Lentz method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 1e6; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / guard(numerator * d + b);
    c = guard(b + numerator / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < EPSILON * 2) break;
  }
  return Math.min(1, gammaDensityFactor(a, x) * a * value);
}

function guard(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

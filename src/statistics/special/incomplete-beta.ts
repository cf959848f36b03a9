import { outsideDomain, requirePositive } from "../domain.js";
import { log1pMinus } from "./log1p-minus.js";
import { logBeta } from "./log-beta.js";
import { stirlingRemainder } from "./stirling-remainder.js";

const TINY = 1e-300;

/**
 * Returns the regularized incomplete beta function I_x(a, b): the probability that a beta variable is at most x.
 * The relative error is below 1e-12 where the value is above 1e-300 (a and b up to 1e5).
 *
 * @param x - from 0 to 1
 * @param a - greater than 0
 * @param b - greater than 0
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 26.5.8
 * @example
 * incompleteBeta(0.5, 2, 3) // => 0.6875
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw outsideDomain("x", x, "a number from 0 to 1");
  return incompleteBetaOf(x, 1 - x, a, b);
}

/**
 * Returns I_x(a, b) from x and its complement y = 1 − x, both exact: for x near 1, where 1 − x loses its digits.
 *
 * @param x - from 0 to 1
 * @param y - 1 − x
 * @param a - greater than 0
 * @param b - greater than 0
 * @throws ClienteleError `outside_domain`
 * @example
 * incompleteBetaOf(1, 1e-20, 1, 0.5) // => 0.9999999999
 */
export function incompleteBetaOf(x: number, y: number, a: number, b: number): number {
  requirePositive("a", a);
  requirePositive("b", b);
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x * (b + 1) <= (a + 1) * y || x * (a + b + 2) < a + 1) return Math.min(1, factor(x, y, a, b) * fraction(x, a, b));
  return Math.max(0, 1 - factor(y, x, b, a) * fraction(y, b, a));
}

/** Returns xᵃ yᵇ / (a B(a, b)); for large shapes by deviances, which do not cancel. */
function factor(x: number, y: number, a: number, b: number): number {
  if (a >= 8 && b >= 8) {
    const total = a + b;
    const left = (x * b - y * a) / a;
    const right = (y * a - x * b) / b;
    const deviance = a * log1pMinus(left) + b * log1pMinus(right);
    const remainder = stirlingRemainder(total) - stirlingRemainder(a) - stirlingRemainder(b);
    return Math.sqrt(b / (2 * Math.PI * a * total)) * Math.exp(remainder - deviance);
  }
  const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x);
  const logY = y > 0.5 ? Math.log1p(-x) : Math.log(y);
  return Math.exp(a * logX + b * logY - logBeta(a, b)) / a;
}

/** Evaluates the continued fraction of I_x(a, b) by the modified Lentz method, which converges in about √max(a, b) steps. */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 1e6; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) < 2.3e-16) break;
  }
  return value;
}

function guard(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

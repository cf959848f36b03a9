import { outsideDomain, requirePositive } from "../domain.js";
import { logIntegrateLine } from "../optimize/integrate.js";
import { logGamma } from "./log-gamma.js";

/**
 * ln U(a, b, x): the logarithm of Tricomi's confluent hypergeometric function, for a > 0 (or 1 + a − b > 0) and x > 0.
 *
 * The asymptotic series where x is large enough for it, the defining integral otherwise. Absolute error of the
 * logarithm below 1e-13 · max(1, |ln U|).
 *
 * @param a - greater than 0, or such that 1 + a − b is
 * @param b - any finite number
 * @param x - greater than 0
 * @throws ClienteleError `outside_domain` when an argument is outside its domain
 * @see Abramowitz, Stegun (1964), 13.2.5, 13.1.29 and 13.5.2
 * @example
 * logTricomiU(1, 1, 1) // => -0.516931959002
 */
export function logTricomiU(a: number, b: number, x: number): number {
  requirePositive("x", x);
  for (const [name, value] of [
    ["a", a],
    ["b", b],
  ] as const)
    if (!Number.isFinite(value)) throw outsideDomain(name, value, "a finite number");
  if (a === 0) return 0;
  if (a < 0) {
    // Kummer: U(a, b, x) = x^(1 − b) U(1 + a − b, 2 − b, x)
    if (1 + a - b === 0) return (1 - b) * Math.log(x);
    if (1 + a - b < 0) throw outsideDomain("a", a, "greater than 0, or such that 1 + a − b is");
    return (1 - b) * Math.log(x) + logTricomiU(1 + a - b, 2 - b, x);
  }
  const sum = asymptoticSum(a, a - b + 1, x);
  if (sum !== null) return Math.log(sum) - a * Math.log(x);
  // ∫ e^(−x t) t^(a − 1) (1 + t)^(b − a − 1) dt / Γ(a), in u = ln t
  const exponent = b - a - 1;
  const log = logIntegrateLine(
    (u) => a * u - x * Math.exp(u) + exponent * (u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u))),
    Math.log(a / (a + x)),
  );
  return log - logGamma(a);
}

/**
 * Tricomi's confluent hypergeometric function U(a, b, x); see {@link logTricomiU} for its logarithm.
 *
 * @param a - greater than 0, or such that 1 + a − b is
 * @param b - any finite number
 * @param x - greater than 0
 * @throws ClienteleError `outside_domain` when an argument is outside its domain
 * @example
 * tricomiU(2, 3, 1) // => 1
 */
export function tricomiU(a: number, b: number, x: number): number {
  return Math.exp(logTricomiU(a, b, x));
}

/** Σ (a)ₙ (a − b + 1)ₙ / n! (−x)⁻ⁿ, if it reaches full precision before it diverges. */
function asymptoticSum(a: number, k: number, x: number): number | null {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 200; n++) {
    const next = (-term * (a + n) * (k + n)) / ((n + 1) * x);
    if (Math.abs(next) > 0.5 * Math.abs(term)) return null;
    term = next;
    sum += term;
    if (Math.abs(term) < 1e-17) return sum;
  }
  return null;
}

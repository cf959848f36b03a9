import { outsideDomain, requirePositive } from "../domain.js";
import { logIntegrateLine } from "../optimize/integrate.js";
import { logGamma } from "./log-gamma.js";

/**
 * Returns ln U(a, b, x), the logarithm of Tricomi's confluent hypergeometric function, for a > 0 (or 1 + a − b > 0) and x > 0.
 *
 * It uses the asymptotic series for large x, otherwise the defining integral. The absolute error is below 1e-13 · max(1, |ln U|).
 *
 * @param a - greater than 0, or with 1 + a − b greater than 0
 * @param b - any finite number
 * @param x - greater than 0
 * @throws ClienteleError `outside_domain`
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
    if (1 + a - b < 0) throw outsideDomain("a", a, "a number above 0, or with 1 + a − b above 0");
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

/** Returns Σ (a)ₙ (a − b + 1)ₙ / n! (−x)⁻ⁿ; `null` when it diverges before it reaches full precision. */
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

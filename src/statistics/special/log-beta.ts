import { requirePositive } from "../domain.js";
import { logGamma, LOG_SQRT_TWO_PI } from "./log-gamma.js";
import { stirlingRemainder } from "./stirling-remainder.js";

/**
 * Returns the natural logarithm of the beta function, ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), without the cancellation of
 * the three log-gammas for large arguments.
 *
 * @param a - greater than 0
 * @param b - greater than 0
 * @throws ClienteleError `outside_domain`
 * @see Didonato, Morris (1992), ACM TOMS 18, section 8
 * @example
 * logBeta(2, 3) // => -2.4849066497880004
 * logBeta(1, 1e10) // => -23.025850929940457
 */
export function logBeta(a: number, b: number): number {
  requirePositive("a", a);
  requirePositive("b", b);
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  const ratio = small / large;
  if (small >= 8) {
    return (
      LOG_SQRT_TWO_PI -
      0.5 * Math.log(large) +
      (small - 0.5) * Math.log(ratio / (1 + ratio)) -
      large * Math.log1p(ratio) +
      (stirlingRemainder(small) + stirlingRemainder(large) - stirlingRemainder(small + large))
    );
  }
  return logGamma(small) - logGammaRatio(large, small);
}

/**
 * Returns ln Γ(x + d) − ln Γ(x) for d ≥ 0: the logarithm of a rising factorial (x)_d, also for a fractional d.
 *
 * @param x - greater than 0
 * @param d - at least 0
 * @throws ClienteleError `outside_domain`
 * @example
 * logGammaRatio(3, 2) // => 2.4849066497880004
 * logGammaRatio(1e12, 0.5) // => 13.815510557964149
 */
export function logGammaRatio(x: number, d: number): number {
  requirePositive("x", x);
  if (d === 0) return 0;
  requirePositive("d", d);
  if (x < 8) return logGamma(x + d) - logGamma(x);
  const end = x + d;
  return (x - 0.5) * Math.log1p(d / x) + d * (Math.log(end) - 1) + (stirlingRemainder(end) - stirlingRemainder(x));
}

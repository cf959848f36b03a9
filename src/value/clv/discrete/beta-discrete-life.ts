import { logGammaRatio } from "../../../statistics/internal.js";

/** Up to this number of periods, the sum is computed term by term. */
const LONG_SUM = 100_000;

/**
 * Returns Σ_{i<n} (b)ᵢ / (a + b)ᵢ · discountⁱ: the expected (discounted) periods that a beta-geometric customer stays, including
 * the present one. All terms are positive, and a = 1 is not singular.
 *
 * @param n - number of periods; Infinity needs a discount below 1, or a > 1
 */
export function betaGeometricLife(a: number, b: number, n: number, discount = 1): number {
  if (n === Infinity && discount === 1) return a > 1 ? (a + b - 1) / (a - 1) : Infinity;
  let term = 1;
  let sum = 0;
  const limit = Math.min(n, LONG_SUM);
  let i = 0;
  for (; i < limit; i++) {
    sum += term;
    term *= (discount * (b + i)) / (a + b + i);
    if (term < 1e-17 * sum * (1 - discount)) return sum;
  }
  if (i >= n) return sum;
  if (discount < 1) {
    for (; i < n && term > 1e-16 * sum * (1 - discount); i++) {
      sum += term;
      term *= (discount * (b + i)) / (a + b + i);
    }
    return sum;
  }
  // the rest from i on in closed form: term · (c / (a − 1)) (1 − ratio), c = a + b + i − 1, also at a = 1
  const from = b + i;
  const epsilon = a - 1;
  const left = n - i;
  const logRatio = Math.abs(epsilon) < 1e-9 ? -epsilon * Math.log((from + left) / from) : ratioOf(from, epsilon, left);
  return sum + term * (from + epsilon) * (epsilon === 0 ? Math.log((from + left) / from) : -Math.expm1(logRatio) / epsilon);
}

/** ln (from)_left / (from + ε)_left for large `from`. */
function ratioOf(from: number, epsilon: number, left: number): number {
  if (epsilon > 0) return logGammaRatio(from, epsilon) - logGammaRatio(from + left, epsilon);
  return logGammaRatio(from + left + epsilon, -epsilon) - logGammaRatio(from + epsilon, -epsilon);
}

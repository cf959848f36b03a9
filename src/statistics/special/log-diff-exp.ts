import { outsideDomain } from "../domain.js";

/**
 * Returns ln(eᵃ − eᵇ) for a ≥ b without overflow, precise when a and b are close; −Infinity when they are equal.
 *
 * @param a - larger logarithm
 * @param b - smaller logarithm; −Infinity is the logarithm of zero
 * @throws ClienteleError `outside_domain` for b above a
 * @see Mächler (2012), Accurately computing log(1 − exp(−|a|))
 * @example
 * logDiffExp(1001, 1000) // => 1000.5413248546129
 * logDiffExp(3, -Infinity) // => 3
 */
export function logDiffExp(a: number, b: number): number {
  if (!(b <= a)) throw outsideDomain("b", b, `a number of at most \`a\` (${a})`);
  if (a === b) return -Infinity;
  const gap = a - b;
  return a + (gap < Math.LN2 ? Math.log(-Math.expm1(-gap)) : Math.log1p(-Math.exp(-gap)));
}

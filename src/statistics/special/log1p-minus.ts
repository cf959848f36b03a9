/**
 * Returns x − ln(1 + x) for x > −1, precise near 0 where the two almost cancel. Deviances are sums of it.
 *
 * @example
 * log1pMinus(0.001) // => 4.996669164668332e-7
 */
export function log1pMinus(x: number): number {
  if (Math.abs(x) > 0.3) return x - Math.log1p(x);
  // ln(1 + x) = 2 artanh(s) with s = x / (2 + x); x − 2s = s·x
  const s = x / (2 + x);
  const square = s * s;
  let term = 2 * s * square;
  let sum = 0;
  for (let k = 3; k < 60; k += 2) {
    const add = term / k;
    sum += add;
    if (Math.abs(add) < 1e-17 * Math.abs(sum)) break;
    term *= square;
  }
  return s * x - sum;
}

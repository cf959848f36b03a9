/**
 * Returns ln Σ exp(vᵢ) without overflow; −Infinity for no values (the logarithm of an empty sum).
 *
 * @param values - logarithms; −Infinity is the logarithm of zero
 * @example
 * logSumExp([1000, 1000]) // => 1000.6931471805599
 * logSumExp([]) // => -Infinity
 */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, values[index]!);
  if (largest === -Infinity || largest === Infinity) return largest;
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += Math.exp(values[index]! - largest);
  return largest + Math.log(sum);
}

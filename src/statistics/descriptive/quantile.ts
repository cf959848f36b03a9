import { outsideDomain } from "../domain.js";

/**
 * Returns the p-quantile of a sample, linear between order statistics (type 7 of Hyndman and Fan, the default of R and NumPy).
 *
 * @param values - at least one number, in any order; not changed
 * @param p - from 0 to 1
 * @throws ClienteleError `outside_domain` for no value, NaN, or p outside [0, 1]
 * @see Hyndman, Fan (1996), Sample quantiles in statistical packages
 * @example
 * quantile([1, 2, 3, 4], 0.5) // => 2.5
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileSorted(sortedNumbers(values), p);
}

/**
 * Returns several quantiles of one sample, which is sorted once.
 *
 * @param values - at least one number, in any order; not changed
 * @param probabilities - each from 0 to 1
 * @throws ClienteleError `outside_domain` like {@link quantile}
 * @example
 * quantiles([4, 1, 3, 2], [0, 0.25, 1]) // => [1, 1.75, 4]
 */
export function quantiles(values: ArrayLike<number>, probabilities: readonly number[]): number[] {
  const sorted = sortedNumbers(values);
  return probabilities.map((p) => quantileSorted(sorted, p));
}

/**
 * Returns the p-quantile of numbers in ascending order.
 *
 * @param sorted - ascending, at least one
 * @param p - from 0 to 1
 * @throws ClienteleError `outside_domain` for no value or p outside [0, 1]
 * @example
 * quantileSorted([1, 2, 4], 0.75) // => 3
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw outsideDomain("values", "an empty array", "an array with at least one number");
  if (!(p >= 0 && p <= 1)) throw outsideDomain("p", p, "a number from 0 to 1");
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const share = position - below;
  if (share === 0) return low;
  const high = sorted[below + 1]!;
  return low === high ? low : low * (1 - share) + high * share;
}

function sortedNumbers(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values);
  for (const value of sorted) if (Number.isNaN(value)) throw outsideDomain("values", value, "an array of numbers");
  return sorted.sort();
}

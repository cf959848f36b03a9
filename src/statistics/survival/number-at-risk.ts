import { isObserved, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/**
 * Returns how many customers (by weight) were under observation just before each given time: the row of numbers below a
 * survival curve.
 *
 * @param times - columns
 * @param at - times at which to count
 * @throws ClienteleError `outside_domain`, `mismatched_dimensions`
 * @example
 * [...numberAtRisk({ time: [1, 2, 3], event: [1, 0, 1] }, [0, 2, 4])] // => [3, 2, 0]
 */
export function numberAtRisk(times: SurvivalTimes, at: ArrayLike<number>): Float64Array {
  requireSurvivalTimes(times);
  const { time, entry, weight } = times;
  return Float64Array.from(at, (now) => {
    let sum = 0;
    for (let row = 0; row < time.length; row++) {
      const from = entry === undefined ? 0 : entry[row]!;
      if (isObserved(times, row) && time[row]! >= now && (from < now || (from === 0 && now === 0)))
        sum += weight === undefined ? 1 : weight[row]!;
    }
    return sum;
  });
}

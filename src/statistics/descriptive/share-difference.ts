import { normalQuantile } from "../special/normal.js";
import { type Interval, type LevelOptions, levelOf, wilsonInterval } from "./count-intervals.js";

/** Number of successes in a number of trials. */
export interface SuccessCount {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Returns the difference of two independent shares, the first minus the second, with Newcombe's hybrid score interval, which
 * keeps its coverage for small counts.
 *
 * @param left - first count
 * @param right - second count
 * @param options - level
 * @throws ClienteleError `outside_domain`; `invalid_option`
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, method 10
 * @example
 * shareDifference({ successes: 56, trials: 70 }, { successes: 48, trials: 80 }).lower // => 0.0524
 */
export function shareDifference(left: SuccessCount, right: SuccessCount, options: LevelOptions = {}): Interval {
  const level = levelOf(options);
  const one = wilsonInterval(left.successes, left.trials, { level });
  const two = wilsonInterval(right.successes, right.trials, { level });
  const estimate = one.estimate - two.estimate;
  return {
    estimate,
    lower: estimate - Math.hypot(one.estimate - one.lower, two.upper - two.estimate),
    upper: estimate + Math.hypot(one.upper - one.estimate, two.estimate - two.lower),
    level,
  };
}

/**
 * Returns the difference of shares within strata, pooled with the weights of Mantel and Haenszel. A stratum in which one of the
 * two sides has no trials is left out.
 *
 * @param strata - the two sides of each stratum
 * @param options - level
 * @returns `null` when every stratum is left out
 * @throws ClienteleError `invalid_option`
 * @see Greenland, Robins (1985), Estimation of a common effect parameter from sparse follow-up data
 * @example
 * const strata = [[{ successes: 8, trials: 10 }, { successes: 5, trials: 10 }], [{ successes: 2, trials: 10 }, { successes: 1, trials: 10 }]] as const;
 * pooledShareDifference(strata)?.estimate // => 0.2
 */
export function pooledShareDifference(
  strata: readonly (readonly [SuccessCount, SuccessCount])[],
  options: LevelOptions = {},
): Interval | null {
  const level = levelOf(options);
  let weights = 0;
  let sum = 0;
  let variance = 0;
  for (const [{ successes: a, trials: n }, { successes: c, trials: m }] of strata) {
    if (n === 0 || m === 0) continue;
    const both = n + m;
    weights += (n * m) / both;
    sum += (a * m - c * n) / both;
    variance += (a * (n - a) * m ** 3 + c * (m - c) * n ** 3) / (n * m * both ** 2);
  }
  if (weights === 0) return null;
  const estimate = sum / weights;
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(variance)) / weights;
  return { estimate, lower: Math.max(-1, estimate - half), upper: Math.min(1, estimate + half), level };
}

import { type Interval, normalQuantile, wilsonInterval } from "../statistics/index.js";

/** Successes among so many. */
export interface SuccessCount {
  readonly successes: number;
  readonly trials: number;
}

/**
 * The difference of two independent shares with Newcombe's hybrid score interval, which keeps its coverage for small counts.
 *
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, method 10
 */
export function shareDifference(left: SuccessCount, right: SuccessCount, level: number): Interval {
  const [one, two] = [left, right].map(({ successes, trials }) => wilsonInterval(successes, trials, level)) as [
    Interval,
    Interval,
  ];
  const estimate = one.estimate - two.estimate;
  return {
    estimate,
    lower: estimate - Math.hypot(one.estimate - one.lower, two.upper - two.estimate),
    upper: estimate + Math.hypot(one.upper - one.estimate, two.estimate - two.lower),
  };
}

/**
 * The difference of shares within strata, pooled by the weights of Mantel and Haenszel; a stratum without one of the two
 * sides tells nothing and is left out. `null` when every stratum is.
 *
 * @see Greenland, Robins (1985), Estimation of a common effect parameter from sparse follow-up data
 */
export function pooledShareDifference(
  strata: readonly (readonly [SuccessCount, SuccessCount])[],
  level: number,
): Interval | null {
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
  return { estimate, lower: Math.max(-1, estimate - half), upper: Math.min(1, estimate + half) };
}

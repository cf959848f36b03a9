import { type Interval, wilsonInterval } from "./count-intervals.js";
import { requireOpenProbability } from "../domain.js";
import { normalQuantile } from "../special/normal.js";

/** Successes among so many. */
export interface SuccessCount {
  readonly successes: number;
  readonly trials: number;
}

/**
 * The difference of two independent shares, left less right, with Newcombe's hybrid score interval, which keeps its
 * coverage for small counts.
 *
 * @param level - coverage; .95 unless told
 * @throws ClienteleError `outside_domain`
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, method 10
 * @example
 * shareDifference({ successes: 56, trials: 70 }, { successes: 48, trials: 80 }).lower // => 0.0524
 */
export function shareDifference(left: SuccessCount, right: SuccessCount, level = 0.95): Interval {
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
 * @param strata - the two sides of each
 * @param level - coverage; .95 unless told
 * @throws ClienteleError `outside_domain`
 * @see Greenland, Robins (1985), Estimation of a common effect parameter from sparse follow-up data
 * @example
 * const strata = [[{ successes: 8, trials: 10 }, { successes: 5, trials: 10 }], [{ successes: 2, trials: 10 }, { successes: 1, trials: 10 }]] as const;
 * pooledShareDifference(strata)?.estimate // => 0.2
 */
export function pooledShareDifference(strata: readonly (readonly [SuccessCount, SuccessCount])[], level = 0.95): Interval | null {
  requireOpenProbability("level", level);
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

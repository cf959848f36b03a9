import { chiSquareQuantile } from "../special/chi-square.js";
import { outsideDomain, requireOpenProbability, requirePositive } from "../domain.js";
import { normalQuantile } from "../special/normal.js";

/** An estimate between its bounds. */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * A share with its Wilson score interval, which keeps its coverage for small counts and never leaves [0, 1].
 *
 * @param successes - from 0 to `trials`
 * @param trials - more than 0
 * @param level - coverage; .95 unless told
 * @throws ClienteleError `outside_domain`
 * @see Wilson (1927), Probable inference, the law of succession, and statistical inference
 * @example
 * wilsonInterval(0, 10).upper // => 0.2775
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  requirePositive("trials", trials);
  requireOpenProbability("level", level);
  if (!(successes >= 0 && successes <= trials)) throw outsideDomain("successes", successes, "between 0 and the trials");
  const z = normalQuantile((1 + level) / 2);
  const share = successes / trials;
  const scale = 1 + (z * z) / trials;
  const center = (share + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return {
    estimate: share,
    lower: successes === 0 ? 0 : Math.max(0, center - half),
    upper: successes === trials ? 1 : Math.min(1, center + half),
  };
}

/**
 * A rate, events over exposure, with its exact Poisson interval.
 *
 * @param events - a count, 0 or more
 * @param exposure - the time or number at risk, more than 0
 * @param level - coverage; .95 unless told
 * @throws ClienteleError `outside_domain`
 * @see Garwood (1936), Fiducial limits for the Poisson distribution
 * @example
 * poissonInterval(10, 1).lower // => 4.7954
 */
export function poissonInterval(events: number, exposure: number, level = 0.95): Interval {
  requirePositive("exposure", exposure);
  requireOpenProbability("level", level);
  if (!(events >= 0 && Number.isFinite(events))) throw outsideDomain("events", events, "0 or more");
  const tail = (1 - level) / 2;
  return {
    estimate: events / exposure,
    lower: events === 0 ? 0 : chiSquareQuantile(tail, 2 * events) / (2 * exposure),
    upper: chiSquareQuantile(1 - tail, 2 * events + 2) / (2 * exposure),
  };
}

import { aLevel, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { outsideDomain, requirePositive } from "../domain.js";
import { chiSquareQuantile } from "../special/chi-square.js";
import { normalQuantile } from "../special/normal.js";

/** Estimate with its confidence interval. */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Coverage of the interval (.95: it holds the truth 19 times in 20). */
  readonly level: number;
}

/** Options of an interval. */
export interface LevelOptions {
  /** Coverage of the interval. Defaults to .95. */
  readonly level?: number | undefined;
}

const LEVEL_OPTIONS: OptionShape<LevelOptions> = { level: aLevel };

/** The checked coverage, .95 by default. */
export function levelOf(options: LevelOptions | undefined): number {
  return requireOptions(options, LEVEL_OPTIONS).level ?? 0.95;
}

/**
 * Returns a share with its Wilson score interval, which keeps its coverage for small counts and never leaves [0, 1].
 *
 * @param successes - from 0 to `trials`
 * @param trials - more than 0
 * @param options - level
 * @throws ClienteleError `outside_domain`; `invalid_option`
 * @see Wilson (1927), Probable inference, the law of succession, and statistical inference
 * @example
 * wilsonInterval(0, 10).upper // => 0.2775
 */
export function wilsonInterval(successes: number, trials: number, options: LevelOptions = {}): Interval {
  const level = levelOf(options);
  requirePositive("trials", trials);
  if (!(successes >= 0 && successes <= trials))
    throw outsideDomain("successes", successes, `a number from 0 to \`trials\` (${trials})`);
  const z = normalQuantile((1 + level) / 2);
  const share = successes / trials;
  const scale = 1 + (z * z) / trials;
  const center = (share + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return {
    estimate: share,
    lower: successes === 0 ? 0 : Math.max(0, center - half),
    upper: successes === trials ? 1 : Math.min(1, center + half),
    level,
  };
}

/**
 * Returns a rate, events over exposure, with its exact Poisson interval.
 *
 * @param events - a count, 0 or more
 * @param exposure - the time or number at risk, more than 0
 * @param options - level
 * @throws ClienteleError `outside_domain`; `invalid_option`
 * @see Garwood (1936), Fiducial limits for the Poisson distribution
 * @example
 * poissonInterval(10, 1).lower // => 4.7954
 */
export function poissonInterval(events: number, exposure: number, options: LevelOptions = {}): Interval {
  const level = levelOf(options);
  requirePositive("exposure", exposure);
  if (!(events >= 0 && Number.isFinite(events))) throw outsideDomain("events", events, "a finite number of at least 0");
  const tail = (1 - level) / 2;
  return {
    estimate: events / exposure,
    lower: events === 0 ? 0 : chiSquareQuantile(tail, 2 * events) / (2 * exposure),
    upper: chiSquareQuantile(1 - tail, 2 * events + 2) / (2 * exposure),
    level,
  };
}

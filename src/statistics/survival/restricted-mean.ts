import { aLevel, aNumber, invalidOption, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Interval, LevelOptions } from "../descriptive/count-intervals.js";
import { normalQuantile } from "../special/normal.js";
import type { KaplanMeier } from "./kaplan-meier.js";

/** Mean time without the event within a span, in the curve's unit. */
export interface RestrictedMean extends Interval {
  readonly standardError: number;
  /** End of the span. */
  readonly until: number;
}

/** Options of `restrictedMean`. */
export interface RestrictedMeanOptions extends LevelOptions {
  /** End of the span, in the curve's unit. Defaults to the longest time observed (`curve.last`), which is also its maximum. */
  readonly until?: number | undefined;
}

const RESTRICTED_MEAN_OPTIONS: OptionShape<RestrictedMeanOptions> = { level: aLevel, until: aNumber() };

/**
 * Returns the restricted mean survival time: the area under the curve up to a time. Unlike the mean, it does not require
 * every customer to be observed to the end; unlike the median, it always exists.
 *
 * @param curve - from `kaplanMeier`
 * @param options - end of the span, level of the interval
 * @throws ClienteleError `invalid_option`, also for a span beyond the longest time observed
 * @see Royston, Parmar (2013), Restricted mean survival time; Irwin (1949) for the standard error
 * @example
 * const curve = kaplanMeier({ time: [1, 2, 3, 4], event: [1, 1, 1, 1] });
 * restrictedMean(curve, { until: 4 }).estimate // => 2.5
 */
export function restrictedMean(curve: KaplanMeier, options: RestrictedMeanOptions = {}): RestrictedMean {
  const { times, survival, atRisk, events, last } = curve;
  const { until = last, level = 0.95 } = requireOptions(options, RESTRICTED_MEAN_OPTIONS);
  const isOver = survival.at(-1) === 0;
  if (!(until > 0 && (until <= last || (isOver && until < Infinity))))
    throw invalidOption("until", until, `a number above 0 and at most ${last}, the longest time observed`);
  let estimate = 0;
  let variance = 0;
  // From the end, because the variance of a step needs the area after it.
  let to = until;
  for (let step = times.length - 1; step >= 0; step--) {
    if (times[step]! >= until) continue;
    estimate += survival[step]! * (to - times[step]!);
    const remaining = atRisk[step]! - events[step]!;
    if (estimate > 0) variance += (estimate * estimate * events[step]!) / (atRisk[step]! * remaining);
    to = times[step]!;
  }
  estimate += to;
  const standardError = Math.sqrt(variance);
  const spread = normalQuantile((1 + level) / 2) * standardError;
  return {
    estimate,
    lower: Math.max(0, estimate - spread),
    upper: Math.min(until, estimate + spread),
    level,
    standardError,
    until,
  };
}

import { outsideDomain, requireOpenProbability } from "../domain.js";
import type { KaplanMeier } from "./kaplan-meier.js";
import { normalQuantile } from "../special/normal.js";

/** Mean time that passes without the event within a span. */
export interface RestrictedMean {
  /** In the curve's unit. */
  readonly mean: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  /** The span. */
  readonly until: number;
}

/**
 * The restricted mean survival time: the area under the curve up to a time. Unlike the mean, it needs nobody to be
 * followed to the end; unlike the median, it always exists.
 *
 * @param curve - of `kaplanMeier`
 * @param options - `until`: end of the span, in the curve's unit, at most the longest time observed (`curve.last`), which it is unless told; `level`: coverage of the interval, .95
 * @throws ClienteleError `outside_domain` for a span beyond what was observed: the curve says nothing there
 * @see Royston, Parmar (2013), Restricted mean survival time; Irwin (1949) for the standard error
 * @example
 * const curve = kaplanMeier({ time: [1, 2, 3, 4], event: [1, 1, 1, 1] });
 * restrictedMean(curve, { until: 4 }).mean // => 2.5
 */
export function restrictedMean(
  curve: KaplanMeier,
  options: { readonly until?: number | undefined; readonly level?: number | undefined } = {},
): RestrictedMean {
  const { times, survival, atRisk, events, last } = curve;
  const { until = last, level = 0.95 } = options;
  requireOpenProbability("level", level);
  const isOver = survival.at(-1) === 0;
  if (!(until > 0 && (until <= last || (isOver && until < Infinity))))
    throw outsideDomain("until", until, `above 0 and at most ${last}, the longest time observed`);
  let mean = 0;
  let variance = 0;
  // From the end, so that what lies beyond a step is known when the step is met.
  let to = until;
  for (let step = times.length - 1; step >= 0; step--) {
    if (times[step]! >= until) continue;
    mean += survival[step]! * (to - times[step]!);
    const remaining = atRisk[step]! - events[step]!;
    if (mean > 0) variance += (mean * mean * events[step]!) / (atRisk[step]! * remaining);
    to = times[step]!;
  }
  mean += to;
  const standardError = Math.sqrt(variance);
  const spread = normalQuantile((1 + level) / 2) * standardError;
  return { mean, standardError, lower: Math.max(0, mean - spread), upper: Math.min(until, mean + spread), until };
}

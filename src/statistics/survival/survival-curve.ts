import { firstAfter } from "../../kernel/internal.js";

/** Survival curve: a step function that starts at 1. */
export interface SurvivalCurve {
  /** Times of the steps, ascending, in `unit`. */
  readonly times: Float64Array;
  /** S(t) from each time on. */
  readonly survival: Float64Array;
  readonly unit: string;
}

/**
 * Returns S(t) of a curve: the value of its last step at or before t.
 *
 * @param curve - any survival curve
 * @param time - t, in the curve's unit
 * @example
 * survivalAt({ times: Float64Array.of(2, 5), survival: Float64Array.of(0.5, 0.25), unit: "day" }, 4) // => 0.5
 */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  const after = firstAfter(curve.times, time);
  return after === 0 ? 1 : curve.survival[after - 1]!;
}

/**
 * Returns the first time at which a curve has fallen to a share; the median for .5.
 *
 * @param curve - any survival curve
 * @param share - from 0 to 1
 * @returns `null` where the curve never falls that far
 * @example
 * survivalQuantile({ times: Float64Array.of(2, 5), survival: Float64Array.of(0.6, 0.25), unit: "day" }, 0.5) // => 5
 */
export function survivalQuantile(curve: SurvivalCurve, share: number): number | null {
  const step = curve.survival.findIndex((value) => value <= share);
  return step < 0 ? null : curve.times[step]!;
}

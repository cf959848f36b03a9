import type { SurvivalCurve } from "../../models/index.js";
import { requireOpenProbability } from "../domain.js";
import { normalQuantile } from "../special/normal.js";
import { firstAbove, lifeTable, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/** The product-limit estimate: a step at every time with an event. */
export interface KaplanMeier extends SurvivalCurve {
  /** Weight at risk just before each step. */
  readonly atRisk: Float64Array;
  /** Weight of the events at each step. */
  readonly events: Float64Array;
  /** Standard error of S(t), by Greenwood's formula. */
  readonly standardErrors: Float64Array;
  /** Bounds of S(t), point by point, on the log(−log) scale. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The longest time under observation: the curve says nothing beyond it. */
  readonly last: number;
}

/** How to estimate. */
export interface KaplanMeierOptions {
  /** Unit of the times, told on in the curve; `"day"` unless told. */
  readonly unit?: string | undefined;
  /** Coverage of the bounds; .95 unless told. */
  readonly level?: number | undefined;
}

/**
 * The Kaplan–Meier estimate of a survival curve. A row censored at a time is at risk of the events of that time.
 *
 * @param times - columns; a time is finite and not below its entry
 * @throws ClienteleError `outside_domain` for no rows, a time that is not finite or negative, an entry after its time, an event that is neither 0 nor 1, a negative weight; `mismatched_dimensions` for columns of different lengths
 * @see Kaplan, Meier (1958), Nonparametric estimation from incomplete observations; Kalbfleisch, Prentice (2002), sec. 1.4, for the bounds
 * @example
 * const curve = kaplanMeier({ time: [6, 6, 6, 6, 7, 9, 10], event: [1, 1, 1, 0, 1, 0, 1] });
 * [...curve.times] // => [6, 7, 10]
 */
export function kaplanMeier(times: SurvivalTimes, options: KaplanMeierOptions = {}): KaplanMeier {
  const { unit = "day", level = 0.95 } = options;
  requireSurvivalTimes(times);
  requireOpenProbability("level", level);
  const table = lifeTable(times);
  const [atRiskOf, eventsOf] = [table.atRisk[0]!, table.events[0]!];
  const steps: number[] = [];
  const columns = { survival: [] as number[], atRisk: [] as number[], events: [] as number[], errors: [] as number[] };
  let survival = 1;
  let greenwood = 0;
  for (let place = 0; place < table.times.length; place++) {
    const happened = eventsOf[place]!;
    if (happened === 0) continue;
    const atRisk = atRiskOf[place]!;
    // Sums of weights leave a rest of rounding where all are gone.
    const remaining = Math.max(0, atRisk - happened);
    const share = remaining <= 1e-12 * atRisk ? 0 : remaining / atRisk;
    survival *= share;
    greenwood += happened / (atRisk * Math.max(remaining, Number.MIN_VALUE));
    steps.push(table.times[place]!);
    columns.survival.push(survival);
    columns.atRisk.push(atRisk);
    columns.events.push(happened);
    columns.errors.push(survival === 0 ? 0 : survival * Math.sqrt(greenwood));
  }
  const critical = normalQuantile((1 + level) / 2);
  const bound = (sign: number): Float64Array =>
    Float64Array.from(columns.survival, (value, step) => {
      if (value === 0 || value === 1) return value;
      const spread = (critical * columns.errors[step]!) / (value * Math.abs(Math.log(value)));
      return value ** Math.exp(sign * spread);
    });
  return {
    times: Float64Array.from(steps),
    survival: Float64Array.from(columns.survival),
    unit,
    atRisk: Float64Array.from(columns.atRisk),
    events: Float64Array.from(columns.events),
    standardErrors: Float64Array.from(columns.errors),
    lower: bound(1),
    upper: bound(-1),
    last: table.times.at(-1) ?? 0,
  };
}

/**
 * S(t) of a curve: the value of its last step at or before t.
 *
 * @example
 * survivalAt({ times: Float64Array.of(2, 5), survival: Float64Array.of(0.5, 0.25), unit: "day" }, 4) // => 0.5
 */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  const above = firstAbove(curve.times, time);
  return above === 0 ? 1 : curve.survival[above - 1]!;
}

/**
 * The first time at which a curve has come down to a share; the median for .5. `null` where it never does.
 *
 * @example
 * survivalQuantile({ times: Float64Array.of(2, 5), survival: Float64Array.of(0.6, 0.25), unit: "day" }, 0.5) // => 5
 */
export function survivalQuantile(curve: SurvivalCurve, share: number): number | null {
  const step = curve.survival.findIndex((value) => value <= share);
  return step < 0 ? null : curve.times[step]!;
}

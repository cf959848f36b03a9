import { aLevel, aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { LevelOptions } from "../descriptive/count-intervals.js";
import { normalQuantile } from "../special/normal.js";
import type { SurvivalCurve } from "./survival-curve.js";
import { lifeTable, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/** Product-limit estimate of a survival curve: one step at every time with an event. */
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
  /** Coverage of the bounds. */
  readonly level: number;
  /** Longest time under observation: nothing is known beyond it. */
  readonly last: number;
}

/** Options of `kaplanMeier`. */
export interface KaplanMeierOptions extends LevelOptions {
  /** Unit of the times, kept in the curve. Defaults to `"day"`. */
  readonly unit?: string | undefined;
}

const KAPLAN_MEIER_OPTIONS: OptionShape<KaplanMeierOptions> = { level: aLevel, unit: aText };

/**
 * Estimates a survival curve by the method of Kaplan and Meier. A row censored at a time is at risk of the events at that time.
 *
 * @param times - columns; a time is finite and not before its entry
 * @param options - unit, level of the bounds
 * @throws ClienteleError `outside_domain` for no rows, a negative or infinite time, an entry after its time, an event other than 0 or 1, or a negative weight; `mismatched_dimensions` for columns of different lengths; `invalid_option`
 * @see Kaplan, Meier (1958), Nonparametric estimation from incomplete observations; Kalbfleisch, Prentice (2002), sec. 1.4, for the bounds
 * @example
 * const curve = kaplanMeier({ time: [6, 6, 6, 6, 7, 9, 10], event: [1, 1, 1, 0, 1, 0, 1] });
 * [...curve.times] // => [6, 7, 10]
 */
export function kaplanMeier(times: SurvivalTimes, options: KaplanMeierOptions = {}): KaplanMeier {
  const { unit = "day", level = 0.95 } = requireOptions(options, KAPLAN_MEIER_OPTIONS);
  requireSurvivalTimes(times);
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
    // When all rows have left, sums of weights leave a rounding error.
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
    level,
    last: table.times.at(-1) ?? 0,
  };
}

import type { SurvivalCurve } from "../models/index.js";
import { outsideDomain } from "./domain.js";
import { normalQuantile } from "./normal.js";

/** Times to an event, some of them censored, as parallel columns. */
export interface SurvivalTimes {
  /** Time at which the event came, or observation ended. */
  readonly time: ArrayLike<number>;
  /** 1 where the event came, 0 where the time is censored. */
  readonly event: ArrayLike<number>;
  /** How many observations a row stands for; 1 each when absent. */
  readonly weight?: ArrayLike<number> | undefined;
  /** Time from which a row was under observation (left truncation); 0 each when absent. */
  readonly entry?: ArrayLike<number> | undefined;
}

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
  readonly unit?: string;
  /** Coverage of the bounds; .95 unless told. */
  readonly level?: number;
}

/**
 * The Kaplan–Meier estimate of a survival curve. A row censored at a time is at risk of the events of that time.
 *
 * @param times - columns; a time is finite and not below its entry
 * @throws ClienteleError `outside_domain` for no rows, a time that is not finite or negative, an entry after its time, a negative weight
 * @see Kaplan, Meier (1958), Nonparametric estimation from incomplete observations; Kalbfleisch, Prentice (2002), sec. 1.4, for the bounds
 * @example
 * const curve = kaplanMeier({ time: [6, 6, 6, 6, 7, 9, 10], event: [1, 1, 1, 0, 1, 0, 1] });
 * [...curve.times] // => [6, 7, 10]
 */
export function kaplanMeier(times: SurvivalTimes, options: KaplanMeierOptions = {}): KaplanMeier {
  const { time, event, weight, entry } = times;
  const { unit = "day", level = 0.95 } = options;
  const count = time.length;
  if (count === 0) throw outsideDomain("time", "nothing", "at least one time");
  for (let row = 0; row < count; row++) {
    const from = entry?.[row] ?? 0;
    if (!(time[row]! >= 0 && Number.isFinite(time[row])))
      throw outsideDomain(`time[${row}]`, time[row], "finite and not negative");
    if (!(from >= 0 && from <= time[row]!)) throw outsideDomain(`entry[${row}]`, from, "between 0 and the time of its row");
    if (!((weight?.[row] ?? 1) >= 0)) throw outsideDomain(`weight[${row}]`, weight?.[row], "not negative");
  }
  // Who was under observation for no time at all was never at risk.
  const observed = Array.from({ length: count }, (_, row) => row).filter(
    (row) => entry === undefined || (entry[row] ?? 0) < time[row]!,
  );
  const leaving = Uint32Array.from(observed).sort((left, right) => time[left]! - time[right]!);
  const entering =
    entry === undefined ? leaving : Uint32Array.from(observed).sort((left, right) => (entry[left] ?? 0) - (entry[right] ?? 0));
  const weightOf = (row: number): number => weight?.[row] ?? 1;

  const steps: number[] = [];
  const columns = { survival: [] as number[], atRisk: [] as number[], events: [] as number[], errors: [] as number[] };
  let atRisk = entry === undefined ? leaving.reduce((sum, row) => sum + weightOf(row), 0) : 0;
  let entered = entry === undefined ? leaving.length : 0;
  let survival = 1;
  let greenwood = 0;
  for (let index = 0; index < leaving.length; ) {
    const now = time[leaving[index]!]!;
    // Who enters at a time is at risk from just after it.
    while (entered < entering.length && (entry![entering[entered]!] ?? 0) < now) atRisk += weightOf(entering[entered++]!);
    let happened = 0;
    let left = 0;
    for (; index < leaving.length && time[leaving[index]!] === now; index++) {
      const row = leaving[index]!;
      left += weightOf(row);
      if (event[row] === 1) happened += weightOf(row);
    }
    if (happened > 0) {
      // Sums of weights leave a rest of rounding where all are gone.
      const remaining = Math.max(0, atRisk - happened);
      const share = remaining <= 1e-12 * atRisk ? 0 : remaining / atRisk;
      survival *= share;
      greenwood += happened / (atRisk * Math.max(remaining, Number.MIN_VALUE));
      steps.push(now);
      columns.survival.push(survival);
      columns.atRisk.push(atRisk);
      columns.events.push(happened);
      columns.errors.push(survival === 0 ? 0 : survival * Math.sqrt(greenwood));
    }
    atRisk -= left;
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
    last: leaving.length === 0 ? 0 : time[leaving[leaving.length - 1]!]!,
  };
}

/**
 * S(t) of a curve: the value of its last step at or before t.
 *
 * @example
 * survivalAt({ times: Float64Array.of(2, 5), survival: Float64Array.of(0.5, 0.25), unit: "day" }, 4) // => 0.5
 */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  let low = 0;
  let high = curve.times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (curve.times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 1 : curve.survival[low - 1]!;
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

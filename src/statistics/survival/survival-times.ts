import { ascendingOrder } from "../descriptive/ascending-order.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

/** Times to an event, some of them censored, as parallel columns. All times have one unit. */
export interface SurvivalTimes {
  /** Time of the event, or of the end of observation. */
  readonly time: ArrayLike<number>;
  /** 1 for an event, 0 for a censored time. */
  readonly event: ArrayLike<number>;
  /** Number of observations that each row represents. Defaults to 1. */
  readonly weight?: ArrayLike<number> | undefined;
  /** Time from which each row was under observation (left truncation). Defaults to 0. */
  readonly entry?: ArrayLike<number> | undefined;
}

/**
 * Throws unless the columns have one length and hold valid times: finite, not negative, none before its entry. A row that
 * was never under observation is allowed; it was never at risk.
 */
export function requireSurvivalTimes({ time, event, weight, entry }: SurvivalTimes): void {
  const count = time.length;
  if (count === 0) throw outsideDomain("time", "an empty array", "an array with at least one time");
  requireLength(event, count);
  if (weight !== undefined) requireLength(weight, count);
  if (entry !== undefined) requireLength(entry, count);
  for (let row = 0; row < count; row++) {
    const from = entry === undefined ? 0 : entry[row]!;
    if (!(time[row]! >= 0 && time[row]! < Infinity))
      throw outsideDomain(`time[${row}]`, time[row], "a finite number of at least 0");
    if (event[row] !== 0 && event[row] !== 1) throw outsideDomain(`event[${row}]`, event[row], "0 or 1");
    if (!(from >= 0 && from <= time[row]!))
      throw outsideDomain(`entry[${row}]`, from, `a number from 0 to the time of its row (${time[row]})`);
    if (weight !== undefined && !(weight[row]! >= 0 && weight[row]! < Infinity))
      throw outsideDomain(`weight[${row}]`, weight[row], "a finite number of at least 0");
  }
}

/** Tells whether a row was ever under observation. */
export function isObserved({ time, entry }: SurvivalTimes, row: number): boolean {
  return entry === undefined || entry[row]! < time[row]!;
}

/** Weights at risk and weights of events at each distinct time, ascending, by group. */
export interface LifeTable {
  readonly times: Float64Array;
  /** Weight under observation just before each time, one column per group. */
  readonly atRisk: readonly Float64Array[];
  readonly events: readonly Float64Array[];
}

/**
 * Sums the weights at risk and the weights of events by distinct time.
 *
 * @param times - checked columns
 * @param groups - number of groups
 * @param groupOf - group of a row, from 0; a negative group leaves the row out
 */
export function lifeTable(times: SurvivalTimes, groups = 1, groupOf: (row: number) => number = () => 0): LifeTable {
  const { time, event, weight, entry } = times;
  const count = time.length;
  const leaving = ascendingOrder(time);
  const entering = entry === undefined ? new Uint32Array() : ascendingOrder(entry);
  const group = new Int32Array(count);
  const present = new Float64Array(groups);
  for (let row = 0; row < count; row++) {
    group[row] = isObserved(times, row) ? groupOf(row) : -1;
    if (entry === undefined && group[row]! >= 0) present[group[row]!]! += weight === undefined ? 1 : weight[row]!;
  }
  const distinct = new Float64Array(count);
  const atRisk = Array.from({ length: groups }, () => new Float64Array(count));
  const events = Array.from({ length: groups }, () => new Float64Array(count));
  let places = 0;
  let entered = 0;
  for (let index = 0; index < count; ) {
    const now = time[leaving[index]!]!;
    // A row that enters at a time is at risk just after it; a row censored at a time is at risk of its events.
    for (; entered < entering.length && entry![entering[entered]!]! < now; entered++) {
      const row = entering[entered]!;
      if (group[row]! >= 0) present[group[row]!]! += weight === undefined ? 1 : weight[row]!;
    }
    for (let of = 0; of < groups; of++) atRisk[of]![places] = present[of]!;
    let isThere = false;
    for (; index < count && time[leaving[index]!] === now; index++) {
      const row = leaving[index]!;
      const of = group[row]!;
      if (of < 0) continue;
      isThere = true;
      const own = weight === undefined ? 1 : weight[row]!;
      present[of]! -= own;
      if (event[row] === 1) events[of]![places]! += own;
    }
    if (isThere) distinct[places++] = now;
  }
  const trimmed = (column: Float64Array): Float64Array => column.subarray(0, places);
  return { times: trimmed(distinct), atRisk: atRisk.map(trimmed), events: events.map(trimmed) };
}

/** Returns each value of an ascending list once; overwrites the list. */
export function distinctOf(sorted: Float64Array): Float64Array {
  let kept = 0;
  for (let index = 0; index < sorted.length; index++)
    if (index === 0 || sorted[index] !== sorted[kept - 1]) sorted[kept++] = sorted[index]!;
  return sorted.subarray(0, kept);
}

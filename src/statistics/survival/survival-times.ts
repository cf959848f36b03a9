import { ascendingOrder } from "../descriptive/ascending-order.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

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

/**
 * Throws unless the columns are of one length and hold times that can be: finite, not negative, none before its entry.
 * A row under observation for no time at all is let through; it was never at risk.
 */
export function requireSurvivalTimes({ time, event, weight, entry }: SurvivalTimes): void {
  const count = time.length;
  if (count === 0) throw outsideDomain("time", "nothing", "at least one time");
  requireLength(event, count);
  if (weight !== undefined) requireLength(weight, count);
  if (entry !== undefined) requireLength(entry, count);
  for (let row = 0; row < count; row++) {
    const from = entry === undefined ? 0 : entry[row]!;
    if (!(time[row]! >= 0 && time[row]! < Infinity)) throw outsideDomain(`time[${row}]`, time[row], "finite and not negative");
    if (event[row] !== 0 && event[row] !== 1) throw outsideDomain(`event[${row}]`, event[row], "0 or 1");
    if (!(from >= 0 && from <= time[row]!)) throw outsideDomain(`entry[${row}]`, from, "between 0 and the time of its row");
    if (weight !== undefined && !(weight[row]! >= 0 && weight[row]! < Infinity))
      throw outsideDomain(`weight[${row}]`, weight[row], "not negative");
  }
}

/** Whether a row was under observation for any time at all. */
export function isObserved({ time, entry }: SurvivalTimes, row: number): boolean {
  return entry === undefined || entry[row]! < time[row]!;
}

/** What happened at each distinct time, ascending, group by group: weights. */
export interface LifeTable {
  readonly times: Float64Array;
  /** Under observation just before each time, a column a group. */
  readonly atRisk: readonly Float64Array[];
  readonly events: readonly Float64Array[];
}

/**
 * Counts who was at risk and to whom it happened, by distinct time.
 *
 * @param times - checked columns
 * @param groups - how many groups
 * @param groupOf - group of a row from 0; below 0 leaves it out
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
    // Who enters at a time is at risk from just after it; who is censored at a time is at risk of its events.
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

/** Each value of an ascending list once. */
export function distinctOf(sorted: Float64Array): Float64Array {
  let kept = 0;
  for (let index = 0; index < sorted.length; index++)
    if (index === 0 || sorted[index] !== sorted[kept - 1]) sorted[kept++] = sorted[index]!;
  return sorted.subarray(0, kept);
}

/** Position of the first value above another in an ascending list. */
export function firstAbove(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

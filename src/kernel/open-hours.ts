import { firstAfter, firstAtOrAfter } from "./sorted-search.js";

/**
 * The open hours of a business calendar, as a table. It knows nothing outside its horizon, where it is neither open nor
 * closed.
 */
export interface OpenHours {
  /** Start of the horizon, in epoch milliseconds. */
  readonly from: number;
  /** End of the horizon (inclusive), in epoch milliseconds. */
  readonly to: number;
  /** Open intervals `[start, end)` in epoch milliseconds: in order, without overlaps, within the horizon. */
  readonly intervals: readonly (readonly [start: number, end: number])[];
}

/** An {@link OpenHours} for binary search: open time at instants, and instants at open times. */
export interface OpenClock {
  readonly hours: OpenHours;
  /** Open milliseconds from the start of the horizon to an instant. */
  readonly openAt: (instant: number) => number;
  /** The first instant by which so many open milliseconds, more than 0, have passed; infinite beyond the horizon. */
  readonly firstWith: (open: number) => number;
  /** The last instant at which no more than so many open milliseconds have passed; infinite beyond the horizon. */
  readonly lastWith: (open: number) => number;
}

const clocks = new WeakMap<OpenHours, OpenClock>();

/**
 * Returns the clock of open hours; it is made once.
 *
 * @example
 * const clock = openClock({ from: 0, to: 100, intervals: [[10, 20], [50, 60]] });
 * [clock.openAt(15), clock.firstWith(10), clock.lastWith(10), clock.firstWith(11)] // => [5, 20, 50, 51]
 */
export function openClock(hours: OpenHours): OpenClock {
  const known = clocks.get(hours);
  if (known !== undefined) return known;
  const { intervals } = hours;
  const starts = Float64Array.from(intervals, ([start]) => start);
  const before = new Float64Array(intervals.length + 1);
  for (const [index, [start, end]] of intervals.entries()) before[index + 1] = before[index]! + end - start;
  const total = before[intervals.length]!;
  const clock: OpenClock = {
    hours,
    openAt: (instant) => {
      const index = firstAfter(starts, instant) - 1;
      return index < 0 ? 0 : Math.min(before[index]! + instant - starts[index]!, before[index + 1]!);
    },
    firstWith: (open) => {
      if (open > total) return Number.POSITIVE_INFINITY;
      const index = Math.max(0, firstAtOrAfter(before, open) - 1);
      return starts[index]! + open - before[index]!;
    },
    lastWith: (open) => {
      if (open >= total) return Number.POSITIVE_INFINITY;
      const index = firstAfter(before, open) - 1;
      return starts[index]! + open - before[index]!;
    },
  };
  clocks.set(hours, clock);
  return clock;
}

/** Whether a value is a table of open hours with its intervals in order. */
export function isOpenHours(value: unknown): value is OpenHours {
  if (typeof value !== "object" || value === null) return false;
  const { from, to, intervals } = value as Partial<OpenHours>;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || !Array.isArray(intervals)) return false;
  let last = from!;
  for (const interval of intervals as unknown[]) {
    if (!Array.isArray(interval) || interval.length !== 2) return false;
    const [start, end] = interval as [unknown, unknown];
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return false;
    if ((start as number) < last || (end as number) <= (start as number)) return false;
    last = end as number;
  }
  return last <= to!;
}

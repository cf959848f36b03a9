import { firstAfter } from "../kernel/internal.js";
import {
  calendarStarts,
  type CalendarUnit,
  ClienteleError,
  dayText,
  type LocalClock,
  MILLISECONDS_PER,
  startOfUnit,
} from "../kernel/index.js";

const SHORTEST_DAYS: Readonly<Record<CalendarUnit, number>> = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };
const MAX_PERIODS = 10_000;

/** Names of the calendar units. */
export const CALENDAR_UNITS: readonly CalendarUnit[] = ["day", "week", "month", "quarter", "year"];

/** Consecutive calendar units: period i is `[starts[i], starts[i + 1])`. */
export interface CalendarPeriods {
  readonly unit: CalendarUnit;
  /** Starts of the periods, followed by the end of the last one. */
  readonly starts: readonly number[];
}

/**
 * Returns the calendar units from the one that contains `from` to the one that contains `to`.
 *
 * @throws ClienteleError `too_many_periods`, `invalid_time_zone`
 */
export function calendarPeriods(unit: CalendarUnit, from: number, to: number, zone: string): CalendarPeriods {
  const periods = Math.ceil((to - from) / (SHORTEST_DAYS[unit] * MILLISECONDS_PER.days));
  if (periods > MAX_PERIODS) {
    throw new ClienteleError(
      "too_many_periods",
      `The table would have ${periods} periods, more than ${MAX_PERIODS}. Start later with \`from\`, or use a longer unit than ${unit}.`,
      { unit, periods },
    );
  }
  const starts = calendarStarts(unit, from, to, zone);
  const end = startOfUnit(unit, starts.at(-1)!, zone, 1);
  return { unit, starts: [...starts, end] };
}

/** Returns the index of the period that contains an instant. */
export function periodOf({ starts }: CalendarPeriods, milliseconds: number): number {
  return Math.max(0, firstAfter(starts, milliseconds, 0, starts.length - 1) - 1);
}

/**
 * Returns the usual notation of the calendar unit that starts at an instant: `2011-01`, `2011-Q1`, `2011`; days and weeks by
 * their first day, `2011-01-03`.
 */
export function periodLabel(unit: CalendarUnit, start: number, clock: LocalClock): string {
  const day = dayText(clock.day(start));
  const [year, month] = day.split("-") as [string, string];
  switch (unit) {
    case "year":
      return year;
    case "quarter":
      return `${year}-Q${Math.ceil(Number(month) / 3)}`;
    case "month":
      return `${year}-${month}`;
    default:
      return day;
  }
}

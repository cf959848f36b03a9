import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import { addQuarters } from "date-fns/addQuarters";
import { addWeeks } from "date-fns/addWeeks";
import { addYears } from "date-fns/addYears";
import { startOfDay } from "date-fns/startOfDay";
import { startOfMonth } from "date-fns/startOfMonth";
import { startOfQuarter } from "date-fns/startOfQuarter";
import { startOfWeek } from "date-fns/startOfWeek";
import { startOfYear } from "date-fns/startOfYear";
import { type Window, MILLISECONDS_PER } from "./window.js";
import { UtcDate } from "./utc-date.js";
import { firstInstantOfDay, localDay, zoneOffsets } from "./zone.js";

/** Aligned units of a zone's calendar. A week starts on Monday (ISO 8601). */
export type CalendarUnit = "day" | "week" | "month" | "quarter" | "year";

const startOf: Record<CalendarUnit, (date: Date) => Date> = {
  day: (date) => startOfDay(date),
  week: (date) => startOfWeek(date, { weekStartsOn: 1 }),
  month: (date) => startOfMonth(date),
  quarter: (date) => startOfQuarter(date),
  year: (date) => startOfYear(date),
};

const add: Record<CalendarUnit, (date: Date, amount: number) => Date> = {
  day: addDays,
  week: addWeeks,
  month: addMonths,
  quarter: addQuarters,
  year: addYears,
};

/**
 * The first instant of the calendar unit that an instant falls in, in a time zone, moved by whole units.
 * Where local midnight does not exist (Cairo on some days) or comes twice (Athens in 1975), the day starts at its first
 * instant. A day that a zone left out (Apia, 30 December 2011) starts where the next one does, and so is empty.
 *
 * @param unit - day, week (from Monday), month, quarter or year
 * @param milliseconds - any instant in the unit
 * @param zone - IANA time zone
 * @param move - how many units later (negative: earlier)
 * @throws ClienteleError `invalid_time_zone`
 * @example
 * new Date(startOfUnit("month", Date.UTC(2026, 6, 15), "Asia/Shanghai")).toISOString() // => "2026-06-30T16:00:00.000Z"
 */
export function startOfUnit(unit: CalendarUnit, milliseconds: number, zone: string, move = 0): number {
  const day = localDay(zoneOffsets(zone, milliseconds, milliseconds), milliseconds);
  // The date is reckoned where no clock ever changes; only then is its first instant looked for in the zone.
  return firstInstantOfDay(zone, firstDayOfUnit(unit, day, move));
}

/**
 * The first day of the calendar unit that a day falls in, moved by whole units.
 *
 * @param day - days since 1970-01-01
 */
export function firstDayOfUnit(unit: CalendarUnit, day: number, move = 0): number {
  const start = startOf[unit](new UtcDate(day * MILLISECONDS_PER.days));
  return add[unit](start, move).getTime() / MILLISECONDS_PER.days;
}

/**
 * The calendar window around an instant: the whole unit `[start, next start)`, or an earlier or later one.
 *
 * @example
 * calendarWindow("year", Date.UTC(2026, 6, 1), "UTC", -1) // => { from: 1735689600000, to: 1767225600000 }
 */
export function calendarWindow(unit: CalendarUnit, milliseconds: number, zone: string, move = 0): Window {
  return { from: startOfUnit(unit, milliseconds, zone, move), to: startOfUnit(unit, milliseconds, zone, move + 1) };
}

/**
 * The starts of every unit from the one that holds `from` to the one that holds `to`, both included.
 *
 * @example
 * calendarStarts("month", Date.UTC(2026, 0, 5), Date.UTC(2026, 2, 5), "UTC").length // => 3
 */
export function calendarStarts(unit: CalendarUnit, from: number, to: number, zone: string): number[] {
  const starts: number[] = [];
  for (let move = 0, start = startOfUnit(unit, from, zone); start <= to; start = startOfUnit(unit, from, zone, ++move)) {
    // A day that the zone left out has no start of its own.
    if (start !== starts.at(-1)) starts.push(start);
  }
  return starts;
}

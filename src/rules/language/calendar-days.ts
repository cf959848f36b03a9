import { type CalendarUnit, dayText } from "../../kernel/index.js";
import { firstDayOfUnit } from "../../kernel/internal.js";
import { dayOfDate } from "./anniversary.js";
import type { CalendarChoice, DayRange, Test } from "./expression.js";

/** The units of calendar windows. */
export const CALENDAR_UNITS: readonly CalendarUnit[] = ["day", "week", "month", "quarter", "year"];

/** Number of units by which each choice lies after the unit of `asOf`. */
export const CALENDAR_MOVES: Readonly<Record<CalendarChoice, number>> = { previous: -1, this: 0, next: 1 };

/** Returns the dates `[from, to)` of the calendar unit that a choice means on a day. */
export function calendarDates(
  { which, unit }: { readonly which: CalendarChoice; readonly unit: CalendarUnit },
  today: string,
): { readonly from: string; readonly to: string } {
  const day = dayOfDate(today);
  const move = CALENDAR_MOVES[which];
  return { from: dayText(firstDayOfUnit(unit, day, move)), to: dayText(firstDayOfUnit(unit, day, move + 1)) };
}

/** Returns the days, both ends included, in which an anniversary is asked for. */
export function anniversaryDays(test: Extract<Test, { is: "anniversary" }>, today: string): DayRange {
  const day = dayOfDate(today);
  if ("which" in test) {
    const move = CALENDAR_MOVES[test.which];
    return { from: firstDayOfUnit(test.unit, day, move), to: firstDayOfUnit(test.unit, day, move + 1) - 1 };
  }
  const { from, to } = dayRange(test.days);
  return { from: day + from, to: day + to };
}

/** Returns the days of an anniversary, counted from today. */
export function dayRange(days: number | DayRange): DayRange {
  return typeof days === "number" ? { from: 0, to: days } : days;
}

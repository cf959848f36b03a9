import { MILLISECONDS_PER } from "../../kernel/index.js";
import { dayOfDate } from "./anniversary.js";
import type { DatePart } from "./expression.js";

/** Parts of a date or an instant, each with its lowest and its highest value. */
export const DATE_PARTS: Readonly<Record<DatePart, { readonly min: number; readonly max: number }>> = {
  month: { min: 1, max: 12 },
  dayOfMonth: { min: 1, max: 31 },
  weekday: { min: 1, max: 7 },
  hour: { min: 0, max: 23 },
};

/** Parts of a date; an instant has an hour as well. */
export const PARTS_OF_DATES: readonly DatePart[] = ["month", "dayOfMonth", "weekday"];

/** Instants `[from, to)` that have parts: in these years every database knows the calendar and the offsets of every zone. */
export const PARTED = { from: Date.UTC(1901, 0), to: Date.UTC(2100, 0) } as const;

const ofDate: Readonly<Record<Exclude<DatePart, "hour">, (date: string) => number>> = {
  month: (date) => Number(date.slice(5, 7)),
  dayOfMonth: (date) => Number(date.slice(8, 10)),
  weekday: (date) => weekdayOf(dayOfDate(date)),
};

const ofLocalTime: Readonly<Record<DatePart, (milliseconds: number) => number>> = {
  month: (milliseconds) => new Date(milliseconds).getUTCMonth() + 1,
  dayOfMonth: (milliseconds) => new Date(milliseconds).getUTCDate(),
  weekday: (milliseconds) => weekdayOf(Math.floor(milliseconds / MILLISECONDS_PER.days)),
  hour: (milliseconds) => new Date(milliseconds).getUTCHours(),
};

/** Returns the function that reads a part of a date. */
export function partOfDate(part: DatePart): (date: string) => number {
  return ofDate[part as keyof typeof ofDate];
}

/** Returns the function that reads a part of a local time, in milliseconds since 1970-01-01 on the clocks of its zone. */
export function partOfLocalTime(part: DatePart): (milliseconds: number) => number {
  return ofLocalTime[part];
}

/** Returns the ISO weekday, 1 (Monday) to 7, of a day; 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

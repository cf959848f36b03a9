import { MILLISECONDS_PER } from "../../kernel/index.js";
import type { LeapDay } from "./expression.js";

/** Returns the days from 1970-01-01 to a date. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_PER.days;
}

/** Returns the date of an anniversary in a year; 29 February moves to the leap day where the year has none. */
export function anniversaryIn(year: number, date: string, leapDay: LeapDay): string {
  const monthDay = date.slice(5);
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${String(year).padStart(4, "0")}-${monthDay === "02-29" && !isLeap ? leapDay : monthDay}`;
}

/** Returns the whole years from a date to another. */
export function yearsBetween(date: string, today: string, leapDay: LeapDay): number {
  const year = Number(today.slice(0, 4));
  return year - Number(date.slice(0, 4)) - (today < anniversaryIn(year, date, leapDay) ? 1 : 0);
}

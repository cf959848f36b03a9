import { dayText, type Locale } from "../../kernel/index.js";
import { localDay, zoneOffsets } from "../../kernel/internal.js";
import type { Json, JsonObject } from "./chart.js";

/** Returns the days of instants in the calendar of a time zone, as `YYYY-MM-DD`. */
export function localDays(instants: readonly (number | Date)[], zone: string): string[] {
  const milliseconds = instants.map(Number);
  if (milliseconds.length === 0) return [];
  const first = milliseconds.reduce((earliest, at) => Math.min(earliest, at));
  const last = milliseconds.reduce((latest, at) => Math.max(latest, at));
  const table = zoneOffsets(zone, first, last);
  return milliseconds.map((at) => dayText(localDay(table, at)));
}

/** Returns a field of days on a horizontal axis, with as many ticks at days of the data as fit into the width. */
export function dayField(field: string, title: string, days: readonly string[], locale: Locale, width: number): JsonObject {
  const distinct = [...new Set(days)].sort();
  const monthly = distinct.length > 1 && areMonths(distinct);
  const values: Json[] = spacedDays(distinct, width - 110, monthly ? 66 : 92).map(utcDay);
  return {
    field,
    type: "temporal",
    title,
    scale: { type: "utc" },
    axis: { format: dayFormat(monthly, locale), values, grid: false, labelOverlap: false, labelFlush: false },
  };
}

/** Returns whether every day is the first of a month. */
export function areMonths(days: readonly string[]): boolean {
  return days.every((day) => day.endsWith("-01"));
}

/** Returns evenly spaced days of the data whose labels do not overlap. */
function spacedDays(days: readonly string[], space: number, labelWidth: number): string[] {
  const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
  const step = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(space / labelWidth))));
  const first = at(days[0] as string);
  const span = at(days[days.length - 1] as string) - first;
  const pixels = (day: string) => (span === 0 ? 0 : ((at(day) - first) / span) * space);
  const chosen: string[] = [];
  for (let index = 0; index < days.length; index += step) {
    const day = days[index] as string;
    const last = chosen[chosen.length - 1];
    if (last === undefined || pixels(day) - pixels(last) >= labelWidth) chosen.push(day);
  }
  return chosen;
}

function dayFormat(monthly: boolean, locale: Locale): string {
  if (locale.startsWith("zh")) return monthly ? "%Y年%-m月" : "%Y-%m-%d";
  return monthly ? "%b %Y" : "%-d %b %Y";
}

function utcDay(day: string): Json {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return { year, month, date, utc: true };
}

/** Returns the format by which Vega reads a column of days in any time zone. */
export function dayFormatOf(field: string): JsonObject {
  return { parse: { [field]: "utc:'%Y-%m-%d'" } };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Returns a month for people: `Mar 2011`, `2011年3月`. */
export function monthText(day: string, locale: Locale): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  return locale.startsWith("zh") ? `${year}年${month}月` : `${months[month - 1] as string} ${year}`;
}

import { dayText, type Locale } from "../../kernel/index.js";
import { localDay, zoneOffsets } from "../../kernel/internal.js";
import type { Json, JsonObject } from "./chart.js";

/** Days of the zone's calendar, `YYYY-MM-DD`, on which instants fall: what a reader would call them. */
export function localDays(instants: readonly (number | Date)[], zone: string): string[] {
  const milliseconds = instants.map(Number);
  if (milliseconds.length === 0) return [];
  const first = milliseconds.reduce((least, at) => Math.min(least, at));
  const last = milliseconds.reduce((most, at) => Math.max(most, at));
  const table = zoneOffsets(zone, first, last);
  return milliseconds.map((at) => dayText(localDay(table, at)));
}

/** A field of days on a horizontal axis, with ticks at days of the data, as many as the width has module for. */
export function dayField(field: string, title: string, days: readonly string[], locale: Locale, width: number): JsonObject {
  const distinct = [...new Set(days)].sort();
  const monthly = distinct.length > 1 && areMonths(distinct);
  const values: Json[] = roomyDays(distinct, width - 110, monthly ? 66 : 92).map(utcDay);
  return {
    field,
    type: "temporal",
    title,
    scale: { type: "utc" },
    axis: { format: dayFormat(monthly, locale), values, grid: false, labelOverlap: false, labelFlush: false },
  };
}

/** Whether every day begins a month. */
export function areMonths(days: readonly string[]): boolean {
  return days.every((day) => day.endsWith("-01"));
}

/** The first day, every so many days of the data after it, and of those only the ones with module for their label. */
function roomyDays(days: readonly string[], module: number, labelWidth: number): string[] {
  const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
  const step = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(module / labelWidth))));
  const first = at(days[0] as string);
  const span = at(days[days.length - 1] as string) - first;
  const pixels = (day: string) => (span === 0 ? 0 : ((at(day) - first) / span) * module);
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

/** How Vega reads a column of days, whatever the zone of the machine. */
export function dayFormatOf(field: string): JsonObject {
  return { parse: { [field]: "utc:'%Y-%m-%d'" } };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A month for people: `Mar 2011`, `2011年3月`. */
export function monthText(day: string, locale: Locale): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  return locale.startsWith("zh") ? `${year}年${month}月` : `${months[month - 1] as string} ${year}`;
}

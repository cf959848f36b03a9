import { calendarWindow, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds, localDate } from "../../kernel/internal.js";
import { anniversaryIn, dayOfDate } from "../language/anniversary.js";
import { anniversaryDays, CALENDAR_MOVES, calendarDates } from "../language/calendar-days.js";
import type { Test } from "../language/expression.js";
import { constantZone } from "../language/subject-zone.js";

/** Maximum number of dates of one field that are tried. */
const MAX_DATES = 20_000;

/** Returns constants, the ends of the spans of tests relative to `asOf`, and instants with the parts that tests ask for. */
export function limits(tests: readonly Test[], asOf: number, constants: readonly number[]): number[] {
  const spans = tests.flatMap((test) => {
    if (test.is !== "calendar") return [];
    const { from, to } = calendarWindow(test.unit, asOf, constantZone(test.zone), CALENDAR_MOVES[test.which]);
    return [from, to];
  });
  const lengths = tests.flatMap((test) => ("duration" in test ? [durationMilliseconds(test.duration)] : []));
  const found = [...constants, asOf, ...spans, ...lengths.flatMap((length) => [asOf - length, asOf + length])];
  const days = unique(tests.flatMap((test) => (test.is === "anniversary" ? daysOf(test, asOf) : []))).flatMap((day) =>
    [-1, 0, 1].flatMap((step) => dateOfDay(day + step) ?? []),
  );
  const thisYear = new Date(asOf).getUTCFullYear();
  // A day of the year falls on every weekday within these years.
  const parted = tests.some(({ is }) => is === "part") ? around(thisYear, YEARS_OF_PARTS) : [];
  const years = yearsAround([...found.map((at) => new Date(at).getUTCFullYear()), ...parted]);
  const anniversaries = years.flatMap((year) => days.map((date) => dayOfDate(anniversaryIn(year, date, "02-28"))));
  return [...found, ...anniversaries.map(noonOf), ...partedInstants(tests, asOf, found, anniversaries)];
}

/** Returns years, and the ones before and after each. */
function yearsAround(years: readonly number[]): number[] {
  return unique(years.flatMap((year) => [year - 1, year, year + 1])).filter((year) => year >= 0 && year <= 9999);
}

/** Returns the first and the last day of a calendar unit or an anniversary. */
function daysOf(test: Test, asOf: number): number[] {
  if (test.is === "calendar") return Object.values(calendarDates(test, localDate(constantZone(test.zone), asOf))).map(dayOfDate);
  if (test.is !== "anniversary") return [];
  const { from, to } = anniversaryDays(test, localDate(constantZone(test.zone), asOf));
  return [from, to];
}

/** Years on each side of `asOf` in which every weekday meets every day of the year, 29 February among them. */
const YEARS_OF_PARTS = 14;

/** Returns the days, since 1970-01-01, whose parts are all that a date can have; none if no test reads a part. */
function partedDays(tests: readonly Test[], today: number): number[] {
  if (!tests.some(({ is }) => is === "part")) return [];
  return around(today, YEARS_OF_PARTS * 366);
}

function noonOf(day: number): number {
  return day * MILLISECONDS_PER.days + 12 * MILLISECONDS_PER.hours;
}

/**
 * Returns instants with all parts that tests can ask for, at noon where they do not ask for an hour: within a year, within a week
 * of each of some other instants, and on some days.
 */
function partedInstants(tests: readonly Test[], asOf: number, others: readonly number[], otherDays: readonly number[]): number[] {
  const today = Math.floor(asOf / MILLISECONDS_PER.days);
  const hasHours = tests.some((test) => test.is === "part" && test.part === "hour");
  if (!hasHours) return partedDays(tests, today).map(noonOf);
  const days = [
    ...around(today, 183),
    ...otherDays,
    ...unique(others.map((at) => Math.floor(at / MILLISECONDS_PER.days))).flatMap((day) => around(day, 7)),
  ];
  return unique(days).flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => day * MILLISECONDS_PER.days + hour * MILLISECONDS_PER.hours),
  );
}

/** Returns the integers that are at most so far from one. */
function around(middle: number, distance: number): number[] {
  return Array.from({ length: 2 * distance + 1 }, (_, index) => middle - distance + index);
}

/** Returns dates around constants, around the ends of spans, at the birthdays that ages turn on, and at anniversaries. */
export function datesAround(texts: readonly string[], tests: readonly Test[], asOf: number): string[] {
  const zones = unique(tests.flatMap((test) => ("zone" in test && test.zone !== undefined ? [constantZone(test.zone)] : [])));
  const todays = unique((zones.length === 0 ? ["UTC"] : zones).map((zone) => localDate(zone, asOf)));
  const spans = tests.flatMap((test) =>
    "duration" in test ? [Math.round(durationMilliseconds(test.duration) / MILLISECONDS_PER.days)] : [],
  );
  const days = unique(
    [
      ...texts.map(dayOfDate),
      ...tests.flatMap((test) => daysOf(test, asOf)),
      ...todays.map(dayOfDate).flatMap((today) => [today, ...spans.flatMap((span) => [today - span, today + span])]),
    ].flatMap((day) => [day - 1, day, day + 1]),
  );
  const today = Math.floor(asOf / MILLISECONDS_PER.days);
  const dates = unique([...days, ...partedDays(tests, today)]).flatMap((day) => dateOfDay(day) ?? []);
  const ages = tests.flatMap((test) => {
    if (test.is !== "age") return [];
    const bounds = test.test.is === "between" ? [test.test.from, test.test.to] : [test.test.value];
    return bounds.flatMap((bound) => [Math.floor(bound), Math.ceil(bound)]);
  });
  const timed = ages.length > 0 || tests.some(({ is }) => is === "anniversary");
  if (!timed) return dates;
  const thisYear = Number(todays[0]!.slice(0, 4));
  const years = yearsAround([
    ...texts.map((text) => Number(text.slice(0, 4))),
    ...[0, ...ages].flatMap((age) => [-1, 0, 1].map((step) => thisYear - age + step)),
  ]);
  const birthdays = unique([...dates, ...todays].map((date) => date.slice(5)));
  return unique([
    ...dates,
    ...years.flatMap((year) => birthdays.map((birthday) => anniversaryIn(year, `0000-${birthday}`, "02-28"))),
  ]).slice(0, MAX_DATES);
}

function dateOfDay(day: number): string | undefined {
  const text = new Date(day * MILLISECONDS_PER.days).toISOString();
  return text.length === 24 ? text.slice(0, 10) : undefined;
}

/** Returns values without repetitions. */
export function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

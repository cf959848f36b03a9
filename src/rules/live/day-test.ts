import { dayText, MILLISECONDS_PER } from "../../kernel/index.js";
import { dayBoundaries, durationMilliseconds, localDate, offsetReader, pathKeys, valueAtPath } from "../../kernel/internal.js";
import { anniversaryIn, dayOfDate, yearsBetween } from "../language/anniversary.js";
import { anniversaryDays, calendarDates } from "../language/calendar-days.js";
import { PARTED, partOfLocalTime } from "../language/date-parts.js";
import type { Test, ZoneSpec } from "../language/expression.js";
import type { RuleFields } from "../language/rule-fields.js";
import { zoneDecider } from "../language/subject-zone.js";
import type { ValueReader } from "../language/value-reading.js";
import { unsupported } from "./unsupported.js";
import { type Attributes, integerTest, type ValueTest } from "./compiled-test.js";

/** Tests whose result depends on the local day, or on a local part of an instant. */
export type DayTest = Extract<Test, { is: "withinLast" | "withinNext" | "age" | "anniversary" | "calendar" | "part" }>;

/** Days that are searched for the next one on which a test turns; a little more than a year. */
const SEARCHED = 370;

/** Compiles a test of a date against the local day, or of the local date of an instant. */
export function dayTest(test: DayTest, type: "date" | "instant", read: ValueReader, fields: RuleFields): ValueTest {
  const zoneOf = zoneReader(test.zone, fields);
  const readsAttributes = typeof test.zone === "object";
  if (test.is === "part") return { passes: partTest(test, read, zoneOf), turns: null, readsAttributes };
  if (type === "instant" && test.is !== "anniversary") return unsupported(`${test.is} of an instant`);
  const holds = heldOn(test);
  const dateOf = (raw: unknown, zone: string): string | undefined => {
    const value = read(raw);
    if (type === "date" || value === undefined) return value as string | undefined;
    const at = value as number;
    return at >= PARTED.from && at < PARTED.to ? localDate(zone, at) : undefined;
  };
  return {
    passes: (raw, attributes, at) => {
      const zone = zoneOf(attributes);
      const date = dateOf(raw, zone);
      return date !== undefined && holds(date, localDate(zone, at));
    },
    turns: (raw, attributes, at) => {
      const zone = zoneOf(attributes);
      const date = dateOf(raw, zone);
      return date === undefined ? Number.POSITIVE_INFINITY : turnOf((today) => holds(date, today), zone, at);
    },
    readsAttributes,
  };
}

/** Returns the next instant at which a test of the local day turns; one at which it does not, where that is far ahead. */
function turnOf(holds: (today: string) => boolean, zone: string, at: number): number {
  const today = localDate(zone, at);
  const now = holds(today);
  const day = dayOfDate(today);
  let next = day + 1;
  while (next < day + SEARCHED && holds(dayText(next)) === now) next++;
  // Where clocks go back over midnight, the day before comes again.
  const again = dayBoundaries(zone, day).filter((instant) => holds(localDate(zone, instant)) !== now);
  const instants = [...again, ...dayBoundaries(zone, next)].filter((instant) => instant > at);
  return instants.length === 0 ? at + MILLISECONDS_PER.days : Math.min(...instants);
}

/** Returns whether a test of a date holds on a day. */
function heldOn(test: Exclude<DayTest, { is: "part" }>): (date: string, today: string) => boolean {
  switch (test.is) {
    case "withinLast":
    case "withinNext": {
      const days = durationMilliseconds(test.duration) / MILLISECONDS_PER.days;
      return (date, today) => {
        const ahead = dayOfDate(date) - dayOfDate(today);
        return test.is === "withinLast" ? ahead <= 0 && ahead > -days : ahead > 0 && ahead <= days;
      };
    }
    case "age": {
      const passes = integerTest(test.test);
      return (date, today) => date <= today && passes(yearsBetween(date, today, test.leapDay ?? "02-28"));
    }
    case "calendar":
      return (date, today) => {
        const { from, to } = calendarDates(test, today);
        return date >= from && date < to;
      };
    case "anniversary":
      return (date, today) => {
        const { from, to } = anniversaryDays(test, today);
        const years = [from, to].map((day) => Number(dayText(day).slice(0, 4))) as [number, number];
        for (let year = years[0]; year <= years[1]; year++) {
          const day = dayOfDate(anniversaryIn(year, date, test.leapDay ?? "02-28"));
          if (day >= from && day <= to) return true;
        }
        return false;
      };
  }
}

function partTest(
  { part, test }: Extract<DayTest, { is: "part" }>,
  read: ValueReader,
  zoneOf: (attributes: Attributes) => string,
): ValueTest["passes"] {
  const passes = integerTest(test);
  const partOf = partOfLocalTime(part);
  const offsets = new Map<string, (at: number) => number>();
  return (raw, attributes) => {
    const at = read(raw) as number;
    if (!(at >= PARTED.from && at < PARTED.to)) return false;
    const zone = zoneOf(attributes);
    const offset = offsets.get(zone) ?? offsetReader(zone);
    offsets.set(zone, offset);
    return passes(partOf(at + offset(at)));
  };
}

/** Returns the function that gives the zone of a test for a profile. */
function zoneReader(zone: ZoneSpec | undefined, fields: RuleFields): (attributes: Attributes) => string {
  if (typeof zone !== "object") return () => zone ?? "UTC";
  const keys = pathKeys(zone.attribute)!;
  const decide = zoneDecider(zone, fields.attribute(zone.attribute)!);
  return (attributes) => decide(valueAtPath(attributes, keys));
}

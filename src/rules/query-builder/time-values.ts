import { type CalendarUnit, dayText, type Duration, MILLISECONDS_PER } from "../../kernel/index.js";
import { isCalendarDate, zoneOffsets } from "../../kernel/internal.js";
import { dayOfDate } from "../language/anniversary.js";
import { CALENDAR_UNITS } from "../language/calendar-days.js";
import type { Test } from "../language/expression.js";

/** The instants `[from, to)` of a local day, as ISO 8601 text. */
export interface DayValue {
  readonly from: string;
  readonly to: string;
}

/** Reads the value of a `date` input as a day of a zone; `undefined` if it is none. */
export function dayValue(value: unknown, zone: string): DayValue | undefined {
  if (typeof value !== "string" || !isCalendarDate(value)) return undefined;
  const next = dayText(dayOfDate(value) + 1);
  return isCalendarDate(next) ? { from: instantText(`${value}T00:00`, zone), to: instantText(`${next}T00:00`, zone) } : undefined;
}

/** Reads the value of a `datetime-local` input as an instant of a zone, as ISO 8601 text; `undefined` if it is none. */
export function localTimeValue(value: unknown, zone: string): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(value)) return undefined;
  return isCalendarDate(value.slice(0, 10)) && Number.isFinite(Date.parse(`${value}Z`)) ? instantText(value, zone) : undefined;
}

/** Wider than the offset of any zone. */
const MARGIN = 1.5 * MILLISECONDS_PER.days;

/** Returns the instant of a wall-clock time: the first of two, and later by what the clocks skipped. */
function instantText(local: string, zone: string): string {
  const wanted = Date.parse(`${local}Z`);
  const { starts, offsets } = zoneOffsets(zone, wanted - MARGIN, wanted + MARGIN);
  let offset = offsets[0]!;
  for (let index = 1; index < starts.length; index++)
    if (wanted >= starts[index]! + Math.max(offsets[index - 1]!, offsets[index]!)) offset = offsets[index]!;
  return new Date(wanted - offset).toISOString();
}

const LENGTHS = ["week", "day", "hour", "minute"] as const;
const PERIODS = { this: "this", previous: "previous", next: "next" } as const;

/**
 * Reads a relative date: `{ last: 30, unit: "day" }`, `{ next: 2, unit: "week" }`, or a period of the calendar such as
 * `{ this: "month" }`, `{ previous: "year" }`, `{ next: "week" }`.
 *
 * @returns the test; or what is wrong; `undefined` if the value is no relative date
 */
export function relativeTest(
  value: unknown,
  type: "date" | "instant",
  zone: string | undefined,
): Test | { wrong: string } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { unit, ...rest } = value as Readonly<Record<string, unknown>>;
  const [[name, given] = ["", undefined], ...others] = Object.entries(rest);
  if (others.length > 0 || !["last", "next", "this", "previous"].includes(name))
    return {
      wrong: "Must have exactly one of `last` and `next` (a number, with a `unit`) or `this`, `previous` and `next` (a unit).",
    };
  const needsZone = { wrong: "A relative date needs the option `zone`, which decides when a day begins." };
  if (typeof given === "number") {
    if (name !== "last" && name !== "next") return { wrong: `Only \`last\` and \`next\` take a number.` };
    if (!LENGTHS.includes(unit as never)) {
      const hint = `Choose from ${LENGTHS.join(", ")}`;
      return {
        wrong:
          unit === "month" || unit === "quarter" || unit === "year"
            ? `A ${unit} has no exact length: give exact units. ${hint}, or ask for a period of the calendar: { previous: "${unit}" }.`
            : `Unknown unit. ${hint}.`,
      };
    }
    if (!Number.isSafeInteger(given) || given <= 0) return { wrong: "Must be a positive whole number of units." };
    const is = name === "last" ? "withinLast" : "withinNext";
    const duration = { [`${unit as string}s`]: given } as Duration;
    if (type === "instant") return { is, duration };
    return zone === undefined ? needsZone : { is, duration, zone };
  }
  if (name === "last" || !CALENDAR_UNITS.includes(given as CalendarUnit) || unit !== undefined)
    return { wrong: `Must be a number with a \`unit\`, or one of the units ${CALENDAR_UNITS.join(", ")}.` };
  if (type === "date" || zone !== undefined)
    return zone === undefined
      ? needsZone
      : { is: "calendar", which: PERIODS[name as keyof typeof PERIODS], unit: given as CalendarUnit, zone };
  return needsZone;
}

/** Reads a length of time: `{ days: 90 }`, or text such as "90 days". */
export function durationValue(value: unknown): Duration | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  const [, count, unit] = (typeof value === "string" && /^(\d+) (week|day|hour|minute|second)s?$/.exec(value)) || [];
  return count === undefined ? undefined : { [`${unit}s`]: Number(count) };
}

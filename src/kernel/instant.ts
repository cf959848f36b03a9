import { ClienteleError } from "./errors.js";
import { isDate } from "./same-content.js";
import { shownValue } from "./shown-value.js";

/** What functions accept as an instant: a `Date`, ISO 8601 text with an offset (`2026-01-31T09:00:00Z`), or epoch milliseconds. */
export type InstantInput = Date | string | number;

/** Milliseconds from the epoch that a `Date` can hold, either side. */
export const LARGEST_INSTANT = 8.64e15;

/**
 * Epoch milliseconds of an instant.
 *
 * @param path - where it stands in the input, for the message
 * @throws ClienteleError `invalid_instant` when it cannot be read: an invalid Date, a text without an offset, a number that is not whole or outside the range of `Date`
 * @example
 * toMilliseconds(new Date("2026-01-01T00:00:00Z")) // => 1767225600000
 * toMilliseconds("2026-01-01T08:00:00+08:00") // => 1767225600000
 */
export function toMilliseconds(instant: InstantInput, path = ""): number {
  const value = parseInstant(instant);
  if (value !== undefined) return value;
  const message = `Pass a Date, ISO 8601 text with an offset, or whole epoch milliseconds; got ${shownValue(instant)}.`;
  throw new ClienteleError("invalid_instant", message, { value: instant }, path);
}

/**
 * Epoch milliseconds of a `Date`, of milliseconds, or of an ISO 8601 text with an offset; `undefined` for anything else.
 *
 * @example
 * parseInstant("2026-01-31T09:00:00+08:00") // => 1769821200000
 * parseInstant("2026-02-30T09:00:00Z") // => undefined
 * parseInstant("2026-01-31") // => undefined
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value === "number") return isInstant(value) ? value : undefined;
  if (typeof value === "object" && value !== null && isDate(value))
    return isInstant(value.getTime()) ? value.getTime() : undefined;
  if (typeof value !== "string") return undefined;
  const match = ISO_WITH_OFFSET.exec(value);
  if (match === null) return undefined;
  const milliseconds = Date.parse(value);
  return Number.isFinite(milliseconds) && isCalendarDate(match[1] as string) ? milliseconds : undefined;
}

function isInstant(milliseconds: number): boolean {
  return Number.isInteger(milliseconds) && Math.abs(milliseconds) <= LARGEST_INSTANT;
}

const ISO_WITH_OFFSET = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Whether a text is a day of the calendar, `YYYY-MM-DD`, that exists.
 *
 * @example
 * isCalendarDate("2024-02-29") // => true
 * isCalendarDate("2026-02-29") // => false
 */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(milliseconds) && new Date(milliseconds).toISOString().slice(0, 10) === text;
}

import { ClienteleError } from "./errors.js";

/** What functions accept as an instant: a `Date` or epoch milliseconds. */
export type InstantInput = Date | number;

/** Milliseconds from the epoch that a `Date` can hold, either side. */
export const LARGEST_INSTANT = 8.64e15;

/**
 * Epoch milliseconds of an instant.
 *
 * @throws ClienteleError `invalid_instant` when it is not finite, not whole, or outside the range of `Date`
 * @example
 * toMilliseconds(new Date("2026-01-01T00:00:00Z")) // => 1767225600000
 */
export function toMilliseconds(instant: InstantInput, path = ""): number {
  const value = typeof instant === "number" ? instant : instant instanceof Date ? instant.getTime() : Number.NaN;
  if (!Number.isInteger(value) || Math.abs(value) > LARGEST_INSTANT) {
    throw new ClienteleError("invalid_instant", "Pass a valid Date or whole epoch milliseconds.", { value: instant }, path);
  }
  return value;
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
  if (value instanceof Date || typeof value === "number") {
    const milliseconds = typeof value === "number" ? value : value.getTime();
    return Number.isInteger(milliseconds) && Math.abs(milliseconds) <= LARGEST_INSTANT ? milliseconds : undefined;
  }
  if (typeof value !== "string") return undefined;
  const match = ISO_WITH_OFFSET.exec(value);
  if (match === null) return undefined;
  const milliseconds = Date.parse(value);
  return Number.isFinite(milliseconds) && isCalendarDate(match[1] as string) ? milliseconds : undefined;
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

import { ClienteleError } from "../kernel/index.js";
import { isStorableText, toMilliseconds } from "../kernel/internal.js";

/** Longest identifier, in UTF-16 units, as the models have it. */
const LONGEST_IDENTIFIER = 256;

/** Longest key of the schedule: an identifier of a customer and what is scheduled for it. */
const LONGEST_SCHEDULE_KEY = 512;

/**
 * Checks an identifier that is to be stored; returns it.
 *
 * @param name - what it identifies, for the message (`"customer.id"`)
 * @throws ClienteleError `unstorable_identifier`
 * @example
 * requireIdentifier("__proto__", "customer.id") // => "__proto__"
 */
export function requireIdentifier(value: unknown, name: string): string {
  return requireKey(value, name, LONGEST_IDENTIFIER);
}

/**
 * Checks a key of the schedule; returns it.
 *
 * @throws ClienteleError `unstorable_identifier`
 */
export function requireScheduleKey(value: unknown, name = "key"): string {
  return requireKey(value, name, LONGEST_SCHEDULE_KEY);
}

function requireKey(value: unknown, name: string, longest: number): string {
  if (typeof value === "string" && value !== "" && value.length <= longest && isStorableText(value)) return value;
  throw new ClienteleError(
    "unstorable_identifier",
    `Give a text of 1 to ${longest} characters without U+0000 and unpaired surrogates.`,
    { name, value },
    name,
  );
}

/**
 * Checks a whole number from 1: a limit, a lease.
 *
 * @throws ClienteleError `invalid_option`
 */
export function requirePositiveInteger(value: number, option: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new ClienteleError("invalid_option", "Give a whole number from 1.", { option, value }, option);
}

/**
 * Checks a `Date` that is to be stored; returns its epoch milliseconds.
 *
 * @throws ClienteleError `invalid_instant` for anything but a valid Date; a number would come back as a number
 */
export function requireDate(value: Date, path: string): number {
  return toMilliseconds(typeof value === "number" ? Number.NaN : value, path);
}

import { ClienteleError } from "../kernel/index.js";
import { anInteger, isStorableText, requireOption, toMilliseconds } from "../kernel/internal.js";

/** Maximum length of an identifier in UTF-16 units, as in the models. */
const MAX_IDENTIFIER = 256;

/**
 * Checks an identifier before it is stored, and returns it.
 *
 * @param name - path of the identifier, for the message (`"customer.id"`)
 * @throws ClienteleError `unstorable_identifier`
 * @example
 * requireIdentifier("__proto__", "customer.id") // => "__proto__"
 */
export function requireIdentifier(value: unknown, name: string): string {
  if (isIdentifier(value)) return value;
  throw new ClienteleError(
    "unstorable_identifier",
    `An identifier must be a text of 1 to ${MAX_IDENTIFIER} characters without U+0000 and unpaired surrogates.`,
    { name, value },
    name,
  );
}

/** Tells whether a value can be stored as an identifier. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MAX_IDENTIFIER && isStorableText(value);
}

/**
 * Checks an option that must be an integer of at least 1, such as a limit or a lease, and returns it.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * requirePositiveInteger(50, "limit") // => 50
 * requirePositiveInteger(0, "limit") // => throws invalid_option
 */
export function requirePositiveInteger(value: number, option: string): number {
  return requireOption(option, value, anInteger({ min: 1 }));
}

/**
 * Checks a `Date` before it is stored, and returns its epoch milliseconds.
 *
 * @throws ClienteleError `invalid_instant` for anything but a valid Date: a number would be read back as a number
 */
export function requireDate(value: Date, path: string): number {
  return toMilliseconds(typeof value === "number" ? Number.NaN : value, path);
}

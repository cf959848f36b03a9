import { ClienteleError, compareCodePoints } from "../kernel/index.js";
import { isDate, joinPath } from "../kernel/internal.js";
import { setField, storableCopy } from "./plain-data.js";

/** Any value of JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** An object with only this key is a date. A look-alike of the host is written with one more `$`, which reading removes. */
const DATE_KEY = "$date";
const DATE_LIKE = /^\$+date$/;

/**
 * Writes plain data as canonical JSON, for a column of a database. {@link decodeStorable} reads back exactly the same values,
 * dates included. Equal content gives equal text.
 *
 * @throws ClienteleError `unstorable_value` (see {@link storableCopy})
 * @example
 * encodeStorable({ since: new Date(0), id: "c1" }) // => '{"id":"c1","since":{"$date":"1970-01-01T00:00:00.000Z"}}'
 */
export function encodeStorable(value: unknown): string {
  return storableText(storableCopy(value));
}

/** Writes a value that {@link storableCopy} has checked. */
export function storableText(copy: unknown): string {
  return JSON.stringify(toJsonValue(copy));
}

/**
 * Reads what {@link encodeStorable} wrote.
 *
 * @throws ClienteleError `corrupt_record` for a text that is not JSON, or contains an invalid date
 * @example
 * decodeStorable('{"since":{"$date":"1970-01-01T00:00:00.000Z"}}') // => { since: new Date(0) }
 */
export function decodeStorable(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ClienteleError("corrupt_record", "The stored text is not JSON. Restore the record from a backup.", { path: "" });
  }
  return fromJsonValue(json as JsonValue, "");
}

/** Converts plain data to JSON values, with tagged dates and keys in code-point order. */
export function toJsonValue(value: unknown): JsonValue {
  if (typeof value !== "object" || value === null) return value as JsonValue;
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (isDate(value)) return { [DATE_KEY]: value.toISOString() };
  const keys = Object.keys(value);
  if (keys.length === 1 && DATE_LIKE.test(keys[0]!)) return { [`$${keys[0]}`]: toJsonValue(value[keys[0] as never]) };
  const json: Record<string, JsonValue> = {};
  for (const key of keys.sort(compareCodePoints)) setField(json, key, toJsonValue(value[key as never]));
  return json;
}

/** Converts the result of {@link toJsonValue} back to plain data. */
export function fromJsonValue(json: JsonValue, path: string): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map((item: JsonValue, index) => fromJsonValue(item, joinPath(path, index)));
  const keys = Object.keys(json);
  const only = keys.length === 1 ? keys[0]! : "";
  const fields = json as { readonly [key: string]: JsonValue };
  if (only === DATE_KEY) return readDate(fields[DATE_KEY]!, path);
  if (DATE_LIKE.test(only)) return { [only.slice(1)]: fromJsonValue(fields[only]!, joinPath(path, only)) };
  const value: Record<string, unknown> = {};
  for (const key of keys) setField(value, key, fromJsonValue(fields[key]!, joinPath(path, key)));
  return value;
}

function readDate(text: JsonValue, path: string): Date {
  const date = new Date(typeof text === "string" ? text : Number.NaN);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== text) {
    const message = "The stored date is not an ISO 8601 instant in UTC. Restore the record from a backup.";
    throw new ClienteleError("corrupt_record", message, { path }, path);
  }
  return date;
}

import { durationValue, localTimeValue } from "./time-values.js";
import { isCalendarDate, parseInstant } from "../../kernel/internal.js";
import type { ValueType } from "../language/catalog.js";
import type { Operand } from "../language/expression.js";

/** Converts a value of a form to the type of a field; `undefined` if that would lose something. */
export function coercedValue(value: unknown, type: ValueType, zone: string | undefined): Operand | undefined {
  switch (type) {
    case "number":
    case "integer":
    case "numbers":
      return typeof value === "string" ? exactNumber(value) : typeof value === "number" ? value : undefined;
    case "boolean":
      return value === true || value === "true" ? true : value === false || value === "false" ? false : undefined;
    case "date":
      return typeof value === "string" && isCalendarDate(value) ? value : undefined;
    case "instant":
      if (typeof value === "string" && parseInstant(value) !== undefined) return value;
      return zone === undefined ? undefined : localTimeValue(value, zone);
    case "duration":
      return durationValue(value);
    case "text":
    case "texts":
      return typeof value === "string" ? value : undefined;
    case "opaque":
      return undefined;
  }
}

/** Completes the sentence "Must be …" for the value of a field. */
export const expectedValue: Readonly<Record<ValueType, string>> = {
  text: "text",
  texts: "text",
  number: "a number, or text of a decimal that a number holds exactly",
  numbers: "a number, or text of a decimal that a number holds exactly",
  integer: "a number, or text of a decimal that a number holds exactly",
  boolean: 'true or false, or the text "true" or "false"',
  date: "an existing date, YYYY-MM-DD",
  instant:
    "ISO 8601 text with an offset, such as 2026-01-31T09:00:00Z; with the option `zone` also the value of a date or datetime-local input",
  duration: 'a duration of exact units, such as { days: 90 } or the text "90 days"',
  opaque: "left out, because this field can only be null or notNull",
};

/** Returns the number of a decimal text that keeps its digits: "0.10" does, "9007199254740993" does not. */
function exactNumber(text: string): number | undefined {
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  if (digitsOf(text) !== digitsOf(String(value))) return undefined;
  // "-0" is 0.
  return value === 0 ? 0 : value;
}

function digitsOf(decimal: string): string {
  const [, sign, whole, fraction = ""] = /^([+-]?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(decimal) ?? ["", "", decimal];
  return `${sign === "-" && !/^0*$/.test(whole + fraction) ? "-" : ""}${whole}.${fraction}`;
}

/** Returns the values of `in` and `between` from a list, or from text with commas (`\,` is a comma in a value). */
export function valuesOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (typeof value !== "string") return undefined;
  return (value.match(/(?:\\[\s\S]|[^,\\])+/g) ?? [])
    .map((item) => item.replace(/\\,/g, ",").trim())
    .filter((item) => item !== "");
}

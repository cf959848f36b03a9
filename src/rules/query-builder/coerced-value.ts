import { isCalendarDate, parseInstant } from "../../kernel/internal.js";
import type { FieldType } from "../language/catalog.js";
import type { Scalar } from "../language/expression.js";

/** Brings a value of a form to what a field holds, only where nothing is lost; `undefined` where it cannot. */
export function coercedValue(value: unknown, type: FieldType): Scalar | undefined {
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
      return typeof value === "string" && parseInstant(value) !== undefined ? value : undefined;
    case "text":
    case "texts":
      return typeof value === "string" ? value : undefined;
    case "opaque":
      return undefined;
  }
}

/** What a value has to look like. */
export const expectedValue: Readonly<Record<FieldType, string>> = {
  text: "Give a text.",
  texts: "Give a text.",
  number: "Give a number, or the text of a decimal that a number holds exactly.",
  numbers: "Give a number, or the text of a decimal that a number holds exactly.",
  integer: "Give a number, or the text of a decimal that a number holds exactly.",
  boolean: 'Give true or false, or the text "true" or "false".',
  date: "Give a day that exists, as YYYY-MM-DD.",
  instant: "Give an instant as ISO 8601 with an offset (2026-01-31T09:00:00Z): without one, it is another instant in every zone.",
  opaque: "This field can only be null or notNull.",
};

/** A decimal text whose digits survive being a number: "0.10" does, "9007199254740993" does not. */
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

/** The values of `in` and `between`: a list, or a text with commas (`\,` is a comma of a value). */
export function valuesOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (typeof value !== "string") return undefined;
  return (value.match(/(?:\\[\s\S]|[^,\\])+/g) ?? [])
    .map((item) => item.replace(/\\,/g, ",").trim())
    .filter((item) => item !== "");
}

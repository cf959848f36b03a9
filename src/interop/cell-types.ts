import { ClienteleError, currencyExponent, isClienteleError, type Money, moneyFromDecimal } from "../kernel/index.js";
import { isCalendarDate, isStorableText, isTimeZone, joinPath, parseInstant } from "../kernel/internal.js";
import type {
  BooleanField,
  CustomField,
  DateField,
  DecimalField,
  FieldMapping,
  InstantField,
  IntegerField,
  MoneyField,
  OneOfField,
  TextField,
} from "./field-mapping.js";
import { localTimeReader, patternReader } from "./local-time.js";
import { type DecimalReader, decimalReader } from "./number-text.js";
import { isRefusal, type Refusal, refuseAs } from "./row-problem.js";

/**
 * Reads a cell that is not missing.
 *
 * @param text - its text, trimmed where the mapping trims
 * @param cell - the cell as it was
 * @param currency - the cell of the currency column of a money field
 * @returns the value or a refusal
 */
export type CellReader = (text: string, cell: unknown, currency: unknown) => unknown;

/** Compiles the reader of a field. @throws ClienteleError `invalid_mapping` */
export function cellReader(field: FieldMapping, name: string): CellReader {
  switch (field.type) {
    case "text":
      return textReader(field, name);
    case "integer":
      return integerReader(field, name);
    case "decimal":
      return decimalCellReader(field, name);
    case "money":
      return moneyReader(field, name);
    case "instant":
      return instantReader(field, name);
    case "date":
      return dateReader(field, name);
    case "boolean":
      return booleanReader(field, name);
    case "one-of":
      return oneOfReader(field, name);
    case "custom":
      return customReader(field, name);
    default:
      throw invalidMapping(name, "type", (field as { type: unknown }).type, `Use one of ${cellTypes.join(", ")}.`);
  }
}

/** The types of cells, in the order of the documentation. */
export const cellTypes = [
  "text",
  "integer",
  "decimal",
  "money",
  "instant",
  "date",
  "boolean",
  "one-of",
  "custom",
] as const satisfies readonly FieldMapping["type"][];

/** An error about an option of a field. */
export function invalidMapping(field: string, option: string, value: unknown, message: string): ClienteleError {
  return new ClienteleError("invalid_mapping", message, { field, value }, joinPath(joinPath("fields", field), option));
}

const isObject = (cell: unknown): boolean => typeof cell === "object" && cell !== null;

function textReader({ maximumLength = 100_000 }: TextField, name: string): CellReader {
  if (!Number.isInteger(maximumLength) || maximumLength < 1)
    throw invalidMapping(name, "maximumLength", maximumLength, "The longest text has a whole number of characters from 1 on.");
  return (text, cell) => {
    if (isObject(cell)) return refuseAs("wrong_type", { type: "text" });
    if (text.length > maximumLength) return refuseAs("text_too_long", { maximumLength });
    return isStorableText(text) ? text : refuseAs("unstorable_text");
  };
}

function integerReader(field: IntegerField, name: string): CellReader {
  const readText = numberReaderOf(field, name);
  const withinBounds = boundsOf(field, name);
  return (text, cell) => {
    const decimal = typeof cell === "boolean" || isObject(cell) ? undefined : readText(text);
    if (decimal === undefined || decimal.includes(".")) return refuseAs("wrong_type", { type: "integer" });
    const value = Number(decimal);
    return Number.isSafeInteger(value) ? withinBounds(value === 0 ? 0 : value) : refuseAs("out_of_range");
  };
}

function decimalCellReader(field: DecimalField, name: string): CellReader {
  const readText = numberReaderOf(field, name);
  const withinBounds = boundsOf(field, name);
  const { decimals } = field;
  if (decimals !== undefined && (!Number.isInteger(decimals) || decimals < 0))
    throw invalidMapping(name, "decimals", decimals, "The most decimals are a whole number from 0 on.");
  return (text, cell) => {
    // A number needs no text, whose shortest form may bear an exponent.
    const isNumber = typeof cell === "number" && decimals === undefined;
    const decimal = isNumber ? "" : typeof cell === "boolean" || isObject(cell) ? undefined : readText(text);
    if (decimal === undefined) return refuseAs("wrong_type", { type: "decimal" });
    if (decimals !== undefined && decimalsOf(decimal) > decimals) return refuseAs("too_many_decimals", { decimals });
    const value = isNumber ? cell : Number(decimal);
    return Number.isFinite(value) ? withinBounds(value === 0 ? 0 : value) : refuseAs("out_of_range");
  };
}

function moneyReader(field: MoneyField, name: string): CellReader {
  const { currency, currencyColumn, currencies } = field;
  const readText = numberReaderOf(field, name);
  const withinBounds = boundsOf(field, name);
  if ((currency === undefined) === (currencyColumn === undefined))
    throw invalidMapping(name, "currency", currency, "Give a currency, or the column that tells it.");
  if (currencyColumn !== undefined && (currencies === undefined || currencies.length === 0))
    throw invalidMapping(name, "currencies", currencies, "Name the currencies that the column may tell.");
  const exponents = new Map<string, number>();
  for (const code of currency === undefined ? currencies! : [currency]) {
    try {
      exponents.set(code, currencyExponent(code));
    } catch {
      throw invalidMapping(name, "currency", code, "Use ISO 4217 codes of three capital letters.");
    }
  }
  return (text, cell, currencyCell) => {
    const code = currency ?? (typeof currencyCell === "string" ? currencyCell.trim() : "");
    const exponent = exponents.get(code);
    if (exponent === undefined) return refuseAs(/^[A-Z]{3}$/.test(code) ? "unexpected_currency" : "invalid_currency");
    const decimal = typeof cell === "boolean" || isObject(cell) ? undefined : readText(text);
    if (decimal === undefined) return refuseAs("wrong_type", { type: "money" });
    if (decimalsOf(decimal) > exponent) return refuseAs("too_many_decimals", { decimals: exponent });
    const value = exactMoney(decimal, code);
    if (value === undefined) return refuseAs("out_of_range");
    const bounded = withinBounds(value.amount);
    return isRefusal(bounded) ? bounded : value;
  };
}

/** The amount, or `undefined` past the safe integers: all else was looked at before. */
function exactMoney(decimal: string, currency: string): Money | undefined {
  try {
    return moneyFromDecimal(decimal, currency);
  } catch {
    return undefined;
  }
}

/** Decimals that count: zeros at the end do not. */
function decimalsOf(decimal: string): number {
  const point = decimal.indexOf(".");
  if (point < 0) return 0;
  let end = decimal.length;
  while (decimal[end - 1] === "0") end--;
  return end - point - 1;
}

function instantReader(field: InstantField, name: string): CellReader {
  const { pattern, zone, format = "iso" } = field;
  if (pattern !== undefined) return localInstantReader(field, pattern, zone, name);
  if (zone !== undefined) throw invalidMapping(name, "zone", zone, "A zone belongs to a pattern of local times.");
  if (!["iso", "epoch-milliseconds", "epoch-seconds"].includes(format))
    throw invalidMapping(name, "format", format, "Use iso, epoch-milliseconds or epoch-seconds, or give a pattern.");
  const scale = format === "epoch-seconds" ? 1_000 : 1;
  return (text, cell) => {
    if (cell instanceof Date) return dateOf(parseInstant(cell));
    if (format !== "iso") {
      const number = /^-?\d+(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * scale) : undefined;
      if (number === undefined || (scale === 1 && text.includes("."))) return refuseAs("wrong_type", { type: "instant" });
      return dateOf(parseInstant(number));
    }
    const milliseconds = typeof cell === "string" ? parseInstant(text) : undefined;
    if (milliseconds !== undefined) return new Date(milliseconds);
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return refuseAs("wrong_type", { type: "instant" });
    return refuseAs(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? "impossible_date" : "missing_offset");
  };
}

function dateOf(milliseconds: number | undefined): Date | Refusal {
  return milliseconds === undefined ? refuseAs("impossible_date") : new Date(milliseconds);
}

function localInstantReader(field: InstantField, pattern: string, zone: string | undefined, name: string): CellReader {
  const readPattern = patternReader(pattern);
  if (readPattern === undefined)
    throw invalidMapping(name, "pattern", pattern, "Use year, month and day with tokens of date-fns: yyyy-MM-dd HH:mm:ss.");
  if (zone === undefined || !isTimeZone(zone))
    throw invalidMapping(name, "zone", zone, "A pattern of local times needs an IANA time zone such as Europe/London.");
  const toInstant = localTimeReader(zone, field);
  const read = (text: string): number | Refusal => {
    const wall = readPattern(text);
    if (typeof wall === "string") return refuseAs(wall, { type: "instant" });
    const instant = toInstant(wall);
    return typeof instant === "string" ? refuseAs(instant, { zone }) : instant;
  };
  // Rows of one order bear one time: most texts were read a moment ago.
  const recent = new Map<string, number | Refusal>();
  return (text, cell) => {
    if (cell instanceof Date) return dateOf(parseInstant(cell));
    let found = recent.get(text);
    if (found === undefined) {
      found = read(text);
      if (recent.size >= 4_096) recent.clear();
      recent.set(text, found);
    }
    return typeof found === "number" ? new Date(found) : found;
  };
}

function dateReader({ pattern = "yyyy-MM-dd" }: DateField, name: string): CellReader {
  const readPattern = patternReader(pattern);
  if (readPattern === undefined)
    throw invalidMapping(name, "pattern", pattern, "Use year, month and day with tokens of date-fns: dd/MM/yyyy.");
  return (text, cell) => {
    // A Date has a day only in a zone, which nobody has named.
    if (typeof cell !== "string") return refuseAs("wrong_type", { type: "date" });
    if (pattern === "yyyy-MM-dd" && isCalendarDate(text)) return text;
    const wall = readPattern(text);
    return typeof wall === "number" ? new Date(wall).toISOString().slice(0, 10) : refuseAs(wall, { type: "date" });
  };
}

function booleanReader(field: BooleanField, name: string): CellReader {
  const words = new Map<string, boolean>();
  for (const [value, texts] of [
    [true, field.true ?? ["true", "yes", "y", "1"]],
    [false, field.false ?? ["false", "no", "n", "0"]],
  ] as const) {
    for (const text of texts) {
      if (words.has(foldCase(text))) throw invalidMapping(name, String(value), text, "A text means yes or no, not both.");
      words.set(foldCase(text), value);
    }
  }
  return (text, cell) =>
    typeof cell === "boolean" ? cell : (words.get(foldCase(text)) ?? refuseAs("wrong_type", { type: "boolean" }));
}

function oneOfReader({ values, ignoreCase = false }: OneOfField, name: string): CellReader {
  const fold = ignoreCase ? foldCase : (text: string) => text;
  const isList = Array.isArray(values);
  const pairs: (readonly [string, string])[] =
    typeof values !== "object" || values === null
      ? []
      : isList
        ? values.map((value: string) => [value, value] as const)
        : Object.entries(values as Readonly<Record<string, string>>);
  if (pairs.length === 0) throw invalidMapping(name, "values", values, "List at least one value.");
  const meanings = new Map(pairs.map(([text, meaning]) => [fold(text), meaning]));
  if (meanings.size < pairs.length) throw invalidMapping(name, "values", values, "List each value once.");
  return (text, cell) => (isObject(cell) ? undefined : meanings.get(fold(text))) ?? refuseAs("not_listed");
}

/** Folds A–Z only, as rules do. */
function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function customReader({ read, optional }: CustomField, name: string): CellReader {
  if (typeof read !== "function") throw invalidMapping(name, "read", read, "A custom field has a function `read`.");
  return (text, cell) => {
    try {
      const value = read(text, cell);
      // Nobody may find `undefined` where the type says that a value is there.
      return value === undefined && optional !== true ? refuseAs("reader_failed", { reason: "it returned undefined" }) : value;
    } catch (error) {
      return failure(error);
    }
  };
}

/** What a function of the host threw, as a refusal: with its own code where it has one. */
export function failure(error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error);
  return refuseAs("reader_failed", { reason: isClienteleError(error) ? `${error.code}: ${reason}` : reason });
}

function numberReaderOf(field: IntegerField | DecimalField | MoneyField, name: string): DecimalReader {
  const { decimalSeparator = ".", groupSeparator } = field;
  if (decimalSeparator === groupSeparator)
    throw invalidMapping(name, "groupSeparator", groupSeparator, "Groups and decimals need two different separators.");
  return decimalReader(decimalSeparator, groupSeparator);
}

function boundsOf({ minimum, maximum }: { minimum?: number | undefined; maximum?: number | undefined }, name: string) {
  if (minimum !== undefined && !Number.isFinite(minimum)) throw invalidMapping(name, "minimum", minimum, "A bound is a number.");
  if (maximum !== undefined && (!Number.isFinite(maximum) || maximum < (minimum ?? maximum)))
    throw invalidMapping(name, "maximum", maximum, "The maximum is a number, and not below the minimum.");
  return (value: number): number | Refusal => {
    if (minimum !== undefined && value < minimum) return refuseAs("below_minimum", { minimum });
    if (maximum !== undefined && value > maximum) return refuseAs("above_maximum", { maximum });
    return value;
  };
}

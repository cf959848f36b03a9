import {
  currencyExponent,
  isClienteleError,
  type LocalizedText,
  type Money,
  moneyFromDecimal,
  moneyToDecimal,
} from "../kernel/index.js";
import { isCalendarDate, isStorableText, parseInstant, remembered } from "../kernel/internal.js";
import type {
  BooleanField,
  CellType,
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
import { invalidMapping } from "./mapping-shapes.js";
import { type DecimalReader, decimalReader } from "./number-text.js";
import { isRefusal, type Refusal, refuseAs } from "./row-problem.js";

/**
 * Reads a cell that is not missing.
 *
 * @param text - text of the cell, trimmed if the field says so
 * @param cell - the original cell
 * @param currency - the cell of the currency column of a money field
 * @returns the value or a refusal
 */
export type CellReader = (text: string, cell: unknown, currency: unknown) => unknown;

/**
 * Compiles the reader of a field whose options are of the right kinds.
 *
 * @throws ClienteleError `invalid_mapping` when options contradict each other
 */
export function cellReader(field: FieldMapping, name: string): CellReader {
  switch (field.type) {
    case "text":
      return textReader(field);
    case "integer":
      return integerReader(field, name);
    case "decimal":
      return decimalCellReader(field, name);
    case "money":
      return moneyReader(field, name);
    case "instant":
      return instantReader(field, name);
    case "date":
      return dateReader(field);
    case "boolean":
      return booleanReader(field, name);
    case "one-of":
      return oneOfReader(field, name);
    case "custom":
      return customReader(field, name);
  }
}

/** How people call the types of cells. */
const TYPE_NAMES = {
  text: { en: "a text", zh: "文本" },
  integer: { en: "a whole number", zh: "整数" },
  decimal: { en: "a number", zh: "数字" },
  money: { en: "an amount", zh: "金额" },
  instant: { en: "a date and time", zh: "日期时间" },
  date: { en: "a date", zh: "日期" },
  boolean: { en: "a yes or a no", zh: "“是”或“否”" },
} as const satisfies Partial<Record<CellType, LocalizedText>>;

const wrongType = (type: keyof typeof TYPE_NAMES): Refusal => refuseAs("wrong_type", { type: TYPE_NAMES[type] });

const isObject = (cell: unknown): boolean => typeof cell === "object" && cell !== null;

function textReader({ maxLength = 100_000 }: TextField): CellReader {
  return (text, cell) => {
    if (isObject(cell)) return wrongType("text");
    if (text.length > maxLength) return refuseAs("text_too_long", { maxLength });
    return isStorableText(text) ? text : refuseAs("unstorable_text");
  };
}

function integerReader(field: IntegerField, name: string): CellReader {
  const readText = numberReaderOf(field, name);
  const withinBounds = boundsOf(field, name);
  return (text, cell) => {
    const decimal = typeof cell === "boolean" || isObject(cell) ? undefined : readText(text);
    if (decimal === undefined || decimal.includes(".")) return wrongType("integer");
    const value = Number(decimal);
    return Number.isSafeInteger(value) ? withinBounds(value === 0 ? 0 : value) : refuseAs("out_of_range");
  };
}

function decimalCellReader(field: DecimalField, name: string): CellReader {
  const readText = numberReaderOf(field, name);
  const withinBounds = boundsOf(field, name);
  const { maxDecimals } = field;
  return (text, cell) => {
    // A number is read as it is: its shortest text may have an exponent.
    const isNumber = typeof cell === "number" && maxDecimals === undefined;
    const decimal = isNumber ? "" : typeof cell === "boolean" || isObject(cell) ? undefined : readText(text);
    if (decimal === undefined) return wrongType("decimal");
    if (maxDecimals !== undefined && decimalsOf(decimal) > maxDecimals) return refuseAs("too_many_decimals", { maxDecimals });
    const value = isNumber ? cell : Number(decimal);
    return Number.isFinite(value) ? withinBounds(value === 0 ? 0 : value) : refuseAs("out_of_range");
  };
}

function moneyReader(field: MoneyField, name: string): CellReader {
  const { currency, currencyColumn, currencies } = field;
  const readText = numberReaderOf(field, name);
  const withinBounds = boundsOf(field, name);
  if ((currency === undefined) === (currencyColumn === undefined))
    throw invalidMapping(name, "currency", currency, "Give either `currency` or `currencyColumn`.");
  if (currencyColumn !== undefined && (currencies === undefined || currencies.length === 0))
    throw invalidMapping(name, "currencies", currencies, "List the currencies that `currencyColumn` may contain.");
  const exponents = new Map((currency === undefined ? currencies! : [currency]).map((code) => [code, currencyExponent(code)]));
  return (text, cell, currencyCell) => {
    const code = currency ?? (typeof currencyCell === "string" ? currencyCell.trim() : "");
    const exponent = exponents.get(code);
    if (exponent === undefined) return refuseAs(/^[A-Z]{3}$/.test(code) ? "unexpected_currency" : "invalid_currency");
    const decimal = typeof cell === "boolean" || isObject(cell) ? undefined : readText(text);
    if (decimal === undefined) return wrongType("money");
    if (decimalsOf(decimal) > exponent) return refuseAs("too_many_decimals", { maxDecimals: exponent });
    const value = exactMoney(decimal, code);
    if (value === undefined) return refuseAs("out_of_range");
    const bounded = withinBounds(value.amount, (amount) => `${code} ${moneyToDecimal({ amount, currency: code })}`);
    return isRefusal(bounded) ? bounded : value;
  };
}

/** Returns the amount, or `undefined` past the safe integers; everything else was checked before. */
function exactMoney(decimal: string, currency: string): Money | undefined {
  try {
    return moneyFromDecimal(decimal, currency);
  } catch {
    return undefined;
  }
}

/** Counts the decimals; zeros at the end do not count. */
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
  if (zone !== undefined) throw invalidMapping(name, "zone", zone, "`zone` requires `pattern`.");
  const scale = format === "epoch-seconds" ? 1_000 : 1;
  return (text, cell) => {
    if (cell instanceof Date) return dateOf(parseInstant(cell));
    if (format !== "iso") {
      const number = /^-?\d+(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * scale) : undefined;
      if (number === undefined || (scale === 1 && text.includes("."))) return wrongType("instant");
      return dateOf(parseInstant(number));
    }
    const milliseconds = typeof cell === "string" ? parseInstant(text) : undefined;
    if (milliseconds !== undefined) return new Date(milliseconds);
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return wrongType("instant");
    return refuseAs(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? "impossible_date" : "missing_offset");
  };
}

function dateOf(milliseconds: number | undefined): Date | Refusal {
  return milliseconds === undefined ? refuseAs("impossible_date") : new Date(milliseconds);
}

function localInstantReader(field: InstantField, pattern: string, zone: string | undefined, name: string): CellReader {
  const readPattern = patternReader(pattern)!;
  if (zone === undefined) throw invalidMapping(name, "zone", zone, "`pattern` requires an IANA time zone such as Europe/London.");
  const toInstant = localTimeReader(zone, field);
  const read = (text: string): number | Refusal => {
    const wall = readPattern(text);
    if (typeof wall === "string") return refuseAs(wall, { type: TYPE_NAMES.instant });
    const instant = toInstant(wall);
    return typeof instant === "string" ? refuseAs(instant, { zone }) : instant;
  };
  // The lines of one order have the same time: most texts were read a moment ago.
  const readOnce = remembered(4_096, read);
  return (text, cell) => {
    if (cell instanceof Date) return dateOf(parseInstant(cell));
    const found = readOnce(text);
    return typeof found === "number" ? new Date(found) : found;
  };
}

function dateReader({ pattern = "yyyy-MM-dd" }: DateField): CellReader {
  const readPattern = patternReader(pattern)!;
  return (text, cell) => {
    // A Date has a calendar day only in a time zone, and the field names none.
    if (typeof cell !== "string") return wrongType("date");
    if (pattern === "yyyy-MM-dd" && isCalendarDate(text)) return text;
    const wall = readPattern(text);
    return typeof wall === "number" ? new Date(wall).toISOString().slice(0, 10) : refuseAs(wall, { type: TYPE_NAMES.date });
  };
}

function booleanReader(field: BooleanField, name: string): CellReader {
  const words = new Map<string, boolean>();
  for (const [value, texts] of [
    [true, field.true ?? ["true", "yes", "y", "1"]],
    [false, field.false ?? ["false", "no", "n", "0"]],
  ] as const) {
    for (const text of texts) {
      if (words.has(foldCase(text)))
        throw invalidMapping(name, String(value), text, "The same text cannot mean both yes and no.");
      words.set(foldCase(text), value);
    }
  }
  return (text, cell) => (typeof cell === "boolean" ? cell : (words.get(foldCase(text)) ?? wrongType("boolean")));
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
  if (meanings.size < pairs.length)
    throw invalidMapping(name, "values", values, "A value is listed twice. List each value once.");
  return (text, cell) => (isObject(cell) ? undefined : meanings.get(fold(text))) ?? refuseAs("not_listed");
}

/** Folds A–Z to lower case; like rules, leaves all other letters alone. */
function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function customReader({ read, optional }: CustomField, name: string): CellReader {
  if (read === undefined) throw invalidMapping(name, "read", read, "Give the function `read` of a custom field.");
  return (text, cell) => {
    try {
      const value = read(text, cell);
      // The type of a required field promises a value.
      return value === undefined && optional !== true ? refuseAs("reader_failed", { reason: "it returned undefined" }) : value;
    } catch (error) {
      return failure(error);
    }
  };
}

/** Turns what a function of the host threw into a refusal, which names the code of a coded error. */
export function failure(error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error);
  return refuseAs("reader_failed", { reason: isClienteleError(error) ? `${error.code}: ${reason}` : reason });
}

function numberReaderOf(field: IntegerField | DecimalField | MoneyField, name: string): DecimalReader {
  const { decimalSeparator = ".", groupSeparator } = field;
  if (decimalSeparator === groupSeparator)
    throw invalidMapping(name, "groupSeparator", groupSeparator, "`groupSeparator` must differ from `decimalSeparator`.");
  return decimalReader(decimalSeparator, groupSeparator);
}

/** Creates the check of a number against the bounds of a field. */
function boundsOf({ min, max }: { readonly min?: number | undefined; readonly max?: number | undefined }, name: string) {
  if (min !== undefined && max !== undefined && max < min)
    throw invalidMapping(name, "max", max, `\`max\` must not be below \`min\` (${min}).`);
  return (value: number, shown: (bound: number) => string | number = (bound) => bound): number | Refusal => {
    if (min !== undefined && value < min) return refuseAs("below_minimum", { min: shown(min) });
    if (max !== undefined && value > max) return refuseAs("above_maximum", { max: shown(max) });
    return value;
  };
}

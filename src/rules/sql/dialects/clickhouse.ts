import type { SqlDialect } from "./dialect.js";
import { type Fragment, jsonList, raw, sql, text } from "./fragment.js";
import { EXISTING_DATE } from "./literals.js";
import { isOneOf } from "./membership.js";

/** Quotes text with single quotes; the backslash is an escape character here. */
const quoted = (given: string): string => `'${given.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const keysOf = (keys: readonly string[]): Fragment => raw(keys.map((key) => `, ${quoted(key)}`).join(""));
const type = (document: Fragment, keys: readonly string[]): Fragment => sql`toString(JSONType(${document}${keysOf(keys)}))`;
const NUMBERS = "('Int64', 'UInt64', 'Double')";
const types = { text: "String", number: "Float64", integer: "Int64", boolean: "Bool", json: "String" } as const;

/** ClickHouse; documents are `String` columns of JSON. Statements aggregate per subject, so they run shard by shard. */
export const clickhouse: SqlDialect = {
  name: "clickhouse",
  identifier: (name) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``,
  literal: quoted,
  placeholder: ({ kind }, position) => `{p${position}:${types[kind]}}`,
  // Drivers refuse whole numbers that are not safe, or bind them as integers.
  parameter: ({ kind, value }) =>
    kind === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value,
  jsonText: (document, keys) => sql`if(${type(document, keys)} = 'String', JSONExtractString(${document}${keysOf(keys)}), NULL)`,
  jsonNumber: (document, keys) =>
    sql`if(${type(document, keys)} IN ${raw(NUMBERS)}, JSONExtractFloat(${document}${keysOf(keys)}), NULL)`,
  jsonBoolean: (document, keys) => sql`if(${type(document, keys)} = 'Bool', JSONExtractBool(${document}${keysOf(keys)}), NULL)`,
  jsonPresent: (document, keys) => sql`(JSONHas(${document}${keysOf(keys)}) AND ${type(document, keys)} <> 'Null')`,
  jsonLength: (document, keys) => sql`if(${type(document, keys)} = 'Array', JSONLength(${document}${keysOf(keys)}), NULL)`,
  jsonHasAny: (document, keys, kind, values) =>
    sql`(${type(document, keys)} = 'Array' AND arrayExists(element -> (toString(JSONType(element)) IN ${raw(kind === "text" ? "('String')" : NUMBERS)} AND ${isOneOf("clickhouse", raw(kind === "text" ? "JSONExtractString(element)" : "JSONExtractFloat(element)"), kind, values)}), JSONExtractArrayRaw(${document}${keysOf(keys)})))`,
  // A document that can be NULL has no arrays.
  absentDocument: "''",
  jsonCountItems: (document, keys, condition) =>
    sql`toInt64(if(${type(document, keys)} = 'Array', arrayCount(item -> ${condition(raw("item"))}, JSONExtractArrayRaw(${document}${keysOf(keys)})), 0))`,
  binaryText: (expression) => expression,
  contains: (value, part) => sql`(position(${value}, ${part}) > 0)`,
  startsWith: (value, part) => sql`startsWith(${value}, ${part})`,
  endsWith: (value, part) => sql`endsWith(${value}, ${part})`,
  like: (value, pattern) =>
    sql`like(${value}, ${text(pattern.replace(/[%_\\]/g, (character) => `\\${character}`).replaceAll("*", "%"))})`,
  foldAscii: (value) => sql`lower(${value})`,
  isDate: (value) => sql`match(${value}, ${raw(quoted(`^${EXISTING_DATE}$`))})`,
  substring: (value, from, length) => sql`substring(${value}, ${raw(String(from))}, ${raw(String(length))})`,
  digitsToInteger: (value) => sql`toInt32OrZero(${value})`,
  remainder: (value, divisor) => sql`modulo(toInt64(${value}), ${raw(String(divisor))})`,
  dateText: (day) => sql`toString(addDays(toDate32('1970-01-01'), toInt32(${day})))`,
  // Two arrays as parameters: written out, the steps of a zone make a statement too large to parse.
  sumUpTo: (value, pairs) => {
    const all = (position: 0 | 1): Fragment => sql`JSONExtract(${jsonList(pairs.map((pair) => pair[position]))}, 'Array(Int64)')`;
    return sql`arraySum((up_to, summand) -> if(up_to <= ${value}, summand, 0), ${all(0)}, ${all(1)})`;
  },
  toDouble: (value) => sql`toFloat64(${value})`,
  functions: { ln: "log", exp: "exp", power: "pow", floor: "floor", least: "least" },
};

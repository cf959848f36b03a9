import type { SqlDialect } from "./dialect.js";
import { type Fragment, raw, sql, text } from "./fragment.js";
import { sumOfValues } from "./sum-of-rows.js";
import { jsonPath, quoted } from "./literals.js";
import { isOneOf } from "./membership.js";

const path = (keys: readonly string[]): Fragment => raw(quoted(jsonPath(keys)));

/** The rows of a list or of an object's fields at a path. A value that has no fields gives at most one row, without a key. */
function each(document: Fragment, keys: readonly string[]): Fragment {
  const quotes = keys.findIndex((key) => key.includes('"'));
  if (quotes < 0) return sql`json_each(${document}, ${path(keys)}) AS element`;
  return sql`json_each(CASE WHEN ${type(document, keys)} IN ('array', 'object') THEN ${value(document, keys)} END) AS element`;
}

/** Reads by a path, or a key with a quotation mark among the fields of an object: versions of SQLite disagree on its path. */
function read(
  document: Fragment,
  keys: readonly string[],
  byPath: (document: Fragment, path: Fragment) => Fragment,
  field: "type" | "value",
): Fragment {
  const quotes = keys.findIndex((key) => key.includes('"'));
  if (quotes < 0) return byPath(document, path(keys));
  const column = (name: string): Fragment =>
    sql`(SELECT element.${raw(name)} FROM ${each(document, keys.slice(0, quotes))} WHERE element.key = ${raw(quoted(keys[quotes]!))} LIMIT 1)`;
  const rest = keys.slice(quotes + 1);
  if (rest.length === 0) return column(field);
  return read(sql`(CASE ${column("type")} WHEN 'object' THEN ${column("value")} END)`, rest, byPath, field);
}
const type = (document: Fragment, keys: readonly string[]): Fragment =>
  read(document, keys, (of, at) => sql`json_type(${of}, ${at})`, "type");
const value = (document: Fragment, keys: readonly string[]): Fragment =>
  read(document, keys, (of, at) => sql`json_extract(${of}, ${at})`, "value");

/** SQLite 3.38 and later; documents are JSON text, in a database encoded as UTF-8. */
export const sqlite: SqlDialect = {
  name: "sqlite",
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  literal: quoted,
  // A bound integer may arrive as INTEGER or REAL; the cast makes every division one of doubles.
  placeholder: ({ kind }) => (kind === "number" ? "CAST(? AS REAL)" : kind === "integer" ? "CAST(? AS INTEGER)" : "?"),
  parameter: ({ kind, value: given }) => (kind === "boolean" ? Number(given) : given),
  jsonText: (document, keys) => sql`(CASE WHEN ${type(document, keys)} = 'text' THEN ${value(document, keys)} END)`,
  jsonNumber: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} IN ('integer', 'real') AND abs(${value(document, keys)}) <= 1.7976931348623157e308 THEN CAST(${value(document, keys)} AS REAL) END)`,
  jsonBoolean: (document, keys) => sql`(CASE ${type(document, keys)} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)`,
  jsonPresent: (document, keys) => sql`COALESCE(${type(document, keys)} <> 'null', 0)`,
  jsonLength: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'array' THEN json_array_length(${value(document, keys)}) END)`,
  jsonHasAny: (document, keys, kind, values) =>
    sql`(COALESCE(${type(document, keys)} = 'array', 0) AND EXISTS (SELECT 1 FROM ${each(document, keys)} WHERE element.type IN ${raw(
      kind === "text" ? "('text')" : "('integer', 'real')",
    )} AND ${isOneOf("sqlite", raw(kind === "text" ? "element.value" : "CAST(element.value AS REAL)"), kind, values)}))`,
  // Only an object is a document; the value of any other item is plain SQL.
  jsonCountItems: (document, keys, condition) =>
    sql`(CASE WHEN ${type(document, keys)} = 'array' THEN (SELECT COUNT(*) FROM json_each(${document}, ${path(keys)}) AS item WHERE ${condition(raw("(CASE item.type WHEN 'object' THEN item.value ELSE '{}' END)"))}) ELSE 0 END)`,
  binaryText: (expression) => sql`(${expression} COLLATE BINARY)`,
  contains: (given, part) => sql`(instr(${given}, ${part}) > 0)`,
  startsWith: (given, part) => sql`(substr(${given}, 1, length(${part})) = ${part})`,
  endsWith: (given, part) =>
    sql`(length(${given}) >= length(${part}) AND substr(${given}, length(${given}) - length(${part}) + 1) = ${part})`,
  // LIKE ignores the case of A–Z here; GLOB does not.
  like: (given, pattern) => sql`(${given} GLOB ${text(pattern.replace(/[?[]/g, (character) => `[${character}]`))})`,
  // Without an extension, lower() folds A–Z only.
  foldAscii: (given) => sql`lower(${given})`,
  // The modifier makes `date` normalize 2026-02-30; without it, the text comes back as it is.
  isDate: (given) => sql`(date(${given}, '+0 days') = ${given})`,
  substring: (given, from, length) => sql`substr(${given}, ${raw(String(from))}, ${raw(String(length))})`,
  digitsToInteger: (given) => sql`CAST(${given} AS INTEGER)`,
  remainder: (given, divisor) => sql`(CAST(${given} AS INTEGER) % ${raw(String(divisor))})`,
  dateText: (day) => sql`strftime('%Y-%m-%d', CAST(${day} AS INTEGER) * 86400, 'unixepoch')`,
  sumUpTo: (given, pairs) => sumOfValues(given, pairs, ""),
  toDouble: (given) => sql`CAST(${given} AS REAL)`,
  functions: { ln: "ln", exp: "exp", power: "power", floor: "floor", least: "MIN" },
};

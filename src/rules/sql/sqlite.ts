import type { SqlDialect } from "./dialect.js";
import { type Fragment, list, raw, sql, text } from "./fragment.js";
import { jsonPath, quoted } from "./literals.js";

const path = (keys: readonly string[]): Fragment => raw(quoted(jsonPath(keys)));
const type = (document: Fragment, keys: readonly string[]): Fragment => sql`json_type(${document}, ${path(keys)})`;
const value = (document: Fragment, keys: readonly string[]): Fragment => sql`json_extract(${document}, ${path(keys)})`;

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
    sql`(CASE WHEN ${type(document, keys)} IN ('integer', 'real') THEN CAST(${value(document, keys)} AS REAL) END)`,
  jsonBoolean: (document, keys) => sql`(CASE ${type(document, keys)} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)`,
  jsonPresent: (document, keys) => sql`COALESCE(${type(document, keys)} <> 'null', 0)`,
  jsonLength: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'array' THEN json_array_length(${document}, ${path(keys)}) END)`,
  jsonHasAny: (document, keys, kind, values) =>
    sql`(COALESCE(${type(document, keys)} = 'array', 0) AND EXISTS (SELECT 1 FROM json_each(${document}, ${path(keys)}) AS element WHERE element.type IN ${raw(
      kind === "text" ? "('text')" : "('integer', 'real')",
    )} AND ${kind === "text" ? raw("element.value") : raw("CAST(element.value AS REAL)")} IN ${list(kind, values)}))`,
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
  toDouble: (given) => sql`CAST(${given} AS REAL)`,
  functions: { ln: "ln", exp: "exp", power: "power", floor: "floor" },
};

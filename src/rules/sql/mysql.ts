import type { SqlDialect } from "./dialect.js";
import { type Fragment, list, raw, sql, text } from "./fragment.js";
import { EXISTING_DATE, jsonPath, likePattern } from "./literals.js";

/** Quotes text with single quotes; the backslash is an escape character here. */
const quoted = (given: string): string => `'${given.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
const node = (document: Fragment, keys: readonly string[]): Fragment =>
  keys.length === 0 ? document : sql`JSON_EXTRACT(${document}, ${raw(quoted(jsonPath(keys)))})`;
const type = (document: Fragment, keys: readonly string[]): Fragment => sql`JSON_TYPE(${node(document, keys)})`;
const NUMBERS = "('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL')";
/** Compares text as bytes: by code point, with case, accents and trailing spaces. */
const bytes = (value: Fragment): Fragment => sql`CAST(${value} AS BINARY)`;

/** MySQL 8 and MariaDB 10.6 and later; documents are `JSON`, connections use utf8mb4. */
export const mysql: SqlDialect = {
  name: "mysql",
  identifier: (name) => `\`${name.replaceAll("`", "``")}\``,
  literal: quoted,
  placeholder: ({ kind }) =>
    kind === "text"
      ? "CAST(? AS BINARY)"
      : kind === "number"
        ? "CAST(? AS DOUBLE)"
        : kind === "integer"
          ? "CAST(? AS SIGNED)"
          : "?",
  jsonText: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'STRING' THEN ${bytes(sql`JSON_UNQUOTE(${node(document, keys)})`)} END)`,
  jsonNumber: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} IN ${raw(NUMBERS)} THEN CAST(JSON_UNQUOTE(${node(document, keys)}) AS DOUBLE) END)`,
  jsonBoolean: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'BOOLEAN' THEN JSON_UNQUOTE(${node(document, keys)}) = 'true' END)`,
  jsonPresent: (document, keys) => sql`COALESCE(${type(document, keys)} <> 'NULL', FALSE)`,
  jsonLength: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'ARRAY' THEN JSON_LENGTH(${node(document, keys)}) END)`,
  jsonHasAny: (document, keys, kind, values) =>
    sql`(COALESCE(${type(document, keys)} = 'ARRAY', FALSE) AND EXISTS (SELECT 1 FROM JSON_TABLE(${node(document, keys)}, '$[*]' COLUMNS (value JSON PATH '$')) AS element WHERE JSON_TYPE(element.value) IN ${raw(
      kind === "text" ? "('STRING')" : NUMBERS,
    )} AND ${kind === "text" ? bytes(raw("JSON_UNQUOTE(element.value)")) : raw("CAST(JSON_UNQUOTE(element.value) AS DOUBLE)")} IN ${list(kind, values)}))`,
  binaryText: bytes,
  contains: (value, part) => sql`(LOCATE(${part}, ${value}) > 0)`,
  startsWith: (value, part) => sql`(LEFT(${value}, LENGTH(${part})) = ${part})`,
  endsWith: (value, part) => sql`(LENGTH(${value}) >= LENGTH(${part}) AND RIGHT(${value}, LENGTH(${part})) = ${part})`,
  like: (value, pattern) => sql`(${value} LIKE ${text(likePattern(pattern))} ESCAPE '!')`,
  // LOWER does nothing to bytes, and on text it folds more letters than A–Z.
  foldAscii: (value) =>
    Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ").reduce(
      (folded, letter) => sql`REPLACE(${folded}, ${raw(`'${letter}'`)}, ${raw(`'${letter.toLowerCase()}'`)})`,
      value,
    ),
  // `$` also matches before a line break at the end.
  isDate: (value) => sql`(LENGTH(${value}) = 10 AND ${value} REGEXP ${raw(quoted(`^${EXISTING_DATE}$`))})`,
  substring: (value, from, length) => sql`SUBSTRING(${value}, ${raw(String(from))}, ${raw(String(length))})`,
  digitsToInteger: (value) => sql`CAST(${value} AS SIGNED)`,
  toDouble: (value) => sql`CAST(${value} AS DOUBLE)`,
  functions: { ln: "LN", exp: "EXP", power: "POWER", floor: "FLOOR" },
};

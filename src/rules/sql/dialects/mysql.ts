import type { SqlDialect } from "./dialect.js";
import { sumOfUnion } from "./sum-of-rows.js";
import { type Fragment, list, raw, sql, text } from "./fragment.js";
import { EXISTING_DATE, jsonPath, likePattern } from "./literals.js";

/**
 * Whether text is the same bytes in every character set that a connection can have, and needs no escape in any `sql_mode`. All
 * other text is written or bound as the hexadecimal digits of its UTF-8 bytes.
 */
const isPlain = (given: string): boolean => /^[ !#-&(-[\]-~]*$/.test(given);
const hex = (given: string): string =>
  Array.from(new TextEncoder().encode(given), (byte) => byte.toString(16).padStart(2, "0")).join("");
const quoted = (given: string): string =>
  isPlain(given.replaceAll('"', "")) ? `_utf8mb4'${given}'` : `CONVERT(X'${hex(given)}' USING utf8mb4)`;
const node = (document: Fragment, keys: readonly string[]): Fragment =>
  keys.length === 0 ? document : sql`JSON_EXTRACT(${document}, ${raw(quoted(jsonPath(keys)))})`;
const type = (document: Fragment, keys: readonly string[]): Fragment => sql`JSON_TYPE(${node(document, keys)})`;
const NUMBERS = "('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL')";
/** Compares text as bytes of UTF-8, whatever its character set: by code point, with case, accents and trailing spaces. */
const bytes = (value: Fragment): Fragment => sql`CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`;
/** Placeholders of text; a connection may have another character set. */
const TEXT = "CONVERT(? USING utf8mb4)";
const HEX_TEXT = `UNHEX(${TEXT})`;

/**
 * MySQL 8 and MariaDB 10.6 and later; documents are `JSON`. Columns and connections may have any character set: text becomes
 * the bytes of UTF-8 before it is compared, and literals beside such bytes are bytes too (`_binary`).
 */
export const mysql: SqlDialect = {
  name: "mysql",
  identifier: (name) => `\`${name.replaceAll("`", "``")}\``,
  literal: quoted,
  placeholder: ({ kind, value }) => {
    const plain = isPlain(String(value));
    if (kind === "text") return plain ? `CAST(${TEXT} AS BINARY)` : HEX_TEXT;
    if (kind === "json") return plain ? TEXT : `CONVERT(${HEX_TEXT} USING utf8mb4)`;
    return kind === "number" ? "CAST(? AS DOUBLE)" : kind === "integer" ? "CAST(? AS SIGNED)" : "?";
  },
  parameter: ({ kind, value }) => ((kind === "text" || kind === "json") && !isPlain(String(value)) ? hex(String(value)) : value),
  jsonText: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'STRING' THEN ${bytes(sql`JSON_UNQUOTE(${node(document, keys)})`)} END)`,
  jsonNumber: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} IN ${raw(NUMBERS)} THEN CAST(JSON_UNQUOTE(${node(document, keys)}) AS DOUBLE) END)`,
  jsonBoolean: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'BOOLEAN' THEN ${bytes(sql`JSON_UNQUOTE(${node(document, keys)})`)} = _binary'true' END)`,
  jsonPresent: (document, keys) => sql`COALESCE(${type(document, keys)} <> 'NULL', FALSE)`,
  jsonLength: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'ARRAY' THEN JSON_LENGTH(${node(document, keys)}) END)`,
  jsonHasAny: (document, keys, kind, values) =>
    sql`(COALESCE(${type(document, keys)} = 'ARRAY', FALSE) AND EXISTS (SELECT 1 FROM JSON_TABLE(${node(document, keys)}, '$[*]' COLUMNS (value JSON PATH '$')) AS element WHERE JSON_TYPE(element.value) IN ${raw(
      kind === "text" ? "('STRING')" : NUMBERS,
    )} AND ${kind === "text" ? bytes(raw("JSON_UNQUOTE(element.value)")) : raw("CAST(JSON_UNQUOTE(element.value) AS DOUBLE)")} IN ${list(kind, values)}))`,
  jsonCountItems: (document, keys, condition) =>
    sql`(CASE WHEN ${type(document, keys)} = 'ARRAY' THEN (SELECT COUNT(*) FROM JSON_TABLE(${node(document, keys)}, '$[*]' COLUMNS (value JSON PATH '$')) AS item WHERE ${condition(raw("item.value"))}) ELSE 0 END)`,
  binaryText: bytes,
  contains: (value, part) => sql`(LOCATE(${part}, ${value}) > 0)`,
  startsWith: (value, part) => sql`(LEFT(${value}, LENGTH(${part})) = ${part})`,
  endsWith: (value, part) => sql`(LENGTH(${value}) >= LENGTH(${part}) AND RIGHT(${value}, LENGTH(${part})) = ${part})`,
  like: (value, pattern) => sql`(${value} LIKE ${text(likePattern(pattern))} ESCAPE _binary'!')`,
  // LOWER does nothing to bytes, and on text it folds more letters than A–Z.
  foldAscii: (value) =>
    Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ").reduce(
      (folded, letter) => sql`REPLACE(${folded}, ${raw(`_binary'${letter}'`)}, ${raw(`_binary'${letter.toLowerCase()}'`)})`,
      value,
    ),
  // `$` also matches before a line break at the end.
  isDate: (value) => sql`(LENGTH(${value}) = 10 AND ${value} REGEXP ${raw(`_binary'^${EXISTING_DATE}$'`)})`,
  substring: (value, from, length) => sql`SUBSTRING(${value}, ${raw(String(from))}, ${raw(String(length))})`,
  digitsToInteger: (value) => sql`CAST(${value} AS SIGNED)`,
  remainder: (value, divisor) => sql`MOD(CAST(${value} AS SIGNED), ${raw(String(divisor))})`,
  dateText: (day) => bytes(sql`DATE_FORMAT(DATE_ADD('1970-01-01', INTERVAL ${day} DAY), '%Y-%m-%d')`),
  sumUpTo: sumOfUnion,
  toDouble: (value) => sql`CAST(${value} AS DOUBLE)`,
  functions: { ln: "LN", exp: "EXP", power: "POWER", floor: "FLOOR", least: "LEAST" },
};

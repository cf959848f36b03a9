import type { SqlDialect } from "./dialect.js";
import { type Fragment, jsonList, list, raw, sql, text } from "./fragment.js";
import { EXISTING_DATE, jsonPath, likePattern, quoted } from "./literals.js";
import { duckdbList, isLong } from "./membership.js";

const node = (document: Fragment, keys: readonly string[]): Fragment =>
  sql`json_extract(${document}, ${raw(quoted(jsonPath(keys)))})`;
const type = (document: Fragment, keys: readonly string[]): Fragment =>
  sql`json_type(${document}, ${raw(quoted(jsonPath(keys)))})`;
const string = (document: Fragment, keys: readonly string[]): Fragment =>
  sql`json_extract_string(${document}, ${raw(quoted(jsonPath(keys)))})`;
const NUMBERS = "('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')";
const casts = { text: "VARCHAR", number: "DOUBLE", integer: "BIGINT", boolean: "BOOLEAN", json: "JSON" } as const;

/** Membership inside of a lambda, which has no subqueries. */
const listed = (value: Fragment, kind: "text" | "number", values: readonly (string | number)[]): Fragment =>
  isLong(values) ? sql`list_contains(${duckdbList(kind, values)}, ${value})` : sql`${value} IN ${list(kind, values)}`;

/** DuckDB 1.1 and later; documents are `JSON`. */
export const duckdb: SqlDialect = {
  name: "duckdb",
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  literal: quoted,
  placeholder: ({ kind }, position) => `CAST($${position} AS ${casts[kind]})`,
  // The driver binds whole numbers as 64-bit integers, and refuses larger ones.
  parameter: ({ kind, value }) => (kind === "number" && Math.abs(value as number) >= 2 ** 63 ? String(value) : value),
  jsonText: (document, keys) => sql`(CASE WHEN ${type(document, keys)} = 'VARCHAR' THEN ${string(document, keys)} END)`,
  jsonNumber: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} IN ${raw(NUMBERS)} AND isfinite(TRY_CAST(${string(document, keys)} AS DOUBLE)) THEN TRY_CAST(${string(document, keys)} AS DOUBLE) END)`,
  jsonBoolean: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'BOOLEAN' THEN ${string(document, keys)} = 'true' END)`,
  jsonPresent: (document, keys) => sql`COALESCE(${type(document, keys)} <> 'NULL', FALSE)`,
  jsonLength: (document, keys) =>
    sql`(CASE WHEN ${type(document, keys)} = 'ARRAY' THEN json_array_length(${node(document, keys)}) END)`,
  jsonHasAny: (document, keys, kind, values) =>
    sql`(COALESCE(${type(document, keys)} = 'ARRAY', FALSE) AND len(list_filter(json_extract(${document}, ${raw(quoted(`${jsonPath(keys)}[*]`))}), lambda element: json_type(element) IN ${raw(
      kind === "text" ? "('VARCHAR')" : NUMBERS,
    )} AND ${listed(raw(kind === "text" ? "json_extract_string(element, '$')" : "TRY_CAST(json_extract_string(element, '$') AS DOUBLE)"), kind, values)})) > 0)`,
  jsonCountItems: (document, keys, condition) =>
    sql`(CASE WHEN ${type(document, keys)} = 'ARRAY' THEN len(list_filter(json_extract(${document}, ${raw(quoted(`${jsonPath(keys)}[*]`))}), lambda item: ${condition(raw("item"))})) ELSE 0 END)`,
  binaryText: (expression) => sql`(CAST(${expression} AS VARCHAR) COLLATE C)`,
  contains: (value, part) => sql`contains(${value}, ${part})`,
  startsWith: (value, part) => sql`starts_with(${value}, ${part})`,
  endsWith: (value, part) => sql`suffix(${value}, ${part})`,
  like: (value, pattern) => sql`(${value} LIKE ${text(likePattern(pattern))} ESCAPE '!')`,
  foldAscii: (value) => sql`translate(${value}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`,
  isDate: (value) => sql`regexp_full_match(${value}, ${raw(quoted(EXISTING_DATE))})`,
  substring: (value, from, length) => sql`substr(${value}, ${raw(String(from))}, ${raw(String(length))})`,
  digitsToInteger: (value) => sql`TRY_CAST(${value} AS INTEGER)`,
  remainder: (value, divisor) => sql`(TRY_CAST(${value} AS BIGINT) % ${raw(String(divisor))})`,
  dateText: (day) => sql`strftime(DATE '1970-01-01' + TRY_CAST(${day} AS INTEGER), '%Y-%m-%d')`,
  // A lambda over the items of a list has no subqueries, so the value, which may be one, comes as a list of its own.
  sumUpTo: (value, pairs) => {
    const steps = [...pairs].sort(([left], [right]) => left - right);
    let total = 0;
    const totals = jsonList(steps.map(([, summand]) => (total += summand)));
    const starts = jsonList(steps.map(([upTo]) => upTo));
    const passed = sql`len(list_filter(CAST(${starts} AS BIGINT[]), lambda up_to: up_to <= instant))`;
    const sum = sql`COALESCE(list_extract(CAST(${totals} AS BIGINT[]), ${passed}), 0)`;
    return sql`list_extract(list_transform([${value}], lambda instant: ${sum}), 1)`;
  },
  toDouble: (value) => sql`CAST(${value} AS DOUBLE)`,
  functions: { ln: "ln", exp: "exp", power: "power", floor: "floor", least: "least" },
};

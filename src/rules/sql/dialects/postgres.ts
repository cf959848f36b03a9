import type { SqlDialect } from "./dialect.js";
import { type Fragment, join, raw, sql, text } from "./fragment.js";
import { EXISTING_DATE, likePattern, quoted as standardQuoted } from "./literals.js";
import { isLong, isOneOf } from "./membership.js";

/** With `E`, a backslash means the same whether or not `standard_conforming_strings` is on. */
const quoted = (given: string): string =>
  given.includes("\\") ? ` E${standardQuoted(given.replaceAll("\\", "\\\\"))}` : standardQuoted(given);

const node = (document: Fragment, keys: readonly string[]): Fragment =>
  // A text key reads objects only, since an array has no field "0".
  sql`(${document}${raw(keys.map((key) => ` -> ${quoted(key)}::text`).join(""))})`;

/** Numbers of larger magnitude have no nearest double. */
const LARGEST = "1.797693134862315807e308";
/** Numbers of at most this magnitude are next to 0. */
const SMALLEST = "2.47032822920623272e-324";
const doubleOf = (number: Fragment): Fragment => {
  const magnitude = sql`abs(${number}::numeric)`;
  return sql`(CASE WHEN ${magnitude} < ${raw(LARGEST)} THEN (CASE WHEN ${magnitude} > ${raw(SMALLEST)} THEN ${number} #>> '{}' ELSE '0' END)::double precision END)`;
};

const bigints = (pairs: readonly (readonly [number, number])[], position: 0 | 1): Fragment =>
  sql`CAST(${text(`{${pairs.map((pair) => pair[position]).join(",")}}`)} AS bigint[])`;

const casts = { text: "text", number: "double precision", integer: "bigint", boolean: "boolean", json: "text" } as const;
const CASE = { upper: "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'", lower: "'abcdefghijklmnopqrstuvwxyz'" };

/** PostgreSQL 13 and later, and PGlite; documents are `jsonb`. */
export const postgres: SqlDialect = {
  name: "postgres",
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  literal: quoted,
  placeholder: ({ kind }, position) => (kind === "text" ? `$${position}::text COLLATE "C"` : `$${position}::${casts[kind]}`),
  jsonText: (document, keys) =>
    sql`(CASE WHEN jsonb_typeof${node(document, keys)} = 'string' THEN (${node(document, keys)} #>> '{}') COLLATE "C" END)`,
  // A number beyond doubles would be an error.
  jsonNumber: (document, keys) =>
    sql`(CASE WHEN jsonb_typeof${node(document, keys)} = 'number' THEN ${doubleOf(node(document, keys))} END)`,
  jsonBoolean: (document, keys) =>
    sql`(CASE WHEN jsonb_typeof${node(document, keys)} = 'boolean' THEN (${node(document, keys)} #>> '{}')::boolean END)`,
  jsonPresent: (document, keys) => sql`COALESCE(jsonb_typeof${node(document, keys)} <> 'null', FALSE)`,
  jsonLength: (document, keys) =>
    sql`(CASE WHEN jsonb_typeof${node(document, keys)} = 'array' THEN jsonb_array_length${node(document, keys)} END)`,
  jsonHasAny: (document, keys, kind, values) => {
    const list = node(document, keys);
    const isList = sql`jsonb_typeof${list} = 'array'`;
    if (!isLong(values)) {
      const found = values.map((value) => sql`${list} @> to_jsonb(${{ kind, value }})`);
      return sql`COALESCE(${isList} AND (${join(found, " OR ")}), FALSE)`;
    }
    const element = raw("element.value");
    const value = kind === "text" ? sql`((${element} #>> '{}') COLLATE "C")` : doubleOf(element);
    const listed = sql`(CASE jsonb_typeof(${element}) WHEN ${raw(kind === "text" ? "'string'" : "'number'")} THEN ${value} END)`;
    return sql`EXISTS (SELECT 1 FROM jsonb_array_elements(CASE WHEN ${isList} THEN ${list} END) AS element(value) WHERE ${isOneOf("postgres", listed, kind, values)})`;
  },
  jsonCountItems: (document, keys, condition) =>
    sql`(SELECT COUNT(*) FROM jsonb_array_elements(CASE WHEN jsonb_typeof${node(document, keys)} = 'array' THEN ${node(document, keys)} ELSE '[]'::jsonb END) AS item(value) WHERE ${condition(raw("item.value"))})`,
  binaryText: (expression) => sql`(${expression}::text COLLATE "C")`,
  contains: (value, part) => sql`(strpos(${value}, ${part}) > 0)`,
  startsWith: (value, part) => sql`starts_with(${value}, ${part})`,
  endsWith: (value, part) => sql`(right(${value}, length(${part})) = ${part})`,
  like: (value, pattern) => sql`(${value} LIKE ${text(likePattern(pattern))} ESCAPE '!')`,
  foldAscii: (value) => sql`translate(${value}, ${raw(CASE.upper)}, ${raw(CASE.lower)})`,
  isDate: (value) => sql`(${value} ~ ${raw(quoted(`^${EXISTING_DATE}$`))})`,
  substring: (value, from, length) => sql`substr(${value}, ${raw(String(from))}, ${raw(String(length))})`,
  digitsToInteger: (value) => sql`CAST(${value} AS integer)`,
  remainder: (value, divisor) => sql`MOD(CAST(${value} AS bigint), ${raw(String(divisor))})`,
  dateText: (day) => sql`(to_char(DATE '1970-01-01' + CAST(${day} AS integer), 'YYYY-MM-DD') COLLATE "C")`,
  // Two arrays, each bound as one text: it plans and compiles hundreds of rows of VALUES for as long as it runs them.
  sumUpTo: (value, pairs) =>
    sql`COALESCE((SELECT SUM(steps.summand) FROM unnest(${bigints(pairs, 0)}, ${bigints(pairs, 1)}) AS steps(up_to, summand) WHERE steps.up_to <= ${value}), 0)`,
  toDouble: (value) => sql`(${value})::double precision`,
  functions: { ln: "ln", exp: "exp", power: "power", floor: "floor", least: "LEAST" },
};

import type { SqlDialectName } from "./dialect.js";
import { type BindKind, type Fragment, jsonList, list, raw, sql } from "./fragment.js";

/** Longest list whose values are bound one by one. A rule of 1,000 such lists stays within the parameters of every database. */
const LONGEST = 20;

type ListKind = "text" | "number";
type Membership = (value: Fragment, kind: ListKind, values: readonly (string | number)[]) => Fragment;

/** Membership in a list that is bound as one JSON array, which the database reads once per statement. */
const inJson: Readonly<Partial<Record<SqlDialectName, Membership>>> = {
  postgres: (value, kind, values) => {
    const item = kind === "text" ? raw('item.value COLLATE "C"') : raw("item.value::double precision");
    return sql`(${value} IN (SELECT ${item} FROM jsonb_array_elements_text(${jsonList(values)}::jsonb) AS item(value)))`;
  },
  sqlite: (value, kind, values) =>
    sql`(${value} IN (SELECT ${raw(kind === "text" ? "item.value" : "CAST(item.value AS REAL)")} FROM json_each(${jsonList(values)}) AS item))`,
  duckdb: (value, kind, values) => sql`(${value} IN (SELECT unnest(${duckdbList(kind, values)})))`,
  clickhouse: (value, kind, values) =>
    sql`if(isNull(${value}), NULL, has(JSONExtract(${jsonList(values)}, ${raw(kind === "text" ? "'Array(String)'" : "'Array(Float64)'")}), assumeNotNull(${value})))`,
  // MySQL and MariaDB would read the array again for every row. They take any number of values in the text of a statement.
};

/** DuckDB reads the items of a list by a lambda, which has no subqueries. */
const inList: Membership = (value, kind, values) =>
  sql`(CASE WHEN ${value} IS NOT NULL THEN list_contains(${duckdbList(kind, values)}, ${value}) END)`;

/** Returns the list as one value of DuckDB, for functions of lists. */
export function duckdbList(kind: ListKind, values: readonly (string | number)[]): Fragment {
  return sql`CAST(${jsonList(values)} AS ${raw(kind === "text" ? "VARCHAR[]" : "DOUBLE[]")})`;
}

/** Whether a list is bound as one JSON array. */
export function isLong(values: readonly unknown[]): boolean {
  return values.length > LONGEST;
}

/**
 * Returns the condition that a value is one of a list; NULL where the value is.
 *
 * @param isItem - whether the value is in an item of a list
 */
export function isOneOf(
  dialect: SqlDialectName,
  value: Fragment,
  kind: BindKind,
  values: readonly (string | number | boolean)[],
  isItem = false,
): Fragment {
  const byDialect = isItem && dialect === "duckdb" ? inList : inJson[dialect];
  const whole = isLong(values) && (kind === "text" || kind === "number") ? byDialect : undefined;
  if (whole !== undefined) return whole(value, kind as ListKind, values as readonly (string | number)[]);
  return sql`(${value} IN ${list(kind, values)})`;
}

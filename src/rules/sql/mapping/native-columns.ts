import type { SqlDialectName } from "../dialects/dialect.js";
import { type Fragment, jsonList, raw, sql } from "../dialects/fragment.js";

/**
 * Reading of columns of a database's own types. Every function gives NULL for what has no counterpart in memory: infinity, zero
 * dates, text of another form. None depends on the session: its time zone, its format of dates.
 */
export interface NativeColumns {
  /** The wall-clock time of a column without a time zone, as milliseconds since 1970-01-01 00:00, floored. */
  readonly timestamp?: (column: Fragment) => Fragment;
  /** The instant of a column with a time zone, as epoch milliseconds, floored. */
  readonly timestamptz: (column: Fragment) => Fragment;
  /** The midnight of a date, as milliseconds since 1970-01-01. */
  readonly midnight: (column: Fragment) => Fragment;
  /** A date, or text, as text YYYY-MM-DD. */
  readonly dateText: (column: Fragment) => Fragment;
  /** The double next to a decimal that is shifted by some digits; `whole` is for integers only, where a fraction may be NULL. */
  readonly decimal: (column: Fragment, digits: number, whole: boolean) => Fragment | undefined;
  readonly boolean: (column: Fragment) => Fragment;
  /** A double, NULL where it is NaN or infinite. */
  readonly double: (column: Fragment) => Fragment;
  /** An identifier of any type, as text. */
  readonly identifier: (column: Fragment) => Fragment;
  /** An element of a list, which is bound, at a position from 0. */
  readonly element: (values: readonly number[], position: Fragment) => Fragment;
  /** The quotient of integers, cut off, at least 0 and at most a limit. */
  readonly position: (dividend: Fragment, divisor: number, limit: number) => Fragment;
}

const DAY = raw("86400000");

/** A decimal with an exponent, which the conversion from text reads exactly. */
const exponent = (digits: number): Fragment => raw(`'e${digits}'`);
const between = (greatest: string, least: string, value: Fragment, limit: number): Fragment =>
  sql`${raw(greatest)}(0, ${raw(least)}(${raw(String(limit))}, ${value}))`;
const finite = (column: Fragment, double: Fragment): Fragment => sql`(CASE WHEN ${column} - ${column} = 0 THEN ${double} END)`;

const postgres: NativeColumns = {
  timestamp: (column) =>
    sql`(CASE WHEN isfinite(${column}) THEN round(extract(epoch FROM date_trunc('milliseconds', ${column})) * 1000)::bigint END)`,
  timestamptz: (column) => postgres.timestamp!(sql`(${column} AT TIME ZONE 'UTC')`),
  midnight: (column) =>
    sql`(CASE WHEN isfinite(${column}::date) THEN (${column}::date - DATE '1970-01-01')::bigint * ${DAY} END)`,
  // JSON has ISO dates, whatever the session's DateStyle is.
  dateText: (column) => sql`(to_jsonb(${column}) #>> '{}')`,
  // NaN and infinity are larger than every number.
  decimal: (column, digits) =>
    sql`(CASE WHEN abs(${column}) < 1e300 THEN (${column}::text || ${exponent(digits)})::double precision END)`,
  boolean: (column) => sql`(CASE ${column}::integer WHEN 1 THEN TRUE WHEN 0 THEN FALSE END)`,
  double: (column) => finite(sql`${column}::double precision`, sql`${column}::double precision`),
  identifier: (column) => column,
  element: (values, position) => sql`(${jsonList(values)}::jsonb -> (${position})::integer)::bigint`,
  position: (dividend, divisor, limit) => between("greatest", "least", sql`${dividend} / ${raw(String(divisor))}`, limit),
};

/** Whether a column has an existing day. A zero date has no last day, and some modes of the server admit 31 February. */
const dayExists = (column: Fragment): Fragment => sql`DAYOFMONTH(${column}) BETWEEN 1 AND DAYOFMONTH(LAST_DAY(${column}))`;

const mysql: NativeColumns = {
  // From the year 1, so that the number is positive and the division rounds down.
  timestamp: (column) =>
    sql`(CASE WHEN ${dayExists(column)} THEN TIMESTAMPDIFF(MICROSECOND, '0001-01-01', ${column}) DIV 1000 - 62135596800000 END)`,
  // The only function that reads a TIMESTAMP without the session's time zone. A zero date is 0.
  timestamptz: (column) => sql`CAST(FLOOR(NULLIF(UNIX_TIMESTAMP(${column}), 0) * 1000) AS SIGNED)`,
  midnight: (column) => sql`(CASE WHEN ${dayExists(column)} THEN (TO_DAYS(${column}) - 719528) * ${DAY} END)`,
  dateText: (column) => column,
  // CONCAT leaves NULL out in the mode ORACLE.
  decimal: (column, digits) =>
    sql`(CASE WHEN ${column} IS NOT NULL THEN CAST(CONCAT(${column}, ${exponent(digits)}) AS DOUBLE) END)`,
  // A BIT is a text of bytes until it is added to a number.
  boolean: (column) => sql`(CASE ${column} + 0 WHEN 1 THEN TRUE WHEN 0 THEN FALSE END)`,
  double: (column) => sql`CAST(${column} AS DOUBLE)`,
  identifier: (column) => column,
  element: (values, position) => sql`CAST(JSON_EXTRACT(${jsonList(values)}, CONCAT('$[', ${position}, ']')) AS SIGNED)`,
  position: (dividend, divisor, limit) => between("GREATEST", "LEAST", sql`${dividend} DIV ${raw(String(divisor))}`, limit),
};

/** Seconds of `YYYY-MM-DD HH:MM:SS` with an offset, as milliseconds, if they exist; `T` may stand for the space. */
const sqliteTime = (column: Fragment, fraction: Fragment, offset: Fragment): Fragment => {
  const clock = sql`substr(${column}, 1, 19)`;
  return sql`(CASE WHEN strftime('%Y-%m-%d %H:%M:%S', ${clock}) = replace(${clock}, 'T', ' ') AND (${fraction} = '' OR ${fraction} GLOB '.[0-9]*' AND substr(${fraction}, 2) NOT GLOB '*[^0-9]*') THEN CAST(strftime('%s', ${clock} || ${offset}) AS INTEGER) * 1000 + CAST(substr(substr(${fraction}, 2) || '000', 1, 3) AS INTEGER) END)`;
};

const sqlite: NativeColumns = {
  timestamp: (column) => sqliteTime(column, sql`substr(${column}, 20)`, raw("''")),
  timestamptz: (column) => {
    const offset = sql`(CASE WHEN substr(${column}, -1) = 'Z' THEN 'Z' WHEN substr(${column}, -6) GLOB '[+-][0-9][0-9]:[0-9][0-9]' THEN substr(${column}, -6) END)`;
    return sqliteTime(column, sql`substr(${column}, 20, length(${column}) - 19 - length(${offset}))`, offset);
  },
  midnight: (column) =>
    sql`(CASE WHEN date(${column}, '+0 days') = ${column} THEN CAST(strftime('%s', ${column}) AS INTEGER) * 1000 END)`,
  dateText: (column) => column,
  // A column of doubles: only those that are next to a decimal of so many digits have an exact product.
  decimal: (column, digits, whole) => {
    if (digits === 0) return sqlite.double(column);
    if (!whole) return undefined;
    const factor = raw(`${10 ** digits}.0`);
    return sql`(CASE WHEN typeof(${column}) IN ('integer', 'real') AND round(${column} * ${factor}) / ${factor} = ${column} THEN round(${column} * ${factor}) END)`;
  },
  boolean: (column) => sql`(CASE ${column} WHEN 1 THEN 1 WHEN 0 THEN 0 END)`,
  double: (column) =>
    sql`(CASE WHEN typeof(${column}) IN ('integer', 'real') AND abs(${column}) <= 1.7976931348623157e308 THEN CAST(${column} AS REAL) END)`,
  identifier: (column) => sql`CAST(${column} AS TEXT)`,
  element: (values, position) => sql`json_extract(${jsonList(values)}, '$[' || ${position} || ']')`,
  position: (dividend, divisor, limit) => between("max", "min", sql`${dividend} / ${raw(String(divisor))}`, limit),
};

const duckdb: NativeColumns = {
  // epoch_ms cuts toward 1970.
  timestamp: (column) => {
    const micros = sql`epoch_us(${column})`;
    return sql`((${micros} - (${micros} % 1000 + 1000) % 1000) // 1000)`;
  },
  timestamptz: (column) => duckdb.timestamp!(column),
  midnight: (column) =>
    sql`(CASE WHEN isfinite(CAST(${column} AS DATE)) THEN date_diff('day', DATE '1970-01-01', CAST(${column} AS DATE)) * ${DAY} END)`,
  dateText: (column) => column,
  decimal: (column, digits) => sql`TRY_CAST(CAST(${column} AS VARCHAR) || ${exponent(digits)} AS DOUBLE)`,
  boolean: (column) => sql`(CASE CAST(${column} AS INTEGER) WHEN 1 THEN TRUE WHEN 0 THEN FALSE END)`,
  double: (column) => finite(sql`CAST(${column} AS DOUBLE)`, sql`CAST(${column} AS DOUBLE)`),
  identifier: (column) => column,
  element: (values, position) => sql`list_extract(CAST(${jsonList(values)} AS BIGINT[]), ${position} + 1)`,
  position: (dividend, divisor, limit) => between("greatest", "least", sql`${dividend} // ${raw(String(divisor))}`, limit),
};

const clickhouse: NativeColumns = {
  // DateTime and DateTime64 hold instants; the zone of the type is for display. The conversion cuts toward 1970.
  timestamptz: (column) => {
    const cut = sql`toUnixTimestamp64Milli(toDateTime64(${column}, 3))`;
    return sql`(${cut} - (fromUnixTimestamp64Milli(${cut}) > ${column}))`;
  },
  midnight: (column) => sql`(toInt64(toInt32(toDate32(${column}))) * ${DAY})`,
  dateText: (column) => sql`toString(${column})`,
  decimal: (column, digits) => sql`toFloat64(concat(toString(${column}), ${exponent(digits)}))`,
  boolean: (column) => sql`multiIf(${column} = 1, true, ${column} = 0, false, NULL)`,
  double: (column) => finite(sql`toFloat64(${column})`, sql`toFloat64(${column})`),
  identifier: (column) => sql`toString(${column})`,
  element: (values, position) => sql`arrayElement(JSONExtract(${jsonList(values)}, 'Array(Int64)'), ${position} + 1)`,
  position: (dividend, divisor, limit) => between("greatest", "least", sql`intDiv(${dividend}, ${raw(String(divisor))})`, limit),
};

/** Reading of the columns of each database. */
export const nativeColumns: Readonly<Record<SqlDialectName, NativeColumns>> = { postgres, mysql, sqlite, duckdb, clickhouse };

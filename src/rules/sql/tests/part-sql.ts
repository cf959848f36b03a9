import { MILLISECONDS_PER } from "../../../kernel/index.js";
import { remembered, zoneOffsets } from "../../../kernel/internal.js";
import { numberTest } from "../../compile/tests/number-test.js";
import { DATE_PARTS, PARTED } from "../../language/date-parts.js";
import type { DatePart, Test } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import type { SqlDialect } from "../dialects/dialect.js";
import { type Fragment, integer, list, number, raw, sql, text } from "../dialects/fragment.js";

type PartTest = Extract<Test, { is: "part" }>;

/** Returns the test of a part of a date; NULL where the date is. */
export function partOfDateSql(dialect: SqlDialect, date: Fragment, test: PartTest): Fragment {
  const passing = passingValues(test);
  if (test.part !== "weekday") {
    const digits = dialect.substring(date, test.part === "month" ? 6 : 9, 2);
    return isOneOf(digits, "text", passing.map(twoDigits));
  }
  return isOneOf(
    weekdayOfDate(dialect, date),
    "integer",
    passing.map((weekday) => weekday - 1),
  );
}

/** Returns the test of a part of an instant in a zone; NULL where the instant is, and false where it has no parts. */
export function partOfInstantSql(dialect: SqlDialect, at: Fragment, test: PartTest): Fragment {
  const passing = passingValues(test);
  const part = partSql(dialect, test.part, localTime(dialect, at, constantZone(test.zone)));
  return ifParted(at, isOneOf(part, "integer", passing));
}

/** Returns a condition on an instant that has parts; false on any other. */
export function ifParted(at: Fragment, condition: Fragment): Fragment {
  // The CASE keeps a database from converting numbers that no calendar has.
  return sql`(CASE WHEN ${at} >= ${integer(PARTED.from)} AND ${at} < ${integer(PARTED.to)} THEN ${condition} ELSE FALSE END)`;
}

/** Returns the local date of an instant that has parts, as text. */
export function localDateSql(dialect: SqlDialect, at: Fragment, zone: string): Fragment {
  return dialect.dateText(whole(dialect, localTime(dialect, at, zone), MILLISECONDS_PER.days));
}

function partSql(dialect: SqlDialect, part: DatePart, local: Fragment): Fragment {
  if (part === "hour") {
    // Counted from long before 1901, so that the remainder is never negative.
    const hours = sql`${whole(dialect, local, MILLISECONDS_PER.hours)} + ${number(24 * 100_000)}`;
    return dialect.remainder(hours, 24);
  }
  const day = whole(dialect, local, MILLISECONDS_PER.days);
  if (part === "weekday") return sql`(${dialect.remainder(sql`${day} + ${number(3 + 7 * 10_000)}`, 7)} + ${integer(1)})`;
  return dialect.digitsToInteger(dialect.substring(dialect.dateText(day), part === "month" ? 6 : 9, 2));
}

/** Returns the milliseconds from 1970-01-01 to an instant on the clocks of a zone. */
function localTime(dialect: SqlDialect, at: Fragment, zone: string): Fragment {
  const { starts, offsets } = offsetsOf(zone);
  const first = number(offsets[0]!);
  if (offsets.length === 1) return sql`(${at} + ${first})`;
  const steps = offsets.slice(1).map((offset, index) => [starts[index + 1]!, offset - offsets[index]!] as const);
  return sql`(${at} + ${first} + ${dialect.toDouble(dialect.sumUpTo(at, steps))})`;
}

function whole(dialect: SqlDialect, value: Fragment, unit: number): Fragment {
  return sql`${raw(dialect.functions.floor)}(${dialect.toDouble(value)} / ${number(unit)})`;
}

/** Returns the weekday of a date, 0 (Monday) to 6, by Sakamoto's rule: a year begins in March, so that a leap day ends it. */
function weekdayOfDate(dialect: SqlDialect, date: Fragment): Fragment {
  const month = dialect.substring(date, 6, 2);
  const year = sql`(${dialect.digitsToInteger(dialect.substring(date, 1, 4))} - (CASE WHEN ${month} < ${text("03")} THEN 1 ELSE 0 END))`;
  const leapYears = (every: number): Fragment => whole(dialect, year, every);
  const months = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4].reduce(
    (cases, days, index) => sql`${cases} WHEN ${text(twoDigits(index + 1))} THEN ${integer(days)}`,
    sql`CASE ${month}`,
  );
  const day = dialect.digitsToInteger(dialect.substring(date, 9, 2));
  // Sakamoto counts from Sunday; 6 more, and whole weeks that keep the sum positive, count from Monday.
  const sum = sql`${year} + ${leapYears(4)} - ${leapYears(100)} + ${leapYears(400)} + (${months} END) + ${day} + ${integer(6 + 70)}`;
  return dialect.remainder(sum, 7);
}

function passingValues({ part, test }: PartTest): readonly number[] {
  const { min, max } = DATE_PARTS[part];
  const passes = numberTest(test);
  return Array.from({ length: max - min + 1 }, (_, index) => min + index).filter(passes);
}

function isOneOf(value: Fragment, kind: "text" | "integer", values: readonly (string | number)[]): Fragment {
  return values.length === 0 ? raw("FALSE") : sql`(${value} IN ${list(kind, values)})`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

const MOST_ZONES = 100;

/** Returns the offsets of a zone over all instants that have parts. Finding them takes a while. */
const offsetsOf = remembered(MOST_ZONES, (zone: string) => zoneOffsets(zone, PARTED.from, PARTED.to));

import { calendarWindow, dayText, MILLISECONDS_PER } from "../../../kernel/index.js";
import { durationMilliseconds, localDate, parseInstant } from "../../../kernel/internal.js";
import type { CatalogField, ValueType } from "../../language/catalog.js";
import { anniversaryIn, dayOfDate } from "../../language/anniversary.js";
import { anniversaryDays, CALENDAR_MOVES, calendarDates } from "../../language/calendar-days.js";
import type { DayRange, ItemWhere, LeapDay, NumberTest, Operand, Scalar, Test } from "../../language/expression.js";
import { elapsedTestSql } from "./elapsed-sql.js";
import { hasBusinessTime } from "../../language/elapsed-limits.js";
import { exactMilliseconds } from "../../language/span.js";
import { constantZone } from "../../language/subject-zone.js";
import { foldAscii } from "../../language/text-matching.js";
import type { SqlDialect } from "../dialects/dialect.js";
import { type Bind, type Fragment, integer, join, junctionSql, number, raw, sql, text } from "../dialects/fragment.js";
import { type FieldSource, typedValue } from "../mapping/mapping.js";
import { isOneOf } from "../dialects/membership.js";
import { unsupported } from "../dialects/unsupported.js";
import { ifParted, localDateSql, partOfDateSql, partOfInstantSql } from "./part-sql.js";

/** What the SQL of a test needs. */
export interface TestContext {
  readonly dialect: SqlDialect;
  readonly asOf: number;
  /** Returns the value of another attribute, of its own type. */
  readonly attribute: (path: string) => Fragment;
  /** Whether the tested value is in an item of a list, where some databases have no subqueries. */
  readonly isItem?: boolean;
}

/** Returns a condition that is false instead of NULL. */
export function truth(condition: Fragment): Fragment {
  return sql`COALESCE(${condition}, FALSE)`;
}

/** Returns a test of a field. Never NULL. */
export function fieldTest(context: TestContext, source: FieldSource, field: CatalogField, test: Test): Fragment {
  const { dialect } = context;
  const { type } = field;
  if (type === "opaque" || type === "texts" || type === "numbers") {
    if ("column" in source)
      throw unsupported(dialect, test.is, `A column cannot hold values of type ${type}. Map a JSON document.`);
    return listTest(context, source.document, source.keys, field, test);
  }
  return valueTest(context, typedValue(dialect, source, type), type, test);
}

/** Counts the items of a list that satisfy conditions. */
function countItems(
  context: TestContext,
  document: Fragment,
  keys: readonly string[],
  items: NonNullable<CatalogField["items"]>,
  where: ItemWhere,
): Fragment {
  const condition = (part: ItemWhere, item: Fragment): Fragment => {
    if (part.kind === "not") return sql`(NOT ${condition(part.of, item)})`;
    if (part.kind === "property")
      return fieldTest(
        { ...context, isItem: true },
        { document: item, keys: part.path.split(".") },
        items[part.path]!,
        part.test,
      );
    return junctionSql(
      part.kind,
      part.of.map((each) => condition(each, item)),
    );
  };
  return context.dialect.jsonCountItems(document, keys, (item) => condition(where, item));
}

function listTest(
  context: TestContext,
  document: Fragment,
  keys: readonly string[],
  { type, items = {} }: CatalogField,
  test: Test,
): Fragment {
  const { dialect } = context;
  const hasAny = (values: readonly Scalar[]): Fragment =>
    dialect.jsonHasAny(document, keys, typeof values[0] === "number" ? "number" : "text", values as readonly (string | number)[]);
  switch (test.is) {
    case "present":
    case "missing": {
      const present =
        type === "opaque" ? dialect.jsonPresent(document, keys) : sql`(${dialect.jsonLength(document, keys)} IS NOT NULL)`;
      return test.is === "present" ? present : sql`(NOT ${present})`;
    }
    case "someItem":
      return sql`(${countItems(context, document, keys, items, test.where)} > 0)`;
    case "itemCount":
      return numberTestSql(
        test.where === undefined
          ? sql`COALESCE(${dialect.jsonLength(document, keys)}, 0)`
          : countItems(context, document, keys, items, test.where),
        test.test,
      );
    case "size":
      return truth(numberTestSql(dialect.jsonLength(document, keys), test.test));
    case "has":
      return hasAny([test.value]);
    case "hasAny":
      return hasAny(test.values);
    case "hasAll":
      return sql`(${join(
        test.values.map((value) => hasAny([value])),
        " AND ",
      )})`;
    default:
      throw unsupported(dialect, test.is, `The test "${test.is}" does not apply to a list.`);
  }
}

/** Returns a test of an expression that is NULL where the value is missing. Never NULL itself. */
export function valueTest(context: TestContext, value: Fragment, type: ValueType, test: Test): Fragment {
  const { dialect } = context;
  if (type === "duration" && hasBusinessTime(test)) return truth(elapsedTestSql(value, test, context.asOf));
  switch (test.is) {
    case "missing":
      return sql`(${value} IS NULL)`;
    case "present":
      return sql`(${value} IS NOT NULL)`;
    case "equals":
    case "notEquals": {
      const fold = test.ignoreCase === true;
      const left = fold ? dialect.foldAscii(value) : value;
      const right = operand(context, fold && typeof test.value === "string" ? foldAscii(test.value) : test.value);
      return truth(sql`(${left} ${raw(test.is === "equals" ? "=" : "<>")} ${right})`);
    }
    case "oneOf":
    case "notOneOf": {
      const fold = test.ignoreCase === true;
      const values = fold ? test.values.map((each) => (typeof each === "string" ? foldAscii(each) : each)) : test.values;
      const kind = typeof values[0] === "string" ? "text" : typeof values[0] === "number" ? "number" : "boolean";
      const found = isOneOf(dialect.name, fold ? dialect.foldAscii(value) : value, kind, values, context.isItem);
      return truth(test.is === "oneOf" ? found : sql`(NOT ${found})`);
    }
    case "atLeast":
    case "moreThan":
    case "atMost":
    case "lessThan":
      return truth(sql`(${value} ${raw(signs[test.is])} ${operand(context, test.value)})`);
    case "between":
      return truth(sql`(${value} >= ${operand(context, test.from)} AND ${value} <= ${operand(context, test.to)})`);
    case "contains":
    case "startsWith":
    case "endsWith":
    case "like":
      return textTest(dialect, value, test);
    default:
      return timedTest(context, value, type, test);
  }
}

const signs = { equals: "=", notEquals: "<>", atLeast: ">=", moreThan: ">", atMost: "<=", lessThan: "<" } as const;

function textTest(
  dialect: SqlDialect,
  value: Fragment,
  test: Extract<Test, { is: "contains" | "startsWith" | "endsWith" | "like" }>,
): Fragment {
  const given = test.ignoreCase === true ? dialect.foldAscii(value) : value;
  const wanted = test.ignoreCase === true ? foldAscii(test.value) : test.value;
  // Databases disagree on empty text and on its position in other text; every present text contains it.
  if (wanted === "" && test.is !== "like") return sql`(${value} IS NOT NULL)`;
  if (test.is === "like") return truth(dialect.like(given, wanted));
  return truth(dialect[test.is](given, text(wanted)));
}

function operand(context: TestContext, value: Operand): Fragment {
  if (typeof value === "object") {
    if ("attribute" in value) return context.attribute(value.attribute);
    return bound(integer(exactMilliseconds(value)));
  }
  return bound(scalarBind(value));
}

/** Binds a constant as a value of its kind. */
export function scalarBind(value: Scalar): Bind {
  return typeof value === "string" ? text(value) : typeof value === "number" ? number(value) : { kind: "boolean", value };
}

/** Returns one bound value as a fragment. */
export function bound(bind: Bind): Fragment {
  return { parts: [bind] };
}

/** Returns a test of an integer; NULL where the integer is. */
export function numberTestSql(value: Fragment, test: NumberTest): Fragment {
  if (test.is === "between") return sql`(${value} >= ${number(test.from)} AND ${value} <= ${number(test.to)})`;
  return sql`(${value} ${raw(signs[test.is])} ${number(test.value)})`;
}

function timedTest(context: TestContext, value: Fragment, type: ValueType, test: Test): Fragment {
  const { asOf, dialect } = context;
  switch (test.is) {
    case "before":
    case "after": {
      const limit = type === "date" ? text(test.value) : integer(parseInstant(test.value)!);
      return truth(sql`(${value} ${raw(test.is === "before" ? "<" : ">")} ${limit})`);
    }
    case "withinLast":
    case "withinNext": {
      const length = durationMilliseconds(test.duration);
      const last = test.is === "withinLast";
      if (type !== "date") {
        return truth(
          sql`(${value} > ${integer(last ? asOf - length : asOf)} AND ${value} <= ${integer(last ? asOf : asOf + length)})`,
        );
      }
      const today = dayOfDate(localDate(constantZone(test.zone), asOf));
      const days = length / MILLISECONDS_PER.days;
      return truth(
        sql`(${value} > ${text(dateText(last ? today - days : today))} AND ${value} <= ${text(dateText(last ? today : today + days))})`,
      );
    }
    case "part":
      return truth(type === "date" ? partOfDateSql(dialect, value, test) : partOfInstantSql(dialect, value, test));
    case "calendar": {
      if (type === "date") {
        const { from, to } = calendarDates(test, localDate(constantZone(test.zone), asOf));
        return truth(sql`(${value} >= ${text(from)} AND ${value} < ${text(to)})`);
      }
      const { from, to } = calendarWindow(test.unit, asOf, constantZone(test.zone), CALENDAR_MOVES[test.which]);
      return truth(sql`(${value} >= ${integer(from)} AND ${value} < ${integer(to)})`);
    }
    case "age":
      return ageTest(value, test.test, localDate(constantZone(test.zone), asOf), test.leapDay ?? "02-28");
    case "anniversary": {
      const days = monthDays(anniversaryDays(test, localDate(constantZone(test.zone), asOf)), test.leapDay ?? "02-28");
      const recurs = (date: Fragment): Fragment => isOneOf(dialect.name, dialect.substring(date, 6, 5), "text", days);
      return truth(
        type === "date" ? recurs(value) : ifParted(value, recurs(localDateSql(dialect, value, constantZone(test.zone)))),
      );
    }
    default:
      throw unsupported(dialect, test.is, `The test "${test.is}" of a value of type ${type} has no SQL form.`);
  }
}

/** Returns a test of an age as one of the date, which compares as text: people of at least an age are born on a day or before it. */
function ageTest(value: Fragment, test: NumberTest, today: string, leapDay: LeapDay): Fragment {
  const bornBy = (date: string): Fragment => sql`${value} <= ${text(date)}`;
  const atLeast = (age: number): Fragment => bornBy(birthdayOfAge(age, today, leapDay));
  const [from, to] = agesOf(test);
  const some = from <= to;
  if (test.is === "notEquals")
    return truth(some ? sql`(${bornBy(today)} AND (NOT ${atLeast(from)} OR ${atLeast(to + 1)}))` : bornBy(today));
  if (!some) return raw("FALSE");
  return truth(to === Number.POSITIVE_INFINITY ? atLeast(from) : sql`(${atLeast(from)} AND NOT ${atLeast(to + 1)})`);
}

/** Returns the first and the last age that pass a test; for "not equal" those that do not. */
function agesOf(test: NumberTest): readonly [from: number, to: number] {
  switch (test.is) {
    case "atLeast":
      return [Math.max(0, Math.ceil(test.value)), Number.POSITIVE_INFINITY];
    case "moreThan":
      return [Math.max(0, Math.floor(test.value) + 1), Number.POSITIVE_INFINITY];
    case "atMost":
      return [0, Math.floor(test.value)];
    case "lessThan":
      return [0, Math.ceil(test.value) - 1];
    case "between":
      return [Math.max(0, Math.ceil(test.from)), Math.floor(test.to)];
    case "equals":
    case "notEquals":
      return [Math.max(0, Math.ceil(test.value)), Math.floor(test.value)];
  }
}

/** Returns the last date of birth of a person who is of an age today; empty text, which is before every date, for no year. */
function birthdayOfAge(age: number, today: string, leapDay: LeapDay): string {
  const year = Number(today.slice(0, 4));
  if (year - age < 0) return "";
  // A person born on 29 February may have the birthday today.
  const isLeapBirthday = today.endsWith("-02-28") && anniversaryIn(year, "2000-02-29", leapDay) === today;
  return `${String(year - age).padStart(4, "0")}-${isLeapBirthday ? "02-29" : today.slice(5)}`;
}

/** Returns the date of a day, or the nearest bound of dates: empty text before year 0, the last day of year 9999. */
function dateText(day: number): string {
  return day < FIRST_DAY ? "" : dayText(Math.min(day, LAST_DAY));
}

const FIRST_DAY = dayOfDate("0000-01-01");
const LAST_DAY = dayOfDate("9999-12-31");

/** Returns the `MM-DD` of some days. 29 February comes with the day that replaces it in other years. */
function monthDays({ from, to }: DayRange, leapDay: LeapDay): string[] {
  const found = new Set<string>();
  for (let day = from; day <= to; day++) {
    const date = dayText(day);
    found.add(date.slice(5));
    if (anniversaryIn(Number(date.slice(0, 4)), "2000-02-29", leapDay) === date) found.add("02-29");
  }
  return [...found];
}

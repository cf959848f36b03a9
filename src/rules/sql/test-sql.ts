import { dayText, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds, localDate, parseInstant } from "../../kernel/internal.js";
import type { FieldType, ValueType } from "../language/catalog.js";
import { anniversaryIn, dayOfDate } from "../language/anniversary.js";
import type { LeapDay, NumberTest, Operand, Scalar, Test } from "../language/expression.js";
import { foldAscii } from "../language/text-matching.js";
import type { SqlDialect } from "./dialect.js";
import { type Bind, type Fragment, integer, join, list, number, raw, sql, text } from "./fragment.js";
import { type FieldSource, typedValue, unsupported } from "./mapping.js";

/** What the SQL of a test needs. */
export interface TestContext {
  readonly dialect: SqlDialect;
  readonly asOf: number;
  /** Returns the value of another attribute, of its own type. */
  readonly attribute: (path: string) => Fragment;
}

/** Returns a condition that is false instead of NULL. */
export function truth(condition: Fragment): Fragment {
  return sql`COALESCE(${condition}, FALSE)`;
}

/** Returns a test of a field. Never NULL. */
export function fieldTest(context: TestContext, source: FieldSource, type: FieldType, test: Test): Fragment {
  const { dialect } = context;
  if (type === "opaque" || type === "texts" || type === "numbers") {
    if ("column" in source)
      throw unsupported(dialect, test.is, `A column cannot hold values of type ${type}. Map a JSON document.`);
    return listTest(dialect, source.document, source.keys, type, test);
  }
  return valueTest(context, typedValue(dialect, source, type), type, test);
}

function listTest(dialect: SqlDialect, document: Fragment, keys: readonly string[], type: FieldType, test: Test): Fragment {
  const hasAny = (values: readonly Scalar[]): Fragment =>
    dialect.jsonHasAny(document, keys, typeof values[0] === "number" ? "number" : "text", values as readonly (string | number)[]);
  switch (test.is) {
    case "present":
    case "missing": {
      const present =
        type === "opaque" ? dialect.jsonPresent(document, keys) : sql`(${dialect.jsonLength(document, keys)} IS NOT NULL)`;
      return test.is === "present" ? present : sql`(NOT ${present})`;
    }
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
      return truth(
        sql`(${fold ? dialect.foldAscii(value) : value} ${raw(test.is === "oneOf" ? "IN" : "NOT IN")} ${list(kind, values)})`,
      );
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
    return bound(integer(durationMilliseconds(value)));
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
      const today = dayOfDate(localDate(test.zone!, asOf));
      const days = length / MILLISECONDS_PER.days;
      return truth(
        sql`(${value} > ${text(dayText(last ? today - days : today))} AND ${value} <= ${text(dayText(last ? today : today + days))})`,
      );
    }
    case "age":
      return ageTest(dialect, value, test.test, localDate(test.zone, asOf), test.leapDay ?? "02-28");
    case "anniversary":
      return truth(
        sql`(${dialect.substring(value, 6, 5)} IN ${list("text", anniversaryDays(localDate(test.zone, asOf), test.days, test.leapDay ?? "02-28"))})`,
      );
    default:
      throw unsupported(dialect, test.is, `The test "${test.is}" of a value of type ${type} has no SQL form.`);
  }
}

function ageTest(dialect: SqlDialect, value: Fragment, test: NumberTest, today: string, leapDay: LeapDay): Fragment {
  const year = Number(today.slice(0, 4));
  const leapBirthday = anniversaryIn(year, "2000-02-29", leapDay).slice(5);
  const monthDay = dialect.substring(value, 6, 5);
  const birthday = sql`(CASE WHEN ${monthDay} = ${text("02-29")} THEN ${text(leapBirthday)} ELSE ${monthDay} END)`;
  const years = sql`(${integer(year)} - ${dialect.digitsToInteger(dialect.substring(value, 1, 4))} - (CASE WHEN ${text(today.slice(5))} < ${birthday} THEN 1 ELSE 0 END))`;
  // The age is only read from a date that is present.
  return truth(sql`(CASE WHEN ${value} <= ${text(today)} THEN ${numberTestSql(years, test)} ELSE FALSE END)`);
}

/** Returns the `MM-DD` of today and the next days. 29 February comes with the day that replaces it in other years. */
function anniversaryDays(today: string, days: number, leapDay: LeapDay): string[] {
  const first = dayOfDate(today);
  const found = new Set<string>();
  for (let day = first; day <= first + days; day++) {
    const date = dayText(day);
    found.add(date.slice(5));
    if (anniversaryIn(Number(date.slice(0, 4)), "2000-02-29", leapDay) === date) found.add("02-29");
  }
  return [...found];
}

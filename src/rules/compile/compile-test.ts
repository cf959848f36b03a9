import { compareCodePoints, MILLISECONDS_PER } from "../../kernel/index.js";
import { dayBoundaries, durationMilliseconds, localDate, parseInstant, pathKeys, valueAtPath } from "../../kernel/internal.js";
import type { FieldType, ValueType } from "../language/catalog.js";
import type { LeapDay, NumberTest, Operand, Test } from "../language/expression.js";
import type { PreparedSubject } from "./prepared-subject.js";
import { foldAscii, likeMatcher, textFinder } from "../language/text-matching.js";
import { readerOf, type Seen } from "../language/value-reading.js";

/** A test, compiled: whether a raw value passes at an instant, and when next it may answer differently. */
export interface CompiledTest {
  readonly passes: (raw: unknown, subject: PreparedSubject, asOf: number) => boolean;
  /** The earliest instant after `asOf` at which time alone may change the answer for this value; a superset, in order. */
  readonly next: ((raw: unknown, asOf: number) => number) | null;
  /** Constants that a growing length of time is compared with, milliseconds. */
  readonly thresholds: readonly number[];
}

type Predicate = CompiledTest["passes"];

const NEVER = Number.POSITIVE_INFINITY;

/** The type of an attribute that a value is compared with. */
export type AttributeTypes = (path: string) => FieldType;

/** Compiles a test for values of a type. The rule has passed its checks. */
export function compileTest(test: Test, type: ValueType, attributeTypes: AttributeTypes = () => "opaque"): CompiledTest {
  const read = type === "duration" ? readDuration : readerOf({ type });
  const timed = type === "instant" || type === "date" ? timedTest(test, type) : undefined;
  if (timed !== undefined) {
    const { holds, next } = timed;
    return {
      passes: (raw, _subject, asOf) => {
        const value = read(raw);
        return value !== undefined && holds(value as never, asOf);
      },
      next: (raw, asOf) => {
        const value = read(raw);
        return value === undefined ? NEVER : next(value as never, asOf);
      },
      thresholds: [],
    };
  }
  return {
    passes: staticTest(test, read, attributeTypes),
    next: null,
    thresholds: type === "duration" ? thresholdsOf(test) : [],
  };
}

function readDuration(raw: unknown): Seen {
  return typeof raw === "number" ? raw : undefined;
}

function thresholdsOf(test: Test): number[] {
  if ("value" in test) return [constantOf(test.value) as number];
  return test.is === "between" ? [constantOf(test.from) as number, constantOf(test.to) as number] : [];
}

/** The value of a constant operand: a duration becomes milliseconds. */
function constantOf(operand: Operand): string | number | boolean {
  return typeof operand === "object" ? durationMilliseconds(operand as Exclude<typeof operand, { attribute: string }>) : operand;
}

function staticTest(test: Test, read: (raw: unknown) => Seen, types: AttributeTypes): Predicate {
  switch (test.is) {
    case "missing":
      return (raw) => read(raw) === undefined;
    case "present":
      return (raw) => read(raw) !== undefined;
    case "equals":
    case "notEquals":
      return equalityTest(test, read, types);
    case "oneOf":
    case "notOneOf":
      return membershipTest(test, read);
    case "atLeast":
    case "moreThan":
    case "atMost":
    case "lessThan":
      return orderingTest(test, read, types);
    case "between": {
      const low = orderingTest({ is: "atLeast", value: test.from }, read, types);
      const high = orderingTest({ is: "atMost", value: test.to }, read, types);
      if (typeof test.from !== "number" || typeof test.to !== "number")
        return (raw, subject, asOf) => low(raw, subject, asOf) && high(raw, subject, asOf);
      const { from, to } = test;
      return (raw) => {
        const value = read(raw) as number;
        return value >= from && value <= to;
      };
    }
    case "contains":
    case "startsWith":
    case "endsWith":
    case "like":
      return textTest(test, read);
    case "has": {
      const { value } = test;
      return (raw) => Array.isArray(raw) && raw.includes(value);
    }
    case "hasAny": {
      const wanted = new Set<unknown>(test.values);
      return (raw) => {
        if (!Array.isArray(raw)) return false;
        for (let index = 0; index < raw.length; index++) if (wanted.has(raw[index])) return true;
        return false;
      };
    }
    case "hasAll": {
      const { values } = test;
      return (raw) => Array.isArray(raw) && values.every((value) => raw.includes(value));
    }
    case "size": {
      const compare = numberTest(test.test);
      return (raw) => Array.isArray(raw) && compare(raw.length);
    }
    default:
      throw new TypeError(`The test ${test.is} was let through for a value that does not take it.`);
  }
}

function equalityTest(
  test: Extract<Test, { is: "equals" | "notEquals" }>,
  read: (raw: unknown) => Seen,
  types: AttributeTypes,
): Predicate {
  const negated = test.is === "notEquals";
  const other = operandReader(test.value, types);
  if (other !== undefined) {
    return (raw, subject) => {
      const value = read(raw);
      const wanted = other(subject);
      return value !== undefined && wanted !== undefined && (value === wanted) !== negated;
    };
  }
  const wanted = foldIf(test.ignoreCase, constantOf(test.value));
  if (test.ignoreCase === true) return (raw) => typeof raw === "string" && (foldAscii(raw) === wanted) !== negated;
  // What equals the constant has its type, save where a field reads a value differently; no need to read it first.
  if (!negated && typeof wanted !== "number") return (raw) => raw === wanted && read(raw) !== undefined;
  return (raw) => {
    const value = read(raw);
    return value !== undefined && (value === wanted) !== negated;
  };
}

function membershipTest(test: Extract<Test, { is: "oneOf" | "notOneOf" }>, read: (raw: unknown) => Seen): Predicate {
  const negated = test.is === "notOneOf";
  const wanted = new Set<unknown>(test.values.map((value) => foldIf(test.ignoreCase, value)));
  return (raw) => {
    const value = read(raw);
    if (value === undefined) return false;
    return wanted.has(test.ignoreCase === true && typeof value === "string" ? foldAscii(value) : value) !== negated;
  };
}

const orderings: Readonly<Record<"atLeast" | "moreThan" | "atMost" | "lessThan", (sign: number) => boolean>> = {
  atLeast: (sign) => sign >= 0,
  moreThan: (sign) => sign > 0,
  atMost: (sign) => sign <= 0,
  lessThan: (sign) => sign < 0,
};

function orderingTest(
  test: { readonly is: keyof typeof orderings; readonly value: Operand },
  read: (raw: unknown) => Seen,
  types: AttributeTypes,
): Predicate {
  const passes = orderings[test.is];
  const other = operandReader(test.value, types);
  if (other !== undefined) {
    return (raw, subject) => {
      const sign = compareSeen(read(raw), other(subject));
      return sign !== undefined && passes(sign);
    };
  }
  const constant = constantOf(test.value);
  if (typeof constant !== "number") {
    return (raw) => {
      const sign = compareSeen(read(raw), constant);
      return sign !== undefined && passes(sign);
    };
  }
  // A missing value is undefined, and every comparison with it is false.
  switch (test.is) {
    case "atLeast":
      return (raw) => (read(raw) as number) >= constant;
    case "moreThan":
      return (raw) => (read(raw) as number) > constant;
    case "atMost":
      return (raw) => (read(raw) as number) <= constant;
    case "lessThan":
      return (raw) => (read(raw) as number) < constant;
  }
}

function compareSeen(left: Seen, right: Seen): number | undefined {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return typeof left === "string" && typeof right === "string" ? compareCodePoints(left, right) : undefined;
}

function operandReader(operand: Operand, types: AttributeTypes): ((subject: PreparedSubject) => Seen) | undefined {
  if (typeof operand !== "object" || !("attribute" in operand)) return undefined;
  const keys = pathKeys(operand.attribute) ?? [];
  const read = readerOf({ type: types(operand.attribute) });
  return (subject) => read(valueAtPath(subject.attributes, keys));
}

function textTest(
  test: Extract<Test, { is: "contains" | "startsWith" | "endsWith" | "like" }>,
  read: (raw: unknown) => Seen,
): Predicate {
  const wanted = foldIf(test.ignoreCase, test.value);
  const like = test.is === "like" ? likeMatcher(wanted) : undefined;
  const find = textFinder(wanted);
  const matches: Readonly<Record<typeof test.is, (text: string) => boolean>> = {
    contains: (text) => find(text, 0) >= 0,
    startsWith: (text) => text.startsWith(wanted),
    endsWith: (text) => text.endsWith(wanted),
    like: (text) => like!(text),
  };
  const match = matches[test.is];
  return (raw) => {
    const value = read(raw);
    return typeof value === "string" && match(test.ignoreCase === true ? foldAscii(value) : value);
  };
}

function foldIf<Value>(ignoreCase: boolean | undefined, value: Value): Value | string {
  return ignoreCase === true && typeof value === "string" ? foldAscii(value) : value;
}

/** Compiles a test of a whole number that is always there. */
export function numberTest(test: NumberTest): (value: number) => boolean {
  if (test.is === "between") return (value) => value >= test.from && value <= test.to;
  if (test.is === "equals") return (value) => value === test.value;
  if (test.is === "notEquals") return (value) => value !== test.value;
  const passes = orderings[test.is];
  return (value) => passes(value - test.value);
}

interface TimedTest {
  readonly holds: (value: never, asOf: number) => boolean;
  readonly next: (value: never, asOf: number) => number;
}

function timed<Value>(
  holds: (value: Value, asOf: number) => boolean,
  boundaries: (value: Value, asOf: number) => readonly number[],
): TimedTest {
  return { holds, next: (value, asOf) => earliestAfter(asOf, boundaries(value, asOf)) };
}

/** The smallest of some instants that lies after `asOf`. */
export function earliestAfter(asOf: number, instants: readonly number[]): number {
  let earliest = NEVER;
  for (const instant of instants) if (instant > asOf && instant < earliest) earliest = instant;
  return earliest;
}

function timedTest(test: Test, type: "instant" | "date"): TimedTest | undefined {
  switch (test.is) {
    case "before":
    case "after": {
      if (type === "date") {
        const sign = test.is === "before" ? -1 : 1;
        return timed(
          (date: string) => sign * compareCodePoints(date, test.value) > 0,
          () => [],
        );
      }
      const bound = parseInstant(test.value)!;
      return test.is === "before"
        ? timed(
            (at: number) => at < bound,
            () => [],
          )
        : timed(
            (at: number) => at > bound,
            () => [],
          );
    }
    case "withinLast":
    case "withinNext": {
      const length = durationMilliseconds(test.duration);
      if (type === "date") return dateWithin(test.is, length / MILLISECONDS_PER.days, test.zone!);
      return test.is === "withinLast"
        ? timed(
            (at: number, asOf) => at > asOf - length && at <= asOf,
            (at) => [at, at + length],
          )
        : timed(
            (at: number, asOf) => at > asOf && at <= asOf + length,
            (at) => [at - length, at],
          );
    }
    case "age":
      return ageTest(test.test, test.zone, test.leapDay ?? "02-28");
    case "anniversary":
      return anniversaryTest(test.days, test.zone, test.leapDay ?? "02-28");
    default:
      return undefined;
  }
}

/** Days since 1970-01-01 of a date. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_PER.days;
}

/** The local date at an instant, kept while the same instant is asked again and again (a population). */
function todayIn(zone: string): (asOf: number) => string {
  let lastAsOf = Number.NaN;
  let today = "";
  return (asOf) => {
    if (asOf !== lastAsOf) {
      today = localDate(zone, asOf);
      lastAsOf = asOf;
    }
    return today;
  };
}

function dateWithin(is: "withinLast" | "withinNext", days: number, zone: string): TimedTest {
  const today = todayIn(zone);
  const distance = (date: string, asOf: number): number => dayOfDate(date) - dayOfDate(today(asOf));
  return is === "withinLast"
    ? timed(
        (date: string, asOf) => distance(date, asOf) <= 0 && distance(date, asOf) > -days,
        (date) => [...dayBoundaries(zone, dayOfDate(date)), ...dayBoundaries(zone, dayOfDate(date) + days)],
      )
    : timed(
        (date: string, asOf) => distance(date, asOf) > 0 && distance(date, asOf) <= days,
        (date) => [...dayBoundaries(zone, dayOfDate(date) - days), ...dayBoundaries(zone, dayOfDate(date))],
      );
}

/** The date of an anniversary in a year: 29 February moves where the year has none. */
export function anniversaryIn(year: number, date: string, leapDay: LeapDay): string {
  const monthDay = date.slice(5);
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${String(year).padStart(4, "0")}-${monthDay === "02-29" && !isLeap ? leapDay : monthDay}`;
}

/** Whole years from a date to another. */
export function yearsBetween(date: string, today: string, leapDay: LeapDay): number {
  const year = Number(today.slice(0, 4));
  return year - Number(date.slice(0, 4)) - (today < anniversaryIn(year, date, leapDay) ? 1 : 0);
}

function ageTest(test: NumberTest, zone: string, leapDay: LeapDay): TimedTest {
  const passes = numberTest(test);
  const today = todayIn(zone);
  return timed(
    (date: string, asOf) => date <= today(asOf) && passes(yearsBetween(date, today(asOf), leapDay)),
    (date, asOf) => {
      const year = Number(today(asOf).slice(0, 4));
      return [year, year + 1]
        .flatMap((each) => dayBoundaries(zone, dayOfDate(anniversaryIn(each, date, leapDay))))
        .concat(dayBoundaries(zone, dayOfDate(date)));
    },
  );
}

function anniversaryTest(days: number, zone: string, leapDay: LeapDay): TimedTest {
  const today = todayIn(zone);
  return timed(
    (date: string, asOf) => {
      const now = today(asOf);
      const year = Number(now.slice(0, 4));
      return [year, year + 1].some((each) => {
        const distance = dayOfDate(anniversaryIn(each, date, leapDay)) - dayOfDate(now);
        return distance >= 0 && distance <= days;
      });
    },
    (date, asOf) => {
      const year = Number(today(asOf).slice(0, 4));
      return [year, year + 1, year + 2].flatMap((each) => {
        const day = dayOfDate(anniversaryIn(each, date, leapDay));
        return [...dayBoundaries(zone, day - days), ...dayBoundaries(zone, day + 1)];
      });
    },
  );
}

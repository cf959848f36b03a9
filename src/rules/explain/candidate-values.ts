import { calendarWindow, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds, isCalendarDate, localDate, parseInstant } from "../../kernel/internal.js";
import { anniversaryIn, dayOfDate } from "../language/anniversary.js";
import { anniversaryDays, CALENDAR_MOVES, calendarDates } from "../language/calendar-days.js";
import type { CatalogField, ValueType } from "../language/catalog.js";
import { elapsedLimits } from "../language/elapsed-limits.js";
import { listsOfItems } from "./candidate-items.js";
import { constantZone } from "../language/subject-zone.js";
import type { Scalar, Test } from "../language/expression.js";
import { spanOf } from "../language/span.js";

/** What is known of the values that a field, a metric or a timeline can take. */
export interface ValueRange {
  /** `"state"` is a timeline, which takes values of any type. */
  readonly type: ValueType | "state";
  /** Fields of the items of a list of objects. */
  readonly items?: Readonly<Record<string, CatalogField>> | undefined;
  /** The values of an enum. */
  readonly values?: readonly string[] | undefined;
  /** Lowest number; a count has none below 0. */
  readonly min?: number | undefined;
  /** Highest number; no interaction is later than `asOf`. */
  readonly max?: number | undefined;
}

/**
 * Returns present values among which every combination of results of some tests occurs that a value of the range can give,
 * for the tests that people combine on one field: each constant, and values on both sides of it.
 *
 * @param sides - whether there are values beside constants that are numbers; where they are looked for in another way, constants do
 */
export function candidateValues(
  range: ValueRange,
  tests: readonly Test[],
  asOf: number,
  sides: "sides" | "constants" = "sides",
): readonly unknown[] {
  const aroundNumbers = sides === "sides" ? numbersAround : unique<number>;
  const constants = tests.flatMap((test) => constantsOf(test, asOf));
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
  const within = (numbers: readonly number[]): number[] => [...new Set(numbers)].filter((each) => each >= min && each <= max);
  switch (range.type) {
    case "boolean":
      return [true, false];
    case "number":
      return within(aroundNumbers(numbersIn(constants), nextStep));
    case "integer":
    case "duration":
      return within(
        aroundNumbers(
          numbersIn(constants).flatMap((each) => [Math.floor(each), Math.ceil(each)]),
          () => 1,
        ).map(Math.round),
      );
    case "instant":
      return within(
        aroundNumbers(
          limits(
            tests,
            asOf,
            textsIn(constants).flatMap((each) => parseInstant(each) ?? []),
          ),
          () => 1,
        ),
      );
    case "date":
      return datesAround(textsIn(constants).filter(isCalendarDate), tests, asOf);
    case "texts":
    case "numbers":
      return listsOf(constants, tests, range.type === "texts" ? (index) => `\u0001${index}` : (index) => 1e15 + index);
    case "opaque":
      return [
        {},
        ...listsOf([], tests, (index) => index),
        ...listsOfItems(range.items ?? {}, tests, ({ type, values }, own) => candidateValues({ type, values }, own, asOf)),
      ];
    case "text":
      return range.values === undefined ? textsAround(textsIn(constants), tests) : range.values;
    case "state":
      return [true, false, ...aroundNumbers(numbersIn(constants), nextStep), ...textsAround(textsIn(constants), tests)];
  }
}

function constantsOf(test: Test, asOf: number): readonly Scalar[] {
  if ("values" in test) return test.values;
  const operands = "value" in test ? [test.value] : test.is === "between" ? [test.from, test.to] : [];
  return operands.flatMap((operand): readonly Scalar[] => {
    if (typeof operand !== "object") return [operand];
    if ("attribute" in operand) return [];
    const { least, most } = elapsedLimits(spanOf(operand), asOf);
    return [least, most];
  });
}

function numbersIn(constants: readonly Scalar[]): number[] {
  return constants.filter((each): each is number => typeof each === "number");
}

function textsIn(constants: readonly Scalar[]): string[] {
  return [...new Set(constants.filter((each): each is string => typeof each === "string"))];
}

/** Returns a step that changes a double and stays far below every difference that people write. */
function nextStep(value: number): number {
  return Math.max(Math.abs(value) * 2 ** -50, 2 ** -60);
}

/** Returns each number, two values close on each side of it, and the middle between neighbors. */
function numbersAround(numbers: readonly number[], step: (value: number) => number): number[] {
  const sorted = [...new Set([...numbers, ...(numbers.length === 0 ? [0] : [])])].sort((left, right) => left - right);
  return sorted.flatMap((value, index) => {
    const next = sorted[index + 1];
    const near = step(value);
    const middle = next === undefined ? [] : [(value + next) / 2];
    return [value - 2 * near, value - near, value, value + near, value + 2 * near, ...middle];
  });
}

/** Returns constants, the ends of the spans of tests relative to `asOf`, and instants with the parts that tests ask for. */
function limits(tests: readonly Test[], asOf: number, constants: readonly number[]): number[] {
  const spans = tests.flatMap((test) => {
    if (test.is !== "calendar") return [];
    const { from, to } = calendarWindow(test.unit, asOf, constantZone(test.zone), CALENDAR_MOVES[test.which]);
    return [from, to];
  });
  const lengths = tests.flatMap((test) => ("duration" in test ? [durationMilliseconds(test.duration)] : []));
  const found = [...constants, asOf, ...spans, ...lengths.flatMap((length) => [asOf - length, asOf + length])];
  const days = unique(tests.flatMap((test) => (test.is === "anniversary" ? daysOf(test, asOf) : []))).flatMap((day) =>
    [-1, 0, 1].flatMap((step) => dateOfDay(day + step) ?? []),
  );
  const thisYear = new Date(asOf).getUTCFullYear();
  // A day of the year falls on every weekday within these years.
  const parted = tests.some(({ is }) => is === "part") ? around(thisYear, YEARS_OF_PARTS) : [];
  const years = yearsAround([...found.map((at) => new Date(at).getUTCFullYear()), ...parted]);
  const anniversaries = years.flatMap((year) => days.map((date) => dayOfDate(anniversaryIn(year, date, "02-28"))));
  return [...found, ...anniversaries.map(noonOf), ...partedInstants(tests, asOf, found, anniversaries)];
}

/** Returns years, and the ones before and after each. */
function yearsAround(years: readonly number[]): number[] {
  return unique(years.flatMap((year) => [year - 1, year, year + 1])).filter((year) => year >= 0 && year <= 9999);
}

/** Returns the first and the last day of a calendar unit or an anniversary. */
function daysOf(test: Test, asOf: number): number[] {
  if (test.is === "calendar") return Object.values(calendarDates(test, localDate(constantZone(test.zone), asOf))).map(dayOfDate);
  if (test.is !== "anniversary") return [];
  const { from, to } = anniversaryDays(test, localDate(constantZone(test.zone), asOf));
  return [from, to];
}

/** Years on each side of `asOf` in which every weekday meets every day of the year, 29 February among them. */
const YEARS_OF_PARTS = 14;

/** Returns the days, since 1970-01-01, whose parts are all that a date can have; none if no test reads a part. */
function partedDays(tests: readonly Test[], today: number): number[] {
  if (!tests.some(({ is }) => is === "part")) return [];
  return around(today, YEARS_OF_PARTS * 366);
}

function noonOf(day: number): number {
  return day * MILLISECONDS_PER.days + 12 * MILLISECONDS_PER.hours;
}

/**
 * Returns instants with all parts that tests can ask for, at noon where they do not ask for an hour: within a year, within a week
 * of each of some other instants, and on some days.
 */
function partedInstants(tests: readonly Test[], asOf: number, others: readonly number[], otherDays: readonly number[]): number[] {
  const today = Math.floor(asOf / MILLISECONDS_PER.days);
  const hasHours = tests.some((test) => test.is === "part" && test.part === "hour");
  if (!hasHours) return partedDays(tests, today).map(noonOf);
  const days = [
    ...around(today, 183),
    ...otherDays,
    ...unique(others.map((at) => Math.floor(at / MILLISECONDS_PER.days))).flatMap((day) => around(day, 7)),
  ];
  return unique(days).flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => day * MILLISECONDS_PER.days + hour * MILLISECONDS_PER.hours),
  );
}

/** Returns the integers that are at most so far from one. */
function around(middle: number, distance: number): number[] {
  return Array.from({ length: 2 * distance + 1 }, (_, index) => middle - distance + index);
}

/** Maximum number of candidates of one field. */
const MAX_CANDIDATES = 20_000;

/** Returns texts at, between and around some texts, and texts made of the pieces that tests look for. */
function textsAround(texts: readonly string[], tests: readonly Test[]): string[] {
  const pieces = tests.flatMap((test) => (test.is === "like" ? test.value.split("*") : []));
  const inside = unique([...tests.flatMap((test) => (test.is === "contains" ? [test.value] : [])), ...pieces.slice(0, 8)]);
  const starts = unique(["", ...tests.flatMap((test) => startOf(test))]);
  const ends = unique(["", ...tests.flatMap((test) => endOf(test))]);
  const found = new Set<string>(["", "\u0001", "\u{10ffff}"]);
  for (const text of [...texts, ...pieces]) {
    const last = text.slice(0, -1);
    for (const each of [text, `${text}\u0001`, `${text}\u0001\u0001`, `${text}\u{10ffff}`, last, `${last}\u{10ffff}`])
      found.add(each);
    for (const each of [text.toUpperCase(), text.toLowerCase()]) found.add(each).add(`${each}\u0001`);
  }
  for (const start of starts)
    for (const middle of subsetsOf(inside, 4))
      for (const end of ends)
        for (const filler of ["", "\u0001"]) {
          if (found.size > MAX_CANDIDATES) return [...found];
          const whole = [start, ...middle, end].join(filler);
          found.add(whole).add(whole.toUpperCase()).add(whole.toLowerCase());
        }
  return [...found];
}

function startOf(test: Test): string[] {
  if (test.is === "like") return [test.value.split("*")[0]!];
  return test.is === "startsWith" ? [test.value] : [];
}

function endOf(test: Test): string[] {
  if (test.is === "like") return [test.value.split("*").at(-1)!];
  return test.is === "endsWith" ? [test.value] : [];
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

/** Returns all subsets of a few items; of many, the empty one, each item, all but each item, and all. */
function subsetsOf<Item>(items: readonly Item[], few: number): (readonly Item[])[] {
  if (items.length > few)
    return [[], ...items.map((item) => [item]), ...items.map((item) => items.filter((each) => each !== item)), items];
  return Array.from({ length: 2 ** items.length }, (_, mask) => items.filter((__, index) => (mask >> index) & 1));
}

/** Maximum length of a list that is tried. */
const MAX_LENGTH = 1_000;

function listsOf(constants: readonly Scalar[], tests: readonly Test[], filler: (index: number) => Scalar): unknown[] {
  const sizes = numbersAround(
    tests.flatMap((test) => {
      if (test.is !== "size") return [];
      const bounds = test.test.is === "between" ? [test.test.from, test.test.to] : [test.test.value];
      return bounds.flatMap((bound) => [Math.floor(bound), Math.ceil(bound)]);
    }),
    () => 1,
  );
  const lengths = unique([0, ...sizes.map(Math.round)]).filter((size) => size >= 0 && size <= MAX_LENGTH);
  const found: unknown[] = [];
  for (const items of subsetsOf(unique(constants), 8))
    for (const length of lengths) {
      if (found.length > MAX_CANDIDATES) return found;
      if (length === 0) found.push(items, [...items, filler(0)]);
      else if (length > items.length)
        found.push([...items, ...Array.from({ length: length - items.length }, (_, index) => filler(index))]);
      // A list may name an item twice; only the length differs.
      else if (length === items.length) found.push(items);
    }
  return found;
}

/** Returns dates around constants, around the ends of spans, at the birthdays that ages turn on, and at anniversaries. */
function datesAround(texts: readonly string[], tests: readonly Test[], asOf: number): string[] {
  const zones = unique(tests.flatMap((test) => ("zone" in test && test.zone !== undefined ? [constantZone(test.zone)] : [])));
  const todays = unique((zones.length === 0 ? ["UTC"] : zones).map((zone) => localDate(zone, asOf)));
  const spans = tests.flatMap((test) =>
    "duration" in test ? [Math.round(durationMilliseconds(test.duration) / MILLISECONDS_PER.days)] : [],
  );
  const days = unique(
    [
      ...texts.map(dayOfDate),
      ...tests.flatMap((test) => daysOf(test, asOf)),
      ...todays.map(dayOfDate).flatMap((today) => [today, ...spans.flatMap((span) => [today - span, today + span])]),
    ].flatMap((day) => [day - 1, day, day + 1]),
  );
  const today = Math.floor(asOf / MILLISECONDS_PER.days);
  const dates = unique([...days, ...partedDays(tests, today)]).flatMap((day) => dateOfDay(day) ?? []);
  const ages = tests.flatMap((test) => {
    if (test.is !== "age") return [];
    const bounds = test.test.is === "between" ? [test.test.from, test.test.to] : [test.test.value];
    return bounds.flatMap((bound) => [Math.floor(bound), Math.ceil(bound)]);
  });
  const timed = ages.length > 0 || tests.some(({ is }) => is === "anniversary");
  if (!timed) return dates;
  const thisYear = Number(todays[0]!.slice(0, 4));
  const years = yearsAround([
    ...texts.map((text) => Number(text.slice(0, 4))),
    ...[0, ...ages].flatMap((age) => [-1, 0, 1].map((step) => thisYear - age + step)),
  ]);
  const birthdays = unique([...dates, ...todays].map((date) => date.slice(5)));
  return unique([
    ...dates,
    ...years.flatMap((year) => birthdays.map((birthday) => anniversaryIn(year, `0000-${birthday}`, "02-28"))),
  ]).slice(0, MAX_CANDIDATES);
}

function dateOfDay(day: number): string | undefined {
  const text = new Date(day * MILLISECONDS_PER.days).toISOString();
  return text.length === 24 ? text.slice(0, 10) : undefined;
}

import { isCalendarDate, parseInstant } from "../../kernel/internal.js";
import type { CatalogField, ValueType } from "../language/catalog.js";
import { elapsedLimits } from "../language/elapsed-limits.js";
import { listsOfItems } from "./candidate-items.js";
import { datesAround, limits, unique } from "./candidate-times.js";
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

import { compareCodePoints, type Duration } from "../../../kernel/index.js";
import { durationMilliseconds, pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { CatalogField, FieldType, ValueType } from "../../language/catalog.js";
import type { Operand, Test } from "../../language/expression.js";
import { foldAscii, likeMatcher, textFinder } from "../../language/text-matching.js";
import { readerOf, type Seen } from "../../language/value-reading.js";
import { NEVER } from "../subject/compiled-node.js";
import { numberTest, orderings } from "./number-test.js";
import { partTest } from "./part-test.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";
import { hasBusinessTime } from "../../language/elapsed-limits.js";
import type { Span } from "../../language/span.js";
import { elapsedTest } from "./elapsed-test.js";
import { type ItemFields, itemTest } from "./item-test.js";
import { timedTest } from "./timed-test.js";

/** A compiled test: whether a raw value passes at an instant, and the next instant at which that may change. */
export interface CompiledTest {
  readonly passes: (raw: unknown, subject: PreparedSubject, asOf: number) => boolean;
  /** First instant after `asOf` at which time alone may change the result for this value; `null` if time never does. */
  readonly next: ((raw: unknown, asOf: number) => number) | null;
  /** Constants that a growing length of time is compared with, in milliseconds. */
  readonly thresholds: readonly number[];
  /** Lengths of business time that it is compared with. */
  readonly spans?: readonly Span[];
}

type Predicate = CompiledTest["passes"];

/** Returns the type of an attribute that a value is compared with. */
export type AttributeTypes = (path: string) => FieldType;

/** The subject of a test that compares with constants only, as conditions on an interaction or an item do. */
export const NO_SUBJECT = undefined as unknown as PreparedSubject;

/** Compiles the test of a field of an item, which does not depend on time either. */
export function testOfField(test: Test, { type }: CatalogField): (raw: unknown) => boolean {
  const { passes } = compileTest(test, type);
  return (raw) => passes(raw, NO_SUBJECT, 0);
}

/** Compiles a test of values of a type. The rule must have passed its checks. */
export function compileTest(
  test: Test,
  type: ValueType,
  attributeTypes: AttributeTypes = () => "opaque",
  items: ItemFields = {},
): CompiledTest {
  if (test.is === "someItem" || test.is === "itemCount")
    return { passes: itemTest(test, items, testOfField), next: null, thresholds: [] };
  const read = type === "duration" ? readDuration : readerOf({ type });
  if (test.is === "part") {
    const passes = partTest(test, type as "instant" | "date");
    return { passes: (raw) => passes(read(raw)), next: null, thresholds: [] };
  }
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
  if (type === "duration" && hasBusinessTime(test)) {
    const { passes, spans } = elapsedTest(test);
    return { passes: (raw, _subject, asOf) => typeof raw === "number" && passes(raw, asOf), next: null, thresholds: [], spans };
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

/** Returns the value of a constant operand; a duration becomes milliseconds. */
function constantOf(operand: Operand): string | number | boolean {
  return typeof operand === "object" ? durationMilliseconds(operand as Duration) : operand;
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
      throw new TypeError(`The test ${test.is} does not apply to this type; the check should have refused it.`);
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
  // A value that equals the constant has its type, so it only needs to be read where the field may refuse it.
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
  // A missing value is `undefined`, and every comparison with it is false.
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

import { compareCodePoints } from "../../kernel/index.js";
import { durationMilliseconds, parseInstant, pathKeys, valueAtPath } from "../../kernel/internal.js";
import type { CatalogField, ValueType } from "../language/catalog.js";
import { partOfDate } from "../language/date-parts.js";
import type { ItemWhere, Operand, Scalar, Test } from "../language/expression.js";
import type { RuleFields } from "../language/rule-fields.js";
import { exactMilliseconds, isBusinessDuration } from "../language/span.js";
import { foldAscii, foldIf, likeMatcher, textFinder } from "../language/text-matching.js";
import { readerOf, type Seen, type ValueReader } from "../language/value-reading.js";
import { integerTest, ORDERS, type ValueTest } from "./compiled-test.js";
import { dayTest } from "./day-test.js";
import { unsupported } from "./unsupported.js";

/** What a test is compiled for. */
interface Tested {
  readonly type: ValueType;
  readonly items?: Readonly<Record<string, CatalogField>> | undefined;
  readonly fields: RuleFields;
}

type Holds = (value: Seen) => boolean;

/** Compiles a test of the values of a type; the test has passed the check of its rule. */
export function valueTest(test: Test, on: Tested): ValueTest {
  const read: ValueReader = on.type === "duration" ? finite : readerOf({ type: on.type });
  switch (test.is) {
    case "equals":
    case "notEquals":
    case "atLeast":
    case "moreThan":
    case "atMost":
    case "lessThan":
      if (isAttribute(test.value)) return againstAttribute(test.is, test.value.attribute, read, on);
      break;
    case "between":
      if (isAttribute(test.from) || isAttribute(test.to)) return betweenAttributes(test, on);
      break;
    case "withinLast":
    case "withinNext":
      return on.type === "date" ? dayTest(test, "date", read, on.fields) : withinTest(test, read);
    case "part":
      if (on.type === "date") break;
      return dayTest(test, "instant", read, on.fields);
    case "calendar":
    case "age":
    case "anniversary":
      return dayTest(test, on.type as "date" | "instant", read, on.fields);
    default:
  }
  const holds = constantTest(test, on);
  return { passes: (raw) => holds(read(raw)), turns: null, readsAttributes: false };
}

const finite: ValueReader = (raw) => (typeof raw === "number" ? raw : undefined);

/** Compiles a test against constants of a value that was read. */
export function constantTest(test: Test, on: Tested): Holds {
  switch (test.is) {
    case "missing":
      return (value) => value === undefined;
    case "present":
      return (value) => value !== undefined;
    case "equals":
      return oneOf([constantOf(test.value)], test.ignoreCase, true);
    case "notEquals":
      return oneOf([constantOf(test.value)], test.ignoreCase, false);
    case "oneOf":
      return oneOf(test.values, test.ignoreCase, true);
    case "notOneOf":
      return oneOf(test.values, test.ignoreCase, false);
    case "atLeast":
    case "moreThan":
    case "atMost":
    case "lessThan":
      return ordered(ORDERS[test.is], constantOf(test.value));
    case "between": {
      const [low, high] = [ordered(ORDERS.atLeast, constantOf(test.from)), ordered(ORDERS.atMost, constantOf(test.to))];
      return (value) => low(value) && high(value);
    }
    case "contains":
    case "startsWith":
    case "endsWith":
    case "like":
      return textTest(test);
    case "has":
      return (value) => Array.isArray(value) && value.includes(test.value);
    case "hasAny":
      return (value) => Array.isArray(value) && test.values.some((each) => value.includes(each));
    case "hasAll":
      return (value) => Array.isArray(value) && test.values.every((each) => value.includes(each));
    case "size": {
      const passes = integerTest(test.test);
      return (value) => Array.isArray(value) && passes(value.length);
    }
    case "someItem": {
      const holds = itemTest(test.where, on);
      return (value) => Array.isArray(value) && value.some(holds);
    }
    case "itemCount": {
      const passes = integerTest(test.test);
      const holds = test.where === undefined ? () => true : itemTest(test.where, on);
      return (value) => passes(Array.isArray(value) ? Array.from(value as readonly unknown[]).filter(holds).length : 0);
    }
    case "before":
    case "after": {
      const bound = on.type === "date" ? test.value : parseInstant(test.value)!;
      return ordered(test.is === "before" ? ORDERS.lessThan : ORDERS.moreThan, bound);
    }
    case "part": {
      const passes = integerTest(test.test);
      const part = partOfDate(test.part);
      return (value) => value !== undefined && passes(part(value as string));
    }
    default:
      return unsupported(test.is);
  }
}

function signOf(left: Seen, right: Seen): number | undefined {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return typeof left === "string" && typeof right === "string" ? compareCodePoints(left, right) : undefined;
}

function ordered(passes: (sign: number) => boolean, bound: Seen): Holds {
  return (value) => {
    const sign = signOf(value, bound);
    return sign !== undefined && passes(sign);
  };
}

function oneOf(values: readonly Scalar[], ignoreCase: boolean | undefined, wanted: boolean): Holds {
  const known = new Set<Seen>(values.map((value) => foldIf(ignoreCase, value)));
  return (value) => value !== undefined && known.has(foldIf(ignoreCase, value)) === wanted;
}

function textTest(test: TextTest): Holds {
  const wanted = foldIf(test.ignoreCase, test.value);
  const matches = textMatcher(test.is, wanted);
  return (value) => typeof value === "string" && matches(test.ignoreCase === true ? foldAscii(value) : value);
}

function textMatcher(is: "contains" | "startsWith" | "endsWith" | "like", wanted: string): (text: string) => boolean {
  if (is === "startsWith") return (text) => text.startsWith(wanted);
  if (is === "endsWith") return (text) => text.endsWith(wanted);
  if (is === "like") return likeMatcher(wanted);
  const find = textFinder(wanted);
  return (text) => find(text, 0) >= 0;
}

function itemTest(where: ItemWhere, on: Tested): (item: unknown) => boolean {
  if (where.kind === "not") {
    const part = itemTest(where.of, on);
    return (item) => !part(item);
  }
  if (where.kind !== "property") {
    const parts = where.of.map((part) => itemTest(part, on));
    return where.kind === "all" ? (item) => parts.every((part) => part(item)) : (item) => parts.some((part) => part(item));
  }
  const { passes, turns, readsAttributes } = valueTest(where.test, { type: on.items![where.path]!.type, fields: on.fields });
  if (turns !== null || readsAttributes) return unsupported("item with time");
  const keys = pathKeys(where.path)!;
  return (item) => passes(valueAtPath(item, keys), {}, 0);
}

type TextTest = Extract<Test, { readonly value: string; readonly ignoreCase?: boolean }> & {
  readonly is: "contains" | "startsWith" | "endsWith" | "like";
};
type WithinTest = Extract<Test, { readonly duration: unknown }>;

type Comparison = "equals" | "notEquals" | keyof typeof ORDERS;

function againstAttribute(is: Comparison, path: string, read: ValueReader, { fields }: Tested): ValueTest {
  const keys = pathKeys(path)!;
  const readOther = readerOf(fields.attribute(path)!);
  const compare = (value: Seen, other: Seen): boolean => {
    if (value === undefined || other === undefined) return false;
    if (is === "equals" || is === "notEquals") return (value === other) === (is === "equals");
    const sign = signOf(value, other);
    return sign !== undefined && ORDERS[is](sign);
  };
  return {
    passes: (raw, attributes) => compare(read(raw), readOther(valueAtPath(attributes, keys))),
    turns: null,
    readsAttributes: true,
  };
}

function betweenAttributes({ from, to }: Extract<Test, { is: "between" }>, on: Tested): ValueTest {
  const low = valueTest({ is: "atLeast", value: from }, on);
  const high = valueTest({ is: "atMost", value: to }, on);
  return {
    passes: (raw, attributes, at) => low.passes(raw, attributes, at) && high.passes(raw, attributes, at),
    turns: null,
    readsAttributes: true,
  };
}

function withinTest(test: WithinTest, read: ValueReader): ValueTest {
  const length = durationMilliseconds(test.duration);
  const isPast = test.is === "withinLast";
  return {
    passes: (raw, _attributes, at) => {
      const value = read(raw) as number | undefined;
      if (value === undefined) return false;
      return isPast ? value > at - length && value <= at : value > at && value <= at + length;
    },
    turns: (raw, _attributes, at) => {
      const value = read(raw) as number | undefined;
      if (value === undefined) return Number.POSITIVE_INFINITY;
      const [begins, ends] = isPast ? [value, value + length] : [value - length, value];
      return begins > at ? begins : ends > at ? ends : Number.POSITIVE_INFINITY;
    },
    readsAttributes: false,
  };
}

/** Returns the value of a constant operand; a duration becomes milliseconds. */
export function constantOf(operand: Operand): Scalar {
  if (typeof operand !== "object") return operand;
  return isBusinessDuration(operand) ? unsupported("business time") : exactMilliseconds(operand as never);
}

/** Whether a test compares with another attribute. */
export function isAttribute(operand: Operand): operand is { readonly attribute: string } {
  return typeof operand === "object" && "attribute" in operand;
}

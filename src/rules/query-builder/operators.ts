import type { FieldType, ValueType } from "../language/catalog.js";
import type { DayValue } from "./time-values.js";
import type { Expression, Operand, Scalar, Test } from "../language/expression.js";

/** An operator of the form, and the condition that it becomes. */
export interface Operator {
  /** Number of values; `many` is one or more. */
  readonly takes: 0 | 1 | 2 | "many";
  /** Types of field that it applies to; defaults to every type. */
  readonly types?: readonly ValueType[];
  /** Whether its value can be another field; defaults to false. */
  readonly fields?: boolean;
  /** The condition of a positive operator. */
  readonly is?: (values: readonly Operand[], type: ValueType) => Condition;
  /** The operator that a negative operator negates. */
  readonly denies?: string;
}

/** A combination of tests of one field. */
export type Condition =
  | Test
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const ORDERED: readonly ValueType[] = ["text", "number", "integer", "instant", "date", "duration"];
const EQUAL: readonly ValueType[] = [...ORDERED, "boolean"];
const LISTED: readonly FieldType[] = ["text", "number", "integer", "date"];
const TEXT: readonly FieldType[] = ["text"];
const SEARCHED: readonly FieldType[] = ["text", "texts", "numbers"];

/** Dates and instants have before and after, but no order test with equality: "at most" becomes "present and not after". */
const isTime = (type: ValueType): boolean => type === "instant" || type === "date";
const before = (value: Operand): Test => ({ is: "before", value: value as string });
const after = (value: Operand): Test => ({ is: "after", value: value as string });
const notAfter = (value: Operand): Condition => ({ all: [{ is: "present" }, { not: after(value) }] });
const notBefore = (value: Operand): Condition => ({ all: [{ is: "present" }, { not: before(value) }] });

/** The operators of react-querybuilder. */
export const operators: Readonly<Record<string, Operator>> = {
  "=": {
    takes: 1,
    types: EQUAL,
    fields: true,
    is: ([value], type) =>
      type === "instant"
        ? { all: [{ is: "present" }, { not: before(value!) }, { not: after(value!) }] }
        : { is: "equals", value: value! },
  },
  "!=": { takes: 1, types: EQUAL, fields: true, denies: "=" },
  "<": {
    takes: 1,
    types: ORDERED,
    fields: true,
    is: ([value], type) => (isTime(type) ? before(value!) : { is: "lessThan", value: value! }),
  },
  ">": {
    takes: 1,
    types: ORDERED,
    fields: true,
    is: ([value], type) => (isTime(type) ? after(value!) : { is: "moreThan", value: value! }),
  },
  "<=": {
    takes: 1,
    types: ORDERED,
    fields: true,
    is: ([value], type) => (isTime(type) ? notAfter(value!) : { is: "atMost", value: value! }),
  },
  ">=": {
    takes: 1,
    types: ORDERED,
    fields: true,
    is: ([value], type) => (isTime(type) ? notBefore(value!) : { is: "atLeast", value: value! }),
  },
  contains: {
    takes: 1,
    types: SEARCHED,
    is: ([value], type) => (type === "text" ? { is: "contains", value: value as string } : { is: "has", value: value as Scalar }),
  },
  beginsWith: { takes: 1, types: TEXT, is: ([value]) => ({ is: "startsWith", value: value as string }) },
  endsWith: { takes: 1, types: TEXT, is: ([value]) => ({ is: "endsWith", value: value as string }) },
  doesNotContain: { takes: 1, types: SEARCHED, denies: "contains" },
  doesNotBeginWith: { takes: 1, types: TEXT, denies: "beginsWith" },
  doesNotEndWith: { takes: 1, types: TEXT, denies: "endsWith" },
  null: { takes: 0, is: () => ({ is: "missing" }) },
  notNull: { takes: 0, is: () => ({ is: "present" }) },
  in: { takes: "many", types: LISTED, is: (values) => ({ is: "oneOf", values: values as readonly Scalar[] }) },
  notIn: { takes: "many", types: LISTED, denies: "in" },
  between: {
    takes: 2,
    types: ORDERED,
    fields: true,
    is: ([from, to], type) =>
      isTime(type)
        ? { all: [{ is: "present" }, { not: before(from!) }, { not: after(to!) }] }
        : { is: "between", from: from!, to: to! },
  },
  notBetween: { takes: 2, types: ORDERED, fields: true, denies: "between" },
};

/** Tests that negate another, and fail for a missing value. */
const denials: Readonly<Record<string, "notEquals" | "notOneOf">> = { equals: "notEquals", oneOf: "notOneOf" };

/** Returns the condition of an operator; `missing` is the result of a negative operator without a value. */
export function conditionOf(name: string, values: readonly Operand[], type: ValueType, missing: "fails" | "passes"): Condition {
  const { is, denies } = operators[name]!;
  if (is !== undefined) return is(values, type);
  const positive = operators[denies!]!.is!(values, type);
  if (missing === "fails" && "is" in positive && Object.hasOwn(denials, positive.is))
    return { ...positive, is: denials[positive.is] } as Test;
  return denied(positive, missing);
}

/** Conditions of an operator on days of a field of instants; each day is the instants from its beginning to the next. */
const onDays: Readonly<Record<string, (days: readonly DayValue[]) => Condition>> = {
  "=": ([day]) => ({ all: [{ is: "before", value: day!.to }, { not: before(day!.from) }] }),
  "<": ([day]) => before(day!.from),
  ">": ([day]) => ({ all: [{ is: "present" }, { not: before(day!.to) }] }),
  "<=": ([day]) => before(day!.to),
  ">=": ([day]) => notBefore(day!.from),
  between: ([from, to]) => ({ all: [before(to!.to), { not: before(from!.from) }] }),
};

/** Returns the condition of an operator on days. */
export function dayCondition(name: string, days: readonly DayValue[], missing: "fails" | "passes"): Condition {
  const { denies } = operators[name]!;
  const condition = onDays[denies ?? name]!(days);
  return denies === undefined ? condition : denied(condition, missing);
}

/** Returns the negation of a condition, which a missing value fails or passes. */
export function denied(condition: Condition, missing: "fails" | "passes"): Condition {
  return missing === "passes" ? { not: condition } : { all: [{ is: "present" }, { not: condition }] };
}

/** Returns a condition as an expression over a field or a metric. */
export function expressionOf(condition: Condition, leaf: (test: Test) => Expression): Expression {
  if ("is" in condition) return leaf(condition);
  if ("not" in condition) return { kind: "not", of: expressionOf(condition.not, leaf) };
  if ("all" in condition) return { kind: "all", of: condition.all.map((part) => expressionOf(part, leaf)) };
  return { kind: "any", of: condition.any.map((part) => expressionOf(part, leaf)) };
}

import type { FieldType } from "../language/catalog.js";
import type { Expression, Operand, Scalar, Test } from "../language/expression.js";

/** What an operator of the form becomes, given its values. */
export interface Operator {
  /** How many values it takes; `many` is one or more. */
  readonly takes: 0 | 1 | 2 | "many";
  /** Types that it is for; every type unless told. */
  readonly types?: readonly FieldType[];
  /** Whether its value can be another field. */
  readonly fields?: boolean;
  /** The condition, for an operator that says yes. */
  readonly is?: (values: readonly Operand[], type: FieldType) => Condition;
  /** For an operator that says no: the one that it denies. */
  readonly denies?: string;
}

/** Tests of one field, put together. */
export type Condition =
  | Test
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const ORDERED: readonly FieldType[] = ["text", "number", "integer", "instant", "date"];
const EQUAL: readonly FieldType[] = [...ORDERED, "boolean"];
const LISTED: readonly FieldType[] = ["text", "number", "integer", "date"];
const TEXT: readonly FieldType[] = ["text"];
const SEARCHED: readonly FieldType[] = ["text", "texts", "numbers"];

/** Dates and instants have before and after, and no order test with equality: "at most" is "there, and not after". */
const isTime = (type: FieldType): boolean => type === "instant" || type === "date";
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

/** The tests that deny another by themselves, and are false where the value is missing. */
const denials: Readonly<Record<string, "notEquals" | "notOneOf">> = { equals: "notEquals", oneOf: "notOneOf" };

/** What an operator asks of a field; `missing` tells what an operator that says no answers without a value. */
export function conditionOf(name: string, values: readonly Operand[], type: FieldType, missing: "fails" | "passes"): Condition {
  const { is, denies } = operators[name]!;
  if (is !== undefined) return is(values, type);
  const denied = operators[denies!]!.is!(values, type);
  if (missing === "passes") return { not: denied };
  if ("is" in denied && Object.hasOwn(denials, denied.is)) return { ...denied, is: denials[denied.is] } as Test;
  return { all: [{ is: "present" }, { not: denied }] };
}

/** The condition as an expression over a field. */
export function expressionOf(condition: Condition, path: string): Expression {
  if ("is" in condition) return { kind: "attribute", path, test: condition };
  if ("not" in condition) return { kind: "not", of: expressionOf(condition.not, path) };
  if ("all" in condition) return { kind: "all", of: condition.all.map((part) => expressionOf(part, path)) };
  return { kind: "any", of: condition.any.map((part) => expressionOf(part, path)) };
}

import type { ValueType } from "./catalog.js";
import type { TestName } from "./expression.js";

const ORDERINGS = ["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan", "between"] as const;
const MEMBERSHIPS = ["oneOf", "notOneOf"] as const;
const PRESENCES = ["missing", "present"] as const;

/** The tests that apply to a value, by its type. */
export const testsByType: Readonly<Record<ValueType, readonly TestName[]>> = {
  text: [...ORDERINGS, ...MEMBERSHIPS, "contains", "startsWith", "endsWith", "like", ...PRESENCES],
  number: [...ORDERINGS, ...MEMBERSHIPS, ...PRESENCES],
  integer: [...ORDERINGS, ...MEMBERSHIPS, ...PRESENCES],
  boolean: ["equals", "notEquals", ...PRESENCES],
  instant: ["before", "after", "withinLast", "withinNext", "calendar", "part", "anniversary", ...PRESENCES],
  date: [
    "equals",
    "notEquals",
    ...MEMBERSHIPS,
    "before",
    "after",
    "withinLast",
    "withinNext",
    "calendar",
    "part",
    "age",
    "anniversary",
    ...PRESENCES,
  ],
  texts: ["has", "hasAny", "hasAll", "size", ...PRESENCES],
  numbers: ["has", "hasAny", "hasAll", "size", ...PRESENCES],
  opaque: ["size", "someItem", "itemCount", ...PRESENCES],
  duration: [...ORDERINGS, ...PRESENCES],
};

/** Tests whose result depends on `asOf`; the conditions on an item cannot contain them. */
export const timeDependentTests: ReadonlySet<TestName> = new Set(["withinLast", "withinNext", "calendar", "age", "anniversary"]);

/** Tests of a list of objects; the conditions on an item cannot contain them. */
export const itemTests: ReadonlySet<TestName> = new Set(["someItem", "itemCount"]);

/** Names of all tests. */
export const allTests: readonly TestName[] = [...new Set(Object.values(testsByType).flat())];

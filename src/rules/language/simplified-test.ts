import type { Leaf, Measure, NumberTest, Test } from "./expression.js";
import { foldAscii } from "./text-matching.js";

type TestedLeaf = Extract<Leaf, { test: Test }>;

/** Measures that are never missing. */
export const ALWAYS_PRESENT: ReadonlySet<Measure> = new Set([
  "count",
  "sum",
  "distinct",
  "daysActive",
  "unanswered",
  "fewestPerPeriod",
]);
/** Measures that are integers of at least 0. */
const COUNTED: ReadonlySet<Measure> = new Set(["count", "distinct", "daysActive", "unanswered", "fewestPerPeriod"]);

/** Returns the simplest test that means the same as the test of a leaf or of a condition: `equals` for one of one value. */
export function simplifiedTest(leaf: { readonly test: unknown }): Test | NumberTest {
  const { metric } = leaf as Partial<Extract<Leaf, { kind: "metric" }>>;
  const isCounted = metric !== undefined && COUNTED.has(metric.measure);
  return simplify(leaf.test as Test, isCounted);
}

function simplify(test: Test, isCounted: boolean): Test {
  switch (test.is) {
    case "oneOf":
    case "notOneOf": {
      const values =
        test.ignoreCase === true
          ? test.values.map((value) => (typeof value === "string" ? foldAscii(value) : value))
          : test.values;
      const [only, ...others] = [...new Set(values)];
      if (others.length > 0) return { ...test, values };
      const { values: _, ...rest } = test;
      return simplify({ ...rest, is: test.is === "oneOf" ? "equals" : "notEquals", value: only! }, isCounted);
    }
    case "hasAny":
    case "hasAll": {
      const [only, ...others] = [...new Set(test.values)];
      return others.length > 0 ? test : { is: "has", value: only! };
    }
    case "equals":
    case "notEquals":
    case "contains":
    case "startsWith":
    case "endsWith":
    case "like":
      if (test.ignoreCase === true && typeof test.value === "string") return { ...test, value: foldAscii(test.value) };
      return isCounted ? wholeTest(test as NumberTest) : test;
    case "between":
      if (typeof test.from !== "object" && test.from === test.to) return simplify({ is: "equals", value: test.from }, isCounted);
      return test;
    case "atLeast":
    case "moreThan":
    case "atMost":
    case "lessThan":
      return isCounted ? wholeTest(test as NumberTest) : test;
    case "anniversary":
      return "days" in test && typeof test.days === "object" && test.days.from === 0 ? { ...test, days: test.days.to } : test;
    case "size":
    case "part":
    case "itemCount":
      return { ...test, test: wholeTest(test.test) };
    default:
      return test;
  }
}

/** Simplifies a test of an integer of at least 0: more than 2 is at least 3, and none is at most 0. */
function wholeTest(test: NumberTest): NumberTest {
  if (!("value" in test) || typeof test.value !== "number") return test;
  const { value } = test;
  switch (test.is) {
    case "moreThan":
      return { is: "atLeast", value: Math.floor(value) + 1 };
    case "lessThan":
      return { is: "atMost", value: Math.ceil(value) - 1 };
    case "atLeast":
      return { is: "atLeast", value: Math.ceil(value) };
    case "atMost":
      return { is: "atMost", value: Math.floor(value) };
    case "equals":
      return value === 0 ? { is: "atMost", value: 0 } : test;
    case "notEquals":
      return value === 0 ? { is: "atLeast", value: 1 } : test;
    default:
      return test;
  }
}

const opposites: Partial<Record<Test["is"], Test["is"]>> = {
  equals: "notEquals",
  notEquals: "equals",
  oneOf: "notOneOf",
  notOneOf: "oneOf",
  atLeast: "lessThan",
  lessThan: "atLeast",
  moreThan: "atMost",
  atMost: "moreThan",
};

/**
 * Returns a leaf that holds exactly where another does not, if one leaf can say so. A missing value fails most tests and their
 * opposites alike, so this is the leaf of a value that is never missing, or a test of presence.
 */
export function negatedTest(leaf: Leaf): TestedLeaf | undefined {
  if (!("test" in leaf)) return undefined;
  const { test } = leaf;
  if (test.is === "missing" || test.is === "present") {
    if (leaf.kind === "state" && (leaf.for ?? leaf.began ?? leaf.ended) !== undefined) return undefined;
    return { ...leaf, test: { is: test.is === "missing" ? "present" : "missing" } };
  }
  const is = opposites[test.is];
  if (is === undefined || leaf.kind !== "metric" || !ALWAYS_PRESENT.has(leaf.metric.measure)) return undefined;
  if ("value" in test && typeof test.value === "object") return undefined;
  return { ...leaf, test: { ...test, is } as Test };
}

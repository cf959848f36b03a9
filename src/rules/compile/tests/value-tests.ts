import { compareCodePoints } from "../../../kernel/index.js";
import type { AttributeOperand, Operand, RuleDuration } from "../../language/expression.js";
import { foldAscii, foldIf } from "../../language/text-matching.js";
import { exactMilliseconds } from "../../language/span.js";
import type { Seen } from "../../language/value-reading.js";
import { type AbilityTables, compilerOf, type TestedValue, type TestOf } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import { timeless } from "./compile-test.js";
import { orderings } from "./number-test.js";

type Predicate = CompiledTest["passes"];

/** Tests of presence, equality, membership and order, which every evaluator has. */
export const valueTests: AbilityTables = {
  name: "valueTests",
  tests: {
    missing: (_test, { read }) => timeless((raw) => read(raw) === undefined),
    present: (_test, { read }) => timeless((raw) => read(raw) !== undefined),
    equals: (test, on) => timeless(equality(test, on)),
    notEquals: (test, on) => timeless(equality(test, on)),
    oneOf: membershipTest,
    notOneOf: membershipTest,
    atLeast: (test, on) => timeless(ordering(test, on)),
    moreThan: (test, on) => timeless(ordering(test, on)),
    atMost: (test, on) => timeless(ordering(test, on)),
    lessThan: (test, on) => timeless(ordering(test, on)),
    between: betweenTest,
  },
};

function betweenTest({ from, to }: TestOf<"between">, on: TestedValue): CompiledTest {
  const { read } = on;
  const low = ordering({ is: "atLeast", value: from }, on);
  const high = ordering({ is: "atMost", value: to }, on);
  const passes: Predicate =
    typeof from !== "number" || typeof to !== "number"
      ? (raw, subject, asOf) => low(raw, subject, asOf) && high(raw, subject, asOf)
      : (raw) => {
          const value = read(raw) as number;
          return value >= from && value <= to;
        };
  return timeless(passes);
}

/** Returns the value of a constant operand; a duration becomes milliseconds. */
function constantOf(operand: Operand): string | number | boolean {
  return typeof operand === "object" ? exactMilliseconds(operand as RuleDuration) : operand;
}

function equality(test: TestOf<"equals">, on: TestedValue): Predicate {
  const { read } = on;
  const negated = test.is === "notEquals";
  if (isAttribute(test.value)) return compilerOf(on.context, "forms", "attributeOperand")(test.is, test.value, on);
  const wanted = foldIf(test.ignoreCase, constantOf(test.value));
  if (test.ignoreCase === true) return (raw) => typeof raw === "string" && (foldAscii(raw) === wanted) !== negated;
  // A value that equals the constant has its type, so it only needs to be read where the field may refuse it.
  if (!negated && typeof wanted !== "number") return (raw) => raw === wanted && read(raw) !== undefined;
  return (raw) => {
    const value = read(raw);
    return value !== undefined && (value === wanted) !== negated;
  };
}

function membershipTest(test: TestOf<"oneOf">, { read }: TestedValue): CompiledTest {
  const negated = test.is === "notOneOf";
  const wanted = new Set<unknown>(test.values.map((value) => foldIf(test.ignoreCase, value)));
  return timeless((raw) => {
    const value = read(raw);
    if (value === undefined) return false;
    return wanted.has(test.ignoreCase === true && typeof value === "string" ? foldAscii(value) : value) !== negated;
  });
}

function ordering(test: { readonly is: keyof typeof orderings; readonly value: Operand }, on: TestedValue): Predicate {
  const { read } = on;
  if (isAttribute(test.value)) return compilerOf(on.context, "forms", "attributeOperand")(test.is, test.value, on);
  const constant = constantOf(test.value);
  if (typeof constant !== "number") {
    const passes = orderings[test.is];
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

/** Returns the sign of the difference of two values of one type; `undefined` where one is missing. */
export function compareSeen(left: Seen, right: Seen): number | undefined {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return typeof left === "string" && typeof right === "string" ? compareCodePoints(left, right) : undefined;
}

function isAttribute(operand: Operand): operand is AttributeOperand {
  return typeof operand === "object" && "attribute" in operand;
}

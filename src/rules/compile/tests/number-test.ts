import type { NumberTest } from "../../language/expression.js";

/** Whether each ordering test passes, by the sign of left minus right. */
export const orderings: Readonly<Record<"atLeast" | "moreThan" | "atMost" | "lessThan", (sign: number) => boolean>> = {
  atLeast: (sign) => sign >= 0,
  moreThan: (sign) => sign > 0,
  atMost: (sign) => sign <= 0,
  lessThan: (sign) => sign < 0,
};

/** Compiles a test of an integer that is never missing. */
export function numberTest(test: NumberTest): (value: number) => boolean {
  if (test.is === "between") return (value) => value >= test.from && value <= test.to;
  if (test.is === "equals") return (value) => value === test.value;
  if (test.is === "notEquals") return (value) => value !== test.value;
  const passes = orderings[test.is];
  return (value) => passes(value - test.value);
}

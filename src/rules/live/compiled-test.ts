import type { NumberTest } from "../language/expression.js";

/** The customer's profile: values by path. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A test of one raw value against the profile at an instant. */
export interface ValueTest {
  readonly passes: (raw: unknown, attributes: Attributes, at: number) => boolean;
  /** First instant after `at` at which time alone may change the result; `null` if time never does. */
  readonly turns: ((raw: unknown, attributes: Attributes, at: number) => number) | null;
  /** Whether the test compares with an attribute. */
  readonly readsAttributes: boolean;
}

/** Whether each comparison holds, by the sign of left minus right. */
export const ORDERS = {
  atLeast: (sign: number): boolean => sign >= 0,
  moreThan: (sign: number): boolean => sign > 0,
  atMost: (sign: number): boolean => sign <= 0,
  lessThan: (sign: number): boolean => sign < 0,
} as const;

/** Compiles a test of an integer. */
export function integerTest(test: NumberTest): (value: number) => boolean {
  if (test.is === "between") return (value) => value >= test.from && value <= test.to;
  if (test.is === "equals") return (value) => value === test.value;
  if (test.is === "notEquals") return (value) => value !== test.value;
  const passes = ORDERS[test.is];
  return (value) => passes(value - test.value);
}

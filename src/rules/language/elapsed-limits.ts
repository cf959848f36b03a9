import type { Measure, RuleDuration, Test } from "./expression.js";
import { isBusinessDuration, type Span, spanOf } from "./span.js";

/** Measures that grow from one instant to `asOf`, so that the open time in them is known. */
export const ELAPSED_MEASURES: readonly Measure[] = ["timeSinceFirst", "timeSinceLast", "knownFor"];

/** A test of a length of time against durations. */
export type ElapsedTest = Extract<
  Test,
  { is: "equals" | "notEquals" | "atLeast" | "moreThan" | "atMost" | "lessThan" | "between" }
>;

/** Whether a test compares a length of time with business time. */
export function hasBusinessTime(test: Test): test is ElapsedTest {
  return durationsOf(test).some(isBusinessDuration);
}

function durationsOf(test: Test): readonly unknown[] {
  return test.is === "between" ? [test.from, test.to] : "value" in test ? [test.value] : [];
}

/** Returns the spans of the durations that a test compares with. */
export function spansOf(test: ElapsedTest): readonly Span[] {
  return durationsOf(test).map((duration) => spanOf(duration as RuleDuration));
}

/** The times that have passed, in milliseconds, since the instants that lie a duration ago. */
export interface ElapsedLimits {
  readonly least: number;
  readonly most: number;
}

/** Returns the limits of a span at an instant: the duration itself, if it is exact. */
export function elapsedLimits(span: Span, asOf: number): ElapsedLimits {
  return { least: asOf - span.start(asOf), most: asOf - span.firstStart(asOf) };
}

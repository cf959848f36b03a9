import { compareCodePoints } from "../../../kernel/index.js";
import { durationMilliseconds, parseInstant } from "../../../kernel/internal.js";
import { compilerOf, type TestedValue, type TestOf } from "../context/ability.js";
import type { CompiledTest, TimedTest } from "../context/compiled.js";
import { ofValue } from "./compile-test.js";
import { timed } from "./timed.js";

const NO_BOUNDARIES = (): readonly number[] => [];

/** Compiles the test that an instant or a date lies before or after a constant. */
export function boundTest({ is, value }: TestOf<"before">, on: TestedValue): CompiledTest {
  const bound = on.type === "date" ? value : parseInstant(value)!;
  const holds: TimedTest["holds"] =
    typeof bound === "string"
      ? (date: string) => (is === "before" ? -1 : 1) * compareCodePoints(date, bound) > 0
      : is === "before"
        ? (at: number) => at < bound
        : (at: number) => at > bound;
  return ofValue(timed(holds, NO_BOUNDARIES), on);
}

/** Compiles the test that an instant or a date lies within a time before or after `asOf`. */
export function withinTest(test: TestOf<"withinLast">, on: TestedValue): CompiledTest {
  if (on.type === "date") return ofValue(compilerOf(on.context, "forms", "withinDays")(test), on);
  const length = durationMilliseconds(test.duration);
  const withinLength: TimedTest =
    test.is === "withinLast"
      ? timed(
          (at: number, asOf) => at > asOf - length && at <= asOf,
          (at) => [at, at + length],
        )
      : timed(
          (at: number, asOf) => at > asOf && at <= asOf + length,
          (at) => [at - length, at],
        );
  return ofValue(withinLength, on);
}

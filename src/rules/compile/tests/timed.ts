import type { TimedTest } from "../context/compiled.js";
import { earliestAfter } from "../subject/compiled-node.js";

/** Makes a test from the instants at which its result may change. */
export function timed<Value>(
  holds: (value: Value, asOf: number) => boolean,
  boundaries: (value: Value, asOf: number) => readonly number[],
): TimedTest {
  return { holds, next: (value, asOf) => earliestAfter(asOf, boundaries(value, asOf)) };
}

/** Keeps the last result of a function of `asOf`, since a population asks for the same instant again and again. */
export function onceAt<Result>(compute: (asOf: number) => Result): (asOf: number) => Result {
  let lastAsOf = Number.NaN;
  let last: Result;
  return (asOf) => {
    if (asOf !== lastAsOf) {
      last = compute(asOf);
      lastAsOf = asOf;
    }
    return last;
  };
}

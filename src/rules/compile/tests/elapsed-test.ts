import { type ElapsedLimits, elapsedLimits, type ElapsedTest, spansOf } from "../../language/elapsed-limits.js";
import type { CompiledTest } from "../context/compiled.js";

type Comparison = (elapsed: number, low: ElapsedLimits, high: ElapsedLimits) => boolean;

const comparisons: Readonly<Record<ElapsedTest["is"], Comparison>> = {
  equals: (elapsed, { least, most }) => elapsed >= least && elapsed <= most,
  notEquals: (elapsed, { least, most }) => elapsed < least || elapsed > most,
  atLeast: (elapsed, { least }) => elapsed >= least,
  moreThan: (elapsed, { most }) => elapsed > most,
  atMost: (elapsed, { most }) => elapsed <= most,
  lessThan: (elapsed, { least }) => elapsed < least,
  between: (elapsed, { least }, { most }) => elapsed >= least && elapsed <= most,
};

const NOTHING: ElapsedLimits = { least: 0, most: 0 };

/** Compiles a test of the time that has passed, against business time. */
export function elapsedTest(test: ElapsedTest): CompiledTest {
  const spans = spansOf(test);
  const compare = comparisons[test.is];
  // A population asks for the same instant again and again.
  let lastAsOf = Number.NaN;
  let [low, high] = [NOTHING, NOTHING];
  return {
    next: null,
    passes: (elapsed, _subject, asOf) => {
      if (typeof elapsed !== "number") return false;
      if (asOf !== lastAsOf) {
        low = elapsedLimits(spans[0]!, asOf);
        high = elapsedLimits(spans.at(-1)!, asOf);
        lastAsOf = asOf;
      }
      return compare(elapsed, low, high);
    },
  };
}

import type { OpenHours } from "../../kernel/index.js";
import { openClock } from "../../kernel/internal.js";
import type { BusinessDuration } from "./expression.js";
import { businessMilliseconds, type Span } from "./span.js";

/** Returns the span of a business duration by the open hours of its calendar. */
export function businessSpan(duration: BusinessDuration, hours: OpenHours): Span {
  const length = businessMilliseconds(duration);
  const { openAt, firstWith, lastWith } = openClock(hours);
  const within = (instant: number): number => Math.min(instant, hours.to + 1);
  // The horizon is checked before a rule is evaluated; without it no instant is known to be so long ago.
  const ago = (asOf: number, find: (open: number) => number): number => {
    const open = openAt(asOf) - length;
    return open > 0 ? find(open) : Number.NEGATIVE_INFINITY;
  };
  return {
    end: (from) => within(firstWith(openAt(from) + length)),
    passed: (from) => within(firstWith(openAt(from) + length + 1)),
    start: (asOf) => ago(asOf, lastWith),
    firstStart: (asOf) => ago(asOf, firstWith),
  };
}

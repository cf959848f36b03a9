import { type Duration, MILLISECONDS_PER, type OpenHours } from "../../kernel/index.js";
import type { BusinessDuration, RuleDuration } from "./expression.js";

/** A length of time as instants: how it lies after one, and before one. */
export interface Span {
  /** The first instant at which the span since an instant is over; after the horizon of its calendar, the end of that and 1. */
  readonly end: (from: number) => number;
  /** The first instant at which more than the span has passed since an instant. */
  readonly passed: (from: number) => number;
  /** The last instant since which the span is over. */
  readonly start: (asOf: number) => number;
  /** The first instant since which no more than the span has passed. */
  readonly firstStart: (asOf: number) => number;
}

/** Key of the open hours of a business duration. A symbol is not part of the rule's JSON. */
export const HOURS: unique symbol = Symbol("open hours");
/** Key of the span that a business duration is by its open hours. */
export const SPAN: unique symbol = Symbol("span");

/** A business duration with the open hours of its calendar. */
export interface BoundDuration extends BusinessDuration {
  readonly [HOURS]: OpenHours;
  readonly [SPAN]: Span;
}

/** Whether a value of a rule is a length of business time. */
export function isBusinessDuration(value: unknown): value is BusinessDuration {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "businessHours");
}

/** Returns the milliseconds of a business duration. */
export function businessMilliseconds({ businessHours }: BusinessDuration): number {
  return Math.round(businessHours * MILLISECONDS_PER.hours);
}

/** Returns the span of a duration; the calendar of a business duration must be bound. */
export function spanOf(duration: RuleDuration): Span {
  return isBusinessDuration(duration) ? (duration as BoundDuration)[SPAN] : exactSpan(exactMilliseconds(duration));
}

/** Returns the milliseconds of a duration that the check of the rule has required to be exact. */
export function exactMilliseconds(duration: RuleDuration): number {
  let total = 0;
  for (const [unit, count = 0] of Object.entries(duration as Duration)) total += count * MILLISECONDS_PER[unit as keyof Duration];
  return total;
}

function exactSpan(length: number): Span {
  const start = (asOf: number): number => asOf - length;
  return { end: (from) => from + length, passed: (from) => from + length + 1, start, firstStart: start };
}

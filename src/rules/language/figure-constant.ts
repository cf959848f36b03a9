import { durationMilliseconds, isCalendarDate, parseInstant } from "../../kernel/internal.js";
import { dayOfDate } from "./anniversary.js";
import type { Figure } from "./expression.js";

/** Returns the value of a constant as a number: a duration and an instant in milliseconds, a date in days. */
export function constantOf({ value }: Extract<Figure, { value: unknown }>): number {
  if (typeof value === "number") return value;
  if (typeof value === "object") return durationMilliseconds(value);
  return isCalendarDate(value) ? dayOfDate(value) : parseInstant(value)!;
}

import { ClienteleError } from "../../kernel/index.js";
import type { TimeUnit } from "../../models/index.js";

/** Days of each unit; a year is 365.25 days, a month its twelfth. */
export const DAYS_PER_UNIT: Readonly<Record<TimeUnit, number>> = {
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 365.25 / 12,
  year: 365.25,
};

/**
 * Length of a unit of time in days.
 *
 * @throws ClienteleError `invalid_option` for another word
 */
export function daysPerUnit(unit: TimeUnit): number {
  if (!Object.hasOwn(DAYS_PER_UNIT, unit)) {
    throw new ClienteleError("invalid_option", "A unit is hour, day, week, month or year.", { option: "unit", value: unit });
  }
  return DAYS_PER_UNIT[unit];
}

import { type OptionKind, oneOf, requireOneOf } from "../../kernel/internal.js";
import type { TimeUnit } from "../../models/index.js";

/** Days of each unit; a year is 365.25 days, a month its twelfth. */
const DAYS_PER_UNIT: Readonly<Record<TimeUnit, number>> = {
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 365.25 / 12,
  year: 365.25,
};

const UNITS = Object.keys(DAYS_PER_UNIT) as TimeUnit[];

/** Name of a unit of time. */
export const aTimeUnit: OptionKind = /* @__PURE__ */ oneOf(UNITS);

/**
 * Length of a unit of time in days.
 *
 * @throws ClienteleError `invalid_option` for any other name
 */
export function daysPerUnit(unit: TimeUnit, option = "unit"): number {
  return DAYS_PER_UNIT[requireOneOf(option, unit, UNITS)];
}

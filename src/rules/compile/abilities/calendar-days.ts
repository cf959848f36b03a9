import type { Ability, AbilityTables } from "../context/ability.js";
import { calendarPeriods, calendarUnitWindow, daysActive } from "../history/calendar-history.js";
import { anniversaryTest } from "../tests/anniversary-test.js";
import { calendarTest } from "../tests/calendar-test.js";
import { ofValue } from "../tests/compile-test.js";
import { ageTest, withinDaysTest } from "../tests/day-tests.js";
import { partTest } from "../tests/part-test.js";

/** The types whose values these tests apply to. */
type DayType = "instant" | "date";

/**
 * Ability for everything that counts local days or calendar units in a time zone: calendar windows, days active, ages,
 * anniversaries, parts of a date, and dates within some days of today.
 */
export const calendarDays = {
  name: "calendarDays",
  tests: {
    calendar: (test, on) => ofValue(calendarTest(test, on.type as DayType), on),
    age: (test, on) => ofValue(ageTest(test), on),
    anniversary: (test, on) => ofValue(anniversaryTest(test, on.type as DayType), on),
    part: partTest,
  },
  measures: { daysActive },
  windows: { this: calendarUnitWindow, previous: calendarUnitWindow },
  forms: { withinDays: withinDaysTest, calendarPeriods },
} satisfies AbilityTables as Ability;

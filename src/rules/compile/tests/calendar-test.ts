import { calendarWindow, LARGEST_INSTANT, MILLISECONDS_PER } from "../../../kernel/index.js";
import { dayBoundaries, firstDayOfUnit, localDate } from "../../../kernel/internal.js";
import { dayOfDate } from "../../language/anniversary.js";
import { CALENDAR_MOVES, calendarDates } from "../../language/calendar-days.js";
import type { Test } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import type { TimedTest } from "../context/compiled.js";
import { onceAt, timed } from "./timed.js";

type CalendarTest = Extract<Test, { is: "calendar" }>;

/** Compiles the test that an instant or a date lies in a calendar unit. */
export function calendarTest(test: CalendarTest, type: "instant" | "date"): TimedTest {
  return type === "date" ? dateInUnit(test) : instantInUnit(test);
}

function dateInUnit(test: CalendarTest): TimedTest {
  const { which, unit } = test;
  const zone = constantZone(test.zone);
  const move = CALENDAR_MOVES[which];
  const dates = onceAt((asOf) => calendarDates(test, localDate(zone, asOf)));
  return timed(
    (date: string, asOf) => {
      const { from, to } = dates(asOf);
      return date >= from && date < to;
    },
    // The date lies in the unit while the zone shows a day of the unit that is `move` before its own.
    (date) => [0, 1].flatMap((end) => dayBoundaries(zone, firstDayOfUnit(unit, dayOfDate(date), end - move))),
  );
}

function instantInUnit({ which, unit, zone: given }: CalendarTest): TimedTest {
  const zone = constantZone(given);
  const move = CALENDAR_MOVES[which];
  const span = onceAt((asOf) => calendarWindow(unit, asOf, zone, move));
  return timed(
    (at: number, asOf) => {
      const { from, to } = span(asOf);
      return at >= from && at < to;
    },
    (at) => {
      // Every unit of every zone exists around the others.
      if (Math.abs(at) > LARGEST_INSTANT - 1_200 * MILLISECONDS_PER.days) return [];
      // The local day is at most two days away, even where clocks go back over midnight.
      const day = Math.floor(at / MILLISECONDS_PER.days);
      const firstDays = new Set([-2, -1, 0, 1, 2].map((near) => firstDayOfUnit(unit, day + near)));
      firstDays.add(firstDayOfUnit(unit, day + 2, 1));
      return [...firstDays].flatMap((first) => dayBoundaries(zone, firstDayOfUnit(unit, first, -move)));
    },
  );
}

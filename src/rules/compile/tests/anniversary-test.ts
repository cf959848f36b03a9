import { dayText, MILLISECONDS_PER } from "../../../kernel/index.js";
import { dayBoundaries, firstDayOfUnit, localDate, offsetReader } from "../../../kernel/internal.js";
import { anniversaryIn, dayOfDate } from "../../language/anniversary.js";
import { anniversaryDays, CALENDAR_MOVES, dayRange } from "../../language/calendar-days.js";
import { PARTED } from "../../language/date-parts.js";
import type { Test } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import type { TimedTest } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import { onceAt, timed } from "./timed.js";

type AnniversaryTest = Extract<Test, { is: "anniversary" }>;

/** Compiles the test that the day and month of a date recur around today. The one of an instant is that of its local date. */
export function anniversaryTest(test: AnniversaryTest, type: "instant" | "date"): TimedTest {
  const { holds, next } = ofDate(test);
  if (type === "date") return { holds, next };
  const offset = offsetReader(constantZone(test.zone));
  const hasDate = (at: number): boolean => at >= PARTED.from && at < PARTED.to;
  const dateOf = (at: number): string => dayText(Math.floor((at + offset(at)) / MILLISECONDS_PER.days));
  return {
    holds: (at: number, asOf) => hasDate(at) && holds(dateOf(at) as never, asOf),
    next: (at: number, asOf) => (hasDate(at) ? next(dateOf(at) as never, asOf) : NEVER),
  };
}

function ofDate(test: AnniversaryTest): TimedTest {
  const { leapDay = "02-28" } = test;
  const zone = constantZone(test.zone);
  const today = onceAt((asOf) => localDate(zone, asOf));
  const wanted = onceAt((asOf) => {
    const { from, to } = anniversaryDays(test, today(asOf));
    return { from, to, firstYear: Number(dayText(from).slice(0, 4)), lastYear: Number(dayText(to).slice(0, 4)) };
  });
  return timed(
    (date: string, asOf) => {
      const { from, to, firstYear, lastYear } = wanted(asOf);
      for (let year = firstYear; year <= lastYear; year++) {
        const day = dayOfDate(anniversaryIn(year, date, leapDay));
        if (day >= from && day <= to) return true;
      }
      return false;
    },
    (date, asOf) => {
      const thisYear = Number(today(asOf).slice(0, 4));
      return [-2, -1, 0, 1, 2, 3].flatMap((years) => {
        const [first, end] = daysFor(test, dayOfDate(anniversaryIn(thisYear + years, date, leapDay)));
        return [...dayBoundaries(zone, first), ...dayBoundaries(zone, end)];
      });
    },
  );
}

/** Returns the days `[first, end)` that have to be today for a test to hold because of an anniversary on a day. */
function daysFor(test: AnniversaryTest, day: number): readonly [first: number, end: number] {
  if ("which" in test) {
    const move = CALENDAR_MOVES[test.which];
    return [firstDayOfUnit(test.unit, day, -move), firstDayOfUnit(test.unit, day, 1 - move)];
  }
  const { from, to } = dayRange(test.days);
  return [day - to, day - from + 1];
}

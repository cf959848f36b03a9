import { MILLISECONDS_PER } from "../../../kernel/index.js";
import { dayBoundaries, durationMilliseconds, localDate } from "../../../kernel/internal.js";
import { anniversaryIn, dayOfDate, yearsBetween } from "../../language/anniversary.js";
import { constantZone } from "../../language/subject-zone.js";
import type { TestOf } from "../context/ability.js";
import type { TimedTest } from "../context/compiled.js";
import { numberTest } from "./number-test.js";
import { onceAt, timed } from "./timed.js";

function todayIn(zone: string): (asOf: number) => string {
  return onceAt((asOf) => localDate(zone, asOf));
}

/** Compiles the test that a date lies within some days before or after today. */
export function withinDaysTest({ is, duration, zone: given }: TestOf<"withinLast">): TimedTest {
  const days = durationMilliseconds(duration) / MILLISECONDS_PER.days;
  const zone = constantZone(given);
  const today = todayIn(zone);
  const distance = (date: string, asOf: number): number => dayOfDate(date) - dayOfDate(today(asOf));
  return is === "withinLast"
    ? timed(
        (date: string, asOf) => distance(date, asOf) <= 0 && distance(date, asOf) > -days,
        (date) => [...dayBoundaries(zone, dayOfDate(date)), ...dayBoundaries(zone, dayOfDate(date) + days)],
      )
    : timed(
        (date: string, asOf) => distance(date, asOf) > 0 && distance(date, asOf) <= days,
        (date) => [...dayBoundaries(zone, dayOfDate(date) - days), ...dayBoundaries(zone, dayOfDate(date))],
      );
}

/** Compiles the test of the whole years since a date. */
export function ageTest({ test, zone: given, leapDay = "02-28" }: TestOf<"age">): TimedTest {
  const zone = constantZone(given);
  const passes = numberTest(test);
  const today = todayIn(zone);
  return timed(
    (date: string, asOf) => date <= today(asOf) && passes(yearsBetween(date, today(asOf), leapDay)),
    (date, asOf) => {
      const year = Number(today(asOf).slice(0, 4));
      return [year, year + 1]
        .flatMap((each) => dayBoundaries(zone, dayOfDate(anniversaryIn(each, date, leapDay))))
        .concat(dayBoundaries(zone, dayOfDate(date)));
    },
  );
}

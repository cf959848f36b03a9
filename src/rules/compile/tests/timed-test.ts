import { compareCodePoints, MILLISECONDS_PER } from "../../../kernel/index.js";
import { dayBoundaries, durationMilliseconds, localDate, parseInstant } from "../../../kernel/internal.js";
import { anniversaryIn, dayOfDate, yearsBetween } from "../../language/anniversary.js";
import type { LeapDay, NumberTest, Test } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import { anniversaryTest } from "./anniversary-test.js";
import { calendarTest } from "./calendar-test.js";
import { numberTest } from "./number-test.js";
import { onceAt, timed, type TimedTest } from "./timed.js";

/** Compiles a test of an instant or a date that depends on time; `undefined` for every other test. */
export function timedTest(test: Test, type: "instant" | "date"): TimedTest | undefined {
  switch (test.is) {
    case "before":
    case "after": {
      if (type === "date") {
        const sign = test.is === "before" ? -1 : 1;
        return timed(
          (date: string) => sign * compareCodePoints(date, test.value) > 0,
          () => [],
        );
      }
      const bound = parseInstant(test.value)!;
      return test.is === "before"
        ? timed(
            (at: number) => at < bound,
            () => [],
          )
        : timed(
            (at: number) => at > bound,
            () => [],
          );
    }
    case "withinLast":
    case "withinNext": {
      const length = durationMilliseconds(test.duration);
      if (type === "date") return dateWithin(test.is, length / MILLISECONDS_PER.days, constantZone(test.zone));
      return test.is === "withinLast"
        ? timed(
            (at: number, asOf) => at > asOf - length && at <= asOf,
            (at) => [at, at + length],
          )
        : timed(
            (at: number, asOf) => at > asOf && at <= asOf + length,
            (at) => [at - length, at],
          );
    }
    case "calendar":
      return calendarTest(test, type);
    case "age":
      return ageTest(test.test, constantZone(test.zone), test.leapDay ?? "02-28");
    case "anniversary":
      return anniversaryTest(test, type);
    default:
      return undefined;
  }
}

function todayIn(zone: string): (asOf: number) => string {
  return onceAt((asOf) => localDate(zone, asOf));
}

function dateWithin(is: "withinLast" | "withinNext", days: number, zone: string): TimedTest {
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

function ageTest(test: NumberTest, zone: string, leapDay: LeapDay): TimedTest {
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

import { TZDateMini } from "@date-fns/tz/date/mini";
import { firstDayOfUnit } from "../../src/kernel/calendar.js";
import { UtcDate } from "../../src/kernel/utc-date.js";
import type { CalendarUnit } from "clientele/kernel";
import {
  addDays,
  addMonths,
  addQuarters,
  addWeeks,
  addYears,
  startOfDay,
  startOfMonth,
  startOfQuarter,
  startOfWeek,
  startOfYear,
} from "date-fns";
import fc from "fast-check";
import { expect, test } from "vitest";

const DAY = 86_400_000;
const starts: Readonly<Record<CalendarUnit, (date: Date) => Date>> = {
  day: startOfDay,
  week: (date) => startOfWeek(date, { weekStartsOn: 1 }),
  month: startOfMonth,
  quarter: startOfQuarter,
  year: startOfYear,
};
const additions: Readonly<Record<CalendarUnit, (date: Date, amount: number) => Date>> = {
  day: addDays,
  week: addWeeks,
  month: addMonths,
  quarter: addQuarters,
  year: addYears,
};
const anInstant = fc.integer({ min: -8.64e15, max: 8.64e15 });

test("calendar units are those of date-fns in the zone UTC, on any machine", () => {
  const day = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(-719_528, 0, 11_016, 11_017, 99_000_000));
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(starts) as CalendarUnit[])),
      day,
      fc.integer({ min: -60, max: 60 }),
      (unit, each, move) => {
        const start = starts[unit](new TZDateMini(each * DAY, "UTC"));
        expect(firstDayOfUnit(unit, each, move)).toBe(additions[unit](start, move).getTime() / DAY);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("the local parts of a UtcDate are its parts in UTC", () => {
  fc.assert(
    fc.property(anInstant, (instant) => {
      const date = new UtcDate(instant);
      expect([date.getFullYear(), date.getMonth(), date.getDate(), date.getDay()]).toEqual([
        ...[date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCDay()],
      ]);
    }),
  );
});

test("a UtcDate is set to local parts in UTC", () => {
  const date = new UtcDate(Date.UTC(2026, 2, 29, 1, 30));
  date.setHours(0, 0, 0, 0);
  date.setDate(31);
  date.setMonth(0, 15);
  date.setFullYear(2024, 1, 29);
  expect(date.toISOString()).toBe("2024-02-29T00:00:00.000Z");
});

import { type CalendarUnit, calendarStarts, calendarWindow, startOfUnit } from "clientele/kernel";
import { isInWindow, localDate } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, hostileDays, hostileZones } from "./hostile-zones.js";

const DAY = 86_400_000;
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
const units: readonly CalendarUnit[] = ["day", "week", "month", "quarter", "year"];

/** First day of a unit, reckoned on the numbers of days alone. */
function firstDay(unit: CalendarUnit, day: number, move: number): number {
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (unit === "day") return day + move;
  // 1970-01-01 was a Thursday.
  if (unit === "week") return day - ((((day + 3) % 7) + 7) % 7) + 7 * move;
  if (unit === "month") return Date.UTC(year, month + move) / DAY;
  if (unit === "quarter") return Date.UTC(year, month - (month % 3) + 3 * move) / DAY;
  return Date.UTC(year + move, 0) / DAY;
}

/** First minute at which a zone's calendar shows a day or a later one, found by looking at every quarter of an hour, then every minute. */
function firstInstant(zone: string, day: number): number {
  let at = day * DAY - 16 * 3_600_000;
  while (dayOf(zone, at) < day) at += 900_000;
  while (dayOf(zone, at - 60_000) >= day) at -= 60_000;
  return at;
}

describe("the start of a calendar unit", () => {
  const near = fc
    .tuple(fc.constantFrom(...hostileDays), fc.integer({ min: -1.5 * DAY, max: 1.5 * DAY }))
    .map(([day, offset]) => Date.parse(`${day}T00:00:00Z`) + offset);
  const instant = fc.oneof(near, fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2035, 0) }));

  test("is its first instant on the runtime's calendar, in every zone, any number of units away", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...hostileZones),
        fc.constantFrom(...units),
        instant,
        fc.integer({ min: -3, max: 3 }),
        (zone, unit, at, move) => {
          expect(iso(startOfUnit(unit, at, zone, move))).toBe(iso(firstInstant(zone, firstDay(unit, dayOf(zone, at), move))));
        },
      ),
      { numRuns: 400 },
    );
  });

  test.each<[string, CalendarUnit, string, string, string]>([
    ["Cairo had no 00:00 on 26 April 2024", "day", "2024-04-26T10:00:00Z", "Africa/Cairo", "2024-04-25T22:00:00.000Z"],
    ["São Paulo had no 00:00 on 4 November 2018", "day", "2018-11-04T12:00:00Z", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    ["Havana had 00:00 twice on 3 November 2024", "day", "2024-11-03T12:00:00Z", "America/Havana", "2024-11-03T04:00:00.000Z"],
    ["Lisbon had 00:00 twice on 26 September 1976", "day", "1976-09-25T23:30:00Z", "Europe/Lisbon", "1976-09-25T23:00:00.000Z"],
    ["Apia went from the 29th to the 31st", "day", "2011-12-30T12:00:00Z", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    ["a leap day belongs to February", "month", "2024-02-29T23:59:59Z", "UTC", "2024-02-01T00:00:00.000Z"],
    ["a week begins on Monday", "week", "2026-03-01T12:00:00Z", "UTC", "2026-02-23T00:00:00.000Z"],
    ["Shanghai's new year is earlier", "year", "2025-12-31T16:00:00Z", "Asia/Shanghai", "2025-12-31T16:00:00.000Z"],
    ["the last quarter", "quarter", "2025-12-31T15:59:59Z", "Asia/Shanghai", "2025-09-30T16:00:00.000Z"],
  ])("%s", (_what, unit, at, zone, start) => {
    expect(iso(startOfUnit(unit, Date.parse(at), zone))).toBe(start);
  });

  test.each(["Mars/Olympus", "+08:00", "constructor"])("needs a time zone: %s is none", (zone) => {
    expect(() => startOfUnit("day", 0, zone)).toThrow(expect.objectContaining({ code: "invalid_time_zone" }));
  });
});

describe("calendar windows", () => {
  const length = (window: { from: number; to: number }): number => (window.to - window.from) / 3_600_000;

  test("follow daylight saving: days of 23, 24, 25 and 23.5 hours", () => {
    const day = (text: string, zone: string) => length(calendarWindow("day", Date.parse(text), zone));
    expect(day("2025-03-30T12:00:00Z", "Europe/London")).toBe(23);
    expect(day("2025-10-26T12:00:00Z", "Europe/London")).toBe(25);
    expect(day("2025-10-25T12:00:00Z", "Europe/London")).toBe(24);
    expect(day("2024-10-05T20:00:00Z", "Australia/Lord_Howe")).toBe(23.5);
    expect(day("2024-04-06T20:00:00Z", "Australia/Lord_Howe")).toBe(24.5);
  });

  test("hold every instant of their unit in zones whose days are whole", () => {
    const whole = hostileZones.filter((zone) => zone !== "America/St_Johns");
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.constantFrom(...units),
        fc.constantFrom(...hostileDays),
        fc.nat(2 * DAY),
        (zone, unit, day, near) => {
          const at = Date.parse(day) - DAY + near;
          expect(isInWindow(calendarWindow(unit, at, zone), at)).toBe(true);
          expect(calendarWindow(unit, at, zone, -1).to).toBe(calendarWindow(unit, at, zone).from);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("of the day that Apia left out are empty", () => {
    const at = Date.parse("2011-12-29T20:00:00Z");
    expect(localDate("Pacific/Apia", at)).toBe("2011-12-29");
    expect(length(calendarWindow("day", at, "Pacific/Apia", 1))).toBe(0);
    expect(length(calendarWindow("day", at, "Pacific/Apia", 2))).toBe(24);
  });

  test("of a leap year are 366 days, and its February 29", () => {
    expect(length(calendarWindow("year", Date.UTC(2024, 5), "UTC")) / 24).toBe(366);
    expect(length(calendarWindow("month", Date.UTC(2024, 2, 31), "UTC", -1)) / 24).toBe(29);
    expect(length(calendarWindow("month", Date.UTC(2023, 2, 31), "UTC", -1)) / 24).toBe(28);
  });
});

describe("the starts of all units of a span", () => {
  test("are strictly ascending, from the unit that holds its start to the one that holds its end", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...hostileZones),
        fc.constantFrom(...units),
        fc.constantFrom(...hostileDays),
        fc.integer({ min: 0, max: 40 }),
        (zone, unit, day, days) => {
          const from = Date.parse(day) - 2 * DAY;
          const to = from + days * DAY;
          const starts = calendarStarts(unit, from, to, zone);
          expect(starts[0]).toBe(startOfUnit(unit, from, zone));
          expect(starts.at(-1)).toBeLessThanOrEqual(to);
          expect(startOfUnit(unit, to, zone, 1)).toBeGreaterThan(to);
          starts.forEach((start, index) => {
            if (index > 0) expect(start).toBeGreaterThan(starts[index - 1]!);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test("name no day twice where one was left out", () => {
    const starts = calendarStarts("day", Date.parse("2011-12-28T12:00:00Z"), Date.parse("2012-01-01T12:00:00Z"), "Pacific/Apia");
    expect(starts.map((start) => localDate("Pacific/Apia", start))).toEqual([
      "2011-12-28",
      "2011-12-29",
      "2011-12-31",
      "2012-01-01",
      "2012-01-02",
    ]);
  });

  test("are none when the span ends before its first unit starts", () => {
    expect(calendarStarts("day", DAY, -DAY, "UTC")).toEqual([]);
  });
});

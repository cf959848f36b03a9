import { dayText, localClock, MILLISECONDS_PER } from "clientele/kernel";
import { dayBoundaries, isTimeZone, localDate, localDay, offsetIn, zoneOffsets } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, hostileDays, hostileZones, wallClock } from "./hostile-zones.js";

const DAY = MILLISECONDS_PER.days;
const from = Date.UTC(1975, 0);
const to = Date.UTC(2035, 0);
const zone = fc.constantFrom(...hostileZones);
const instant = fc.oneof(
  fc.integer({ min: from, max: to }),
  fc
    .tuple(fc.constantFrom(...hostileDays), fc.integer({ min: -1.5 * DAY, max: 1.5 * DAY }))
    .map(([day, near]) => Date.parse(`${day}T00:00:00Z`) + near),
);
const code = (name: string) => expect.objectContaining({ code: name });

describe("a table of offsets", () => {
  const tables = new Map(hostileZones.map((name) => [name, zoneOffsets(name, from, to)]));

  test("gives the wall clock that the runtime gives, at any instant", () => {
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        expect(at + offsetIn(tables.get(name)!, at)).toBe(wallClock(name, at));
      }),
      { numRuns: 3_000 },
    );
  });

  test("changes at the exact millisecond", () => {
    const { starts, offsets } = tables.get("Europe/London")!;
    const spring = starts.indexOf(Date.UTC(2025, 2, 30, 1));
    expect([offsets[spring - 1], offsets[spring], offsets[spring + 1]]).toEqual([0, 3_600_000, 0]);
    expect(starts[spring + 1]).toBe(Date.UTC(2025, 9, 26, 1));
    for (const [name, table] of tables) {
      table.starts.slice(1).forEach((start, index) => {
        expect(wallClock(name, start) - start).toBe(table.offsets[index + 1]);
        expect(wallClock(name, start - 1) - (start - 1)).toBe(table.offsets[index]);
      });
    }
  });

  test("has the half hour of Lord Howe, the quarter of Kathmandu and the day that Apia left out", () => {
    const minutes = (name: (typeof hostileZones)[number], at: number) => offsetIn(tables.get(name)!, at) / 60_000;
    expect([minutes("Australia/Lord_Howe", Date.UTC(2024, 0)), minutes("Australia/Lord_Howe", Date.UTC(2024, 6))]).toEqual([
      660, 630,
    ]);
    expect(minutes("Asia/Kathmandu", Date.UTC(2024, 0))).toBe(345);
    expect([minutes("Pacific/Apia", Date.UTC(2011, 11, 30, 9)), minutes("Pacific/Apia", Date.UTC(2011, 11, 30, 10))]).toEqual([
      -600, 840,
    ]);
    expect(tables.get("Asia/Shanghai")!.offsets.length).toBeGreaterThan(1);
    expect(zoneOffsets("Asia/Shanghai", Date.UTC(1992, 0), to)).toEqual({
      zone: "Asia/Shanghai",
      starts: [Date.UTC(1992, 0)],
      offsets: [28_800_000],
    });
  });

  test("holds its first offset before it begins", () => {
    expect(offsetIn(tables.get("UTC")!, from - 1)).toBe(0);
  });
});

describe("a local day", () => {
  test("is that of the runtime's calendar, by table, by clock and as text", () => {
    const clocks = new Map(hostileZones.map((name) => [name, localClock(name)]));
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        const day = dayOf(name, at);
        expect(localDay(zoneOffsets(name, at, at), at)).toBe(day);
        expect(clocks.get(name)!.day(at)).toBe(day);
        expect(localDate(name, at)).toBe(new Date(day * DAY).toISOString().slice(0, 10));
      }),
      { numRuns: 2_000 },
    );
  });

  test("was never 30 December 2011 in Apia", () => {
    const before = Date.UTC(2011, 11, 30, 9, 59, 59, 999);
    expect([localDate("Pacific/Apia", before), localDate("Pacific/Apia", before + 1)]).toEqual(["2011-12-29", "2011-12-31"]);
  });

  test("is written as a date, before 1970 too", () => {
    expect([dayText(-1), dayText(0), dayText(19_782)]).toEqual(["1969-12-31", "1970-01-01", "2024-02-29"]);
  });

  test("can change only at its boundaries", () => {
    fc.assert(
      fc.property(zone, fc.constantFrom(...hostileDays), (name, text) => {
        const day = Date.parse(text) / DAY;
        const boundaries = [...new Set([day - 1, day, day + 1].flatMap((one) => dayBoundaries(name, one)))].sort((a, b) => a - b);
        for (let index = 1; index < boundaries.length; index++) {
          const start = boundaries[index - 1]!;
          const end = boundaries[index]!;
          // A change of the clocks lies on other days too, whose own midnights were not asked for.
          if (dayOf(name, start) < day - 1 || dayOf(name, start) > day) continue;
          const days = [start, (start + end) / 2, end - 1].map((at) => dayOf(name, Math.floor(at)));
          expect(new Set(days).size).toBe(1);
        }
      }),
    );
  });
});

describe("a clock", () => {
  test("answers alike in whatever order it is asked, and far outside the years with tables", () => {
    const far = fc.oneof(
      instant,
      fc.constantFrom(Date.UTC(1899, 11, 31), Date.UTC(2100, 0), Date.UTC(-200_000, 0), Date.UTC(250_000, 0)),
    );
    fc.assert(
      fc.property(fc.constantFrom("Europe/London", "Asia/Shanghai", "Australia/Lord_Howe"), fc.array(far), (name, instants) => {
        const clock = localClock(name);
        for (const at of instants) expect(clock.offset(at)).toBe(localClock(name).offset(at));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a time zone", () => {
  test.each(["UTC", "Etc/GMT+8", "Europe/London", "America/Argentina/Buenos_Aires", "europe/london"])("%s is one", (name) => {
    expect(isTimeZone(name)).toBe(true);
    expect(isTimeZone(name)).toBe(true);
  });

  test.each([
    "",
    "Mars/Olympus",
    "+08:00",
    "GMT+8",
    "constructor",
    "toString",
    "valueOf",
    "__proto__",
    "Europe/London ",
    "Europe",
  ])("%j is none, and is refused", (name) => {
    expect(isTimeZone(name)).toBe(false);
    expect(() => zoneOffsets(name, 0, 1)).toThrow(code("invalid_time_zone"));
    expect(() => localClock(name)).toThrow(code("invalid_time_zone"));
    expect(() => localDate(name, 0)).toThrow(code("invalid_time_zone"));
  });
});

describe("a zone that is missing", () => {
  test.each([undefined, null, 8, {}])("%s is refused and never the zone of the machine", (zone) => {
    expect(isTimeZone(zone as unknown as string)).toBe(false);
    expect(() => localClock(zone as unknown as string)).toThrow(expect.objectContaining({ code: "invalid_time_zone" }));
  });
});

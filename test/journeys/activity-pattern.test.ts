import { type Activity, activityPattern } from "clientele/journeys";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const zones = ["Europe/London", "Asia/Kathmandu", "America/Sao_Paulo", "Australia/Lord_Howe"];
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const log: fc.Arbitrary<Activity[]> = fc.array(
  fc.record({
    customerId: fc.constantFrom("ann", "bob", "__proto__", "😀"),
    at: fc.integer({ min: Date.UTC(1965, 0), max: Date.UTC(2030, 0) }),
  }),
  { maxLength: 40 },
);

/** Returns the local weekday and hour according to the formatter of the platform. */
function wallClock(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, weekday: "short", hour: "2-digit", hourCycle: "h23" }).formatToParts(
    at,
  );
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  return `${WEEKDAYS.indexOf(part("weekday")) + 1}/${Number(part("hour"))}`;
}

describe("activity by hour and weekday", () => {
  test("agrees with the clocks of the platform, in one time zone and in each customer's own", () => {
    const own = fc.dictionary(fc.constantFrom("ann", "bob", "😀"), fc.constantFrom(...zones));
    fc.assert(
      fc.property(log, fc.constantFrom(...zones), own, (rows, zone, zoneOfId) => {
        const zoneOf = (id: string) => (Object.hasOwn(zoneOfId, id) ? zoneOfId[id] : undefined);
        const { cells, report } = activityPattern(rows, { zone, zoneOf });
        const wanted = new Map<string, string[]>();
        for (const { customerId, at } of rows) {
          const key = wallClock(at as number, zoneOf(customerId) ?? zone);
          wanted.set(key, [...(wanted.get(key) ?? []), customerId]);
        }
        expect(cells).toHaveLength(168);
        for (const { weekday, hour, count, customers } of cells) {
          const there = wanted.get(`${weekday}/${hour}`) ?? [];
          expect([count, customers]).toEqual([there.length, new Set(there).size]);
        }
        expect(cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(report.used);
      }),
    );
  });

  test("counts customers with an unknown time zone in `zone`, and reports them", () => {
    const rows = [
      { customerId: "bob", at: 0 },
      { customerId: "ann", at: 0 },
    ];
    const pattern = activityPattern(rows, { zone: "UTC", zoneOf: () => "+08:00" });
    expect(pattern.unknownZones).toEqual([
      { customerId: "ann", zone: "+08:00" },
      { customerId: "bob", zone: "+08:00" },
    ]);
    // 1 January 1970 was a Thursday.
    expect(pattern.cells.find(({ count }) => count === 2)).toMatchObject({ weekday: 4, hour: 0 });
  });

  test("reads only activities between `from` and `asOf`, and returns zeros for an empty log", () => {
    const rows = [0, 1000, 2000].map((at) => ({ customerId: "a", at }));
    expect(activityPattern(rows, { zone: "UTC", from: 500, asOf: 1500 }).report).toMatchObject({ used: 1, early: 1, late: 1 });
    expect(activityPattern([], { zone: "UTC" }).cells.every(({ count, share }) => count === 0 && share === 0)).toBe(true);
    expect(() => activityPattern([], { zone: "Mars" })).toThrow(expect.objectContaining({ code: "invalid_time_zone" }));
  });
});

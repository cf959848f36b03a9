import { localClock } from "clientele/kernel";
import { localDay, offsetIn, zoneOffsets } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const zones = ["Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"];
const clocks = new Map(zones.map((zone) => [zone, localClock(zone)]));
const from = Date.UTC(1985, 0);
const to = Date.UTC(2035, 0);
const tables = new Map(zones.map((zone) => [zone, zoneOffsets(zone, from, to)]));

describe("a local clock", () => {
  test("agrees with the table of the whole span, in whatever order it is asked", () => {
    const instants = fc.array(fc.integer({ min: from, max: to - 1 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, asked) => {
        const clock = clocks.get(zone)!;
        const table = tables.get(zone)!;
        for (const at of asked) expect([clock.offset(at), clock.day(at)]).toEqual([offsetIn(table, at), localDay(table, at)]);
      }),
      { numRuns: 300 },
    );
  });

  test("is right on both sides of each change of the clock", () => {
    for (const zone of zones) {
      const { starts, offsets } = tables.get(zone)!;
      for (let change = 1; change < starts.length; change++) {
        expect(clocks.get(zone)!.offset(starts[change]! - 1)).toBe(offsets[change - 1]);
        expect(clocks.get(zone)!.offset(starts[change]!)).toBe(offsets[change]);
      }
    }
  });

  test("answers at the ends of time without a table of them", () => {
    const clock = localClock("Asia/Shanghai");
    expect(clock.day(-8.64e15)).toBe(-1e8);
    expect(clock.offset(8.64e15 - 864e5)).toBe(28_800_000);
  });

  test("refuses what is no zone", () => {
    expect(() => localClock("+08:00")).toThrow(expect.objectContaining({ code: "invalid_time_zone" }));
  });
});

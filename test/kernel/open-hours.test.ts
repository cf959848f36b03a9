import type { OpenHours } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOpenHours, openClock } from "../../src/kernel/open-hours.js";

/** Small tables, so that a walker can visit every instant. */
const tables: fc.Arbitrary<OpenHours> = fc
  .tuple(
    fc.integer({ min: -5, max: 5 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 5 })), { maxLength: 6 }),
    fc.integer({ min: 0, max: 5 }),
  )
  .map(([from, lengths, rest]) => {
    let at = from;
    const intervals = lengths.map(([closed, open]) => {
      const start = at + closed;
      at = start + open;
      return [start, at] as const;
    });
    return { from, to: at + rest, intervals };
  });

/** Open instants from the start of the horizon to `to`, one by one. */
function walk(hours: OpenHours, to: number): number {
  let open = 0;
  for (let at = hours.from; at < to; at++) if (hours.intervals.some(([start, end]) => start <= at && at < end)) open++;
  return open;
}

describe("openClock", () => {
  test("counts the open time that a walker counts", () => {
    fc.assert(
      fc.property(tables, (hours) => {
        const { openAt } = openClock(hours);
        for (let at = hours.from; at <= hours.to; at++) expect(openAt(at)).toBe(walk(hours, at));
      }),
    );
  });

  test("finds the first and the last instant of an open time", () => {
    fc.assert(
      fc.property(tables, (hours) => {
        const { firstWith, lastWith } = openClock(hours);
        const total = walk(hours, hours.to);
        for (let open = 0; open <= total + 2; open++) {
          const instants = Array.from({ length: hours.to - hours.from + 1 }, (_, index) => hours.from + index);
          const last = instants.findLast((at) => walk(hours, at) <= open)!;
          expect(lastWith(open)).toBe(open >= total ? Number.POSITIVE_INFINITY : last);
          if (open === 0) continue;
          expect(firstWith(open)).toBe(instants.find((at) => walk(hours, at) >= open) ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  test("is monotonic, and its last instant is never before its first", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 30 }), (hours, open) => {
        const clock = openClock(hours);
        expect(clock.firstWith(open)).toBeLessThanOrEqual(clock.lastWith(open));
        expect(clock.firstWith(open)).toBeLessThanOrEqual(clock.firstWith(open + 1));
        expect(clock.openAt(open)).toBeLessThanOrEqual(clock.openAt(open + 1));
      }),
    );
  });
});

describe("isOpenHours", () => {
  test("accepts a table in order, with intervals that touch", () => {
    expect(isOpenHours({ from: 0, to: 10, intervals: [] })).toBe(true);
    expect(
      isOpenHours({
        from: 0,
        to: 10,
        intervals: [
          [0, 5],
          [5, 10],
        ],
      }),
    ).toBe(true);
  });

  test.each([
    [null],
    [{ from: 0, to: 10 }],
    [{ from: 0, to: 10, intervals: [[5, 5]] }],
    [
      {
        from: 0,
        to: 10,
        intervals: [
          [5, 7],
          [6, 8],
        ],
      },
    ],
    [{ from: 0, to: 10, intervals: [[5, 11]] }],
    [{ from: 1, to: 10, intervals: [[0, 5]] }],
    [{ from: 0, to: 10, intervals: [[0, 0.5]] }],
    [{ from: 0, to: Number.POSITIVE_INFINITY, intervals: [] }],
    [{ from: 0, to: 10, intervals: [["0", 5]] }],
  ])("refuses %j", (value) => {
    expect(isOpenHours(value)).toBe(false);
  });
});

import { type Duration, isClienteleError, rollingWindow } from "clientele/kernel";
import { durationMilliseconds, intersectWindows, isInWindow, windowBetween } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const instant = fc.integer({ min: -1e12, max: 2e12 });

describe("the rolling window (asOf − d, asOf]", () => {
  test("holds asOf and not the instant d before it", () => {
    const window = rollingWindow(10 * DAY, DAY);
    expect(isInWindow(window, 10 * DAY)).toBe(true);
    expect(isInWindow(window, 10 * DAY + 1)).toBe(false);
    expect(isInWindow(window, 9 * DAY)).toBe(false);
    expect(isInWindow(window, 9 * DAY + 1)).toBe(true);
  });

  test("is that for every instant near its edges", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 400 * DAY }), fc.constantFrom(-2, -1, 0, 1, 2), (asOf, length, near) => {
        for (const at of [asOf + near, asOf - length + near])
          expect(isInWindow(rollingWindow(asOf, length), at)).toBe(at > asOf - length && at <= asOf);
      }),
    );
  });

  test("and the one before it share no instant and leave none out", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 400 * DAY }), (asOf, length) => {
        expect(rollingWindow(asOf - length, length).to).toBe(rollingWindow(asOf, length).from);
      }),
    );
  });
});

describe("the window [from, to)", () => {
  test("holds its start and not its end", () => {
    const window = windowBetween(5, 7);
    expect([4, 5, 6, 7].map((at) => isInWindow(window, at))).toEqual([false, true, true, false]);
  });

  test("may be empty, and then holds nothing", () => {
    expect(isInWindow(windowBetween(5, 5), 5)).toBe(false);
  });

  test.each([
    [7, 5],
    [Number.NaN, 5],
    [5, Number.NaN],
  ])("from %d to %d is refused", (from, to) => {
    expect(() => windowBetween(from, to)).toThrow(expect.objectContaining({ code: "invalid_window" }));
  });

  test("shared with another holds exactly the instants that both hold", () => {
    const small = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(small, small, ([a, b], [c, d]) => {
        const left = windowBetween(Math.min(a, b), Math.max(a, b));
        const right = windowBetween(Math.min(c, d), Math.max(c, d));
        const both = intersectWindows(left, right);
        expect(both.to).toBeGreaterThanOrEqual(both.from);
        for (let at = -1; at <= 13; at++) expect(isInWindow(both, at)).toBe(isInWindow(left, at) && isInWindow(right, at));
      }),
    );
  });
});

describe("a duration", () => {
  test("is the sum of its exact units", () => {
    expect(durationMilliseconds({ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 })).toBe(694_861_001);
    expect(durationMilliseconds({ days: 0.5 })).toBe(DAY / 2);
    expect(durationMilliseconds({ days: 1, hours: undefined } as never)).toBe(DAY);
  });

  test.each<[string, unknown]>([
    ["nothing", {}],
    ["null", null],
    ["zero", { days: 0 }],
    ["less than nothing", { days: -1 }],
    ["NaN", { days: Number.NaN }],
    ["infinity", { days: Number.POSITIVE_INFINITY }],
    ["months, which have no exact length", { months: 1 }],
    ["a text", { days: "1" }],
    ["part of a millisecond", { milliseconds: 0.5 }],
    ["more than whole numbers hold", { weeks: 1e12 }],
    ["a name that objects inherit", { constructor: 1 }],
    ["__proto__", JSON.parse('{"__proto__": 1}')],
  ])("of %s is refused", (_what, duration) => {
    expect(() => durationMilliseconds(duration as Duration, "window.duration")).toThrow(
      expect.objectContaining({ code: "invalid_duration", path: expect.stringMatching(/^window\.duration/) }),
    );
  });

  test("that is wrong names the unit that is", () => {
    try {
      durationMilliseconds({ months: 1 } as never, "last");
      expect.unreachable();
    } catch (error) {
      expect(isClienteleError(error, "invalid_duration") && error.path).toBe("last.months");
    }
  });
});

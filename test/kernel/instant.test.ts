import { LARGEST_INSTANT } from "clientele/kernel";
import { isCalendarDate, parseInstant, toMilliseconds } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("an instant is read", () => {
  test("from a Date, from milliseconds, and from ISO 8601 with an offset, to the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(0), max: Date.UTC(9999, 11, 31) }), (milliseconds) => {
        fc.pre(milliseconds >= Date.parse("0000-01-01T00:00:00Z"));
        const date = new Date(milliseconds);
        expect(parseInstant(milliseconds)).toBe(milliseconds);
        expect(parseInstant(date)).toBe(milliseconds);
        expect(parseInstant(date.toISOString())).toBe(milliseconds);
      }),
    );
  });

  test("whatever the offset it is written with", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (milliseconds, offset) => {
          const local = new Date(milliseconds + offset * 60_000).toISOString().slice(0, -1);
          const two = (value: number): string => String(value).padStart(2, "0");
          const size = Math.abs(offset);
          const written = `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
          expect(parseInstant(written)).toBe(milliseconds);
        },
      ),
    );
  });

  test.each([
    ["2024-02-29T12:00Z", Date.UTC(2024, 1, 29, 12)],
    ["2026-01-31T09:00:00.123456789Z", Date.UTC(2026, 0, 31, 9, 0, 0, 123)],
    ["2026-01-31T24:00:00Z", Date.UTC(2026, 1, 1)],
  ])("from %s", (written, milliseconds) => {
    expect(parseInstant(written)).toBe(milliseconds);
  });

  test.each([
    "2026-02-30T09:00:00Z",
    "2025-02-29T09:00:00Z",
    "2026-13-01T09:00:00Z",
    "2026-00-01T09:00:00Z",
    "2026-01-32T09:00:00Z",
    "2026-01-31T25:00:00Z",
    "2026-01-31T09:60:00Z",
    "2026-01-31T09:00:60Z",
    "2026-01-31T09:00:00+25:00",
    "2026-01-31T09:00:00",
    "2026-01-31T09:00:00 GMT",
    "2026-01-31",
    "31/01/2026",
    "now",
    "1769850000000",
    "",
    " 2026-01-31T09:00:00Z",
    "２０２６-01-31T09:00:00Z",
    "+275760-09-13T00:00:00.001Z",
    new Date(Number.NaN),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    0.5,
    LARGEST_INSTANT + 1,
    -LARGEST_INSTANT - 1,
    true,
    null,
    undefined,
    {},
    [0],
    0n,
  ])("never from %s", (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });

  test("up to the last millisecond that a Date can hold", () => {
    expect(parseInstant(LARGEST_INSTANT)).toBe(LARGEST_INSTANT);
    expect(toMilliseconds(new Date(-LARGEST_INSTANT))).toBe(-LARGEST_INSTANT);
  });
});

describe("an instant that functions take", () => {
  test("is a Date, milliseconds or a text with an offset", () => {
    expect(toMilliseconds(new Date(5))).toBe(5);
    expect(toMilliseconds(-5)).toBe(-5);
    expect(toMilliseconds("2026-01-31T09:00:00+08:00")).toBe(Date.UTC(2026, 0, 31, 1));
  });

  test.each([
    new Date(Number.NaN),
    Number.NaN,
    0.5,
    "2026-01-31T09:00:00",
    "2026-01-31",
    null,
    undefined,
    { getTime: (): number => 0 },
  ])("is not %s, and the error says where", (value) => {
    expect(() => toMilliseconds(value as never, "asOf")).toThrow(
      expect.objectContaining({ code: "invalid_instant", path: "asOf", message: expect.stringContaining("asOf: ") }),
    );
  });
});

describe("a calendar date", () => {
  test("exists when the Gregorian calendar has it, leap years by the rule of 4, 100 and 400", () => {
    const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (y, m, d) => {
          const isLeap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
          const length = m === 2 && isLeap ? 29 : (lengths[m - 1] ?? 0);
          const two = (value: number): string => String(value).padStart(2, "0");
          expect(isCalendarDate(`${String(y).padStart(4, "0")}-${two(m)}-${two(d)}`)).toBe(d >= 1 && d <= length);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test.each(["2000-02-29", "2024-02-29"])("%s is one", (date) => expect(isCalendarDate(date)).toBe(true));
  test.each(["1900-02-29", "2100-02-29", "2026-1-1", "2026-01-01T00:00:00Z", "", "yesterday"])("%j is none", (date) =>
    expect(isCalendarDate(date)).toBe(false));
});

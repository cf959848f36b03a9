import { sameContent } from "clientele/kernel";
import { decodeStorable, encodeStorable } from "clientele/storage";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainData, storableText } from "../fixtures/plain-data.js";

describe("sameContent", () => {
  test("agrees with the canonical texts", () => {
    fc.assert(
      fc.property(plainData, plainData, (left, right) => {
        expect(sameContent(left, right)).toBe(encodeStorable(left) === encodeStorable(right));
      }),
    );
  });

  test("ignores the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(storableText, plainData), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(sameContent(value, reversed)).toBe(true);
        expect(encodeStorable(value)).toBe(encodeStorable(reversed));
      }),
    );
  });

  test.each([
    [0, "0"],
    [null, undefined],
    [null, {}],
    [[], {}],
    [{ a: null }, {}],
    [{ a: 1 }, { b: 1 }],
    [{ toString: 1 }, {}],
    [new Date(0), 0],
    [new Date(0), new Date(1)],
    [new Date(0), {}],
    [[1], [1, 2]],
  ])("distinguishes %j and %j", (left, right) => {
    expect(sameContent(left, right)).toBe(false);
    expect(sameContent(right, left)).toBe(false);
  });
});

describe("decodeStorable", () => {
  test("reads back exactly what encodeStorable wrote", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(decodeStorable(encodeStorable(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    "",
    "{",
    '{"$date":"yesterday"}',
    '[{"$date":5}]',
    '{"$date":"2026-02-30T00:00:00.000Z"}',
    '{"$date":"2026-01-01"}',
  ])("rejects %s as corrupt", (text) => {
    expect(() => decodeStorable(text)).toThrow(expect.objectContaining({ code: "corrupt_record" }));
  });

  test("keeps objects of the host that look like dates", () => {
    for (const value of [{ $date: "x" }, { $$date: { $date: 1 } }, { $date: 1, other: 2 }, [{ $date: new Date(1) }]]) {
      expect(decodeStorable(encodeStorable(value))).toEqual(value);
    }
  });
});

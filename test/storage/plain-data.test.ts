import { runInNewContext } from "node:vm";
import { decodeStorable, encodeStorable, plainCopy, storableCopy } from "clientele/storage";
import { sameContent } from "clientele/kernel";
import { isClienteleError } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Any plain data, with keys and texts that trip up careless code. */
const storableText = fc.string({ unit: "binary", maxLength: 8 }).filter((text) => !text.includes("\u0000"));
const plainData = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, 0, "", "$date"),
    storableText,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc
    .array(fc.tuple(fc.oneof(storableText, fc.constantFrom("$date", "$$date", "__proto__", "constructor", "0")), tie("value")), {
      maxLength: 4,
    })
    .map((entries) => Object.fromEntries(entries)),
})).value;

function refusedPath(value: unknown): string {
  try {
    storableCopy(value);
  } catch (error) {
    if (isClienteleError(error, "unstorable_value")) return error.details.path;
    throw error;
  }
  return "accepted";
}

describe("copies of plain data", () => {
  test("are equal to the original and share nothing with it", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        const [checked, plain] = [storableCopy(value), plainCopy(value)];
        expect(checked).toEqual(value);
        expect(plain).toEqual(value);
        expect(sameContent(checked, plain)).toBe(true);
        if (typeof value === "object" && value !== null) {
          expect(checked).not.toBe(value);
          expect(plain).not.toBe(value);
        }
      }),
    );
  });

  test("leave undefined fields out and make 0 of -0", () => {
    const copy = storableCopy({ gone: undefined, zero: -0, list: [-0] });
    expect(Object.keys(copy)).toEqual(["zero", "list"]);
    expect(Object.is(copy.zero, 0) && Object.is(copy.list[0], 0)).toBe(true);
  });

  test("keep an own field called __proto__ and do not take it for the prototype", () => {
    const copy = storableCopy(JSON.parse('{"__proto__": {"admin": true}}')) as { admin?: boolean };
    expect(copy.admin).toBeUndefined();
    expect(Object.keys(copy)).toEqual(["__proto__"]);
    expect(Object.keys(plainCopy(copy))).toEqual(["__proto__"]);
  });

  test("take objects, lists and dates of another realm, as a test runner's", () => {
    const foreign: unknown = runInNewContext("({ list: [1], at: new Date(5), bare: Object.create(null) })");
    expect(storableCopy(foreign)).toEqual({ list: [1], at: new Date(5), bare: {} });
  });

  test.each([
    ["NaN", { a: [1, Number.NaN] }, "a[1]"],
    ["an infinity", { a: { b: Number.NEGATIVE_INFINITY } }, "a.b"],
    ["an invalid date", [new Date(Number.NaN)], "[0]"],
    ["U+0000", { a: "x\u0000" }, "a"],
    ["a lone surrogate in a key", { "\ud800": 1 }, "\ud800"],
    ["a function", { a: () => 1 }, "a"],
    ["a symbol", { a: Symbol("a") }, "a"],
    ["a bigint", { a: 1n }, "a"],
    ["undefined in a list", { a: [undefined] }, "a[0]"],
    ["a hole in a list", { a: new Array(1) }, "a[0]"],
    ["a map", { a: new Map() }, "a"],
    ["a class instance", { a: new URL("https://example.com") }, "a"],
    ["bytes", { a: new Uint8Array(1) }, "a"],
    ["undefined itself", undefined, ""],
  ])("refuse %s and say where it stands", (_, value, path) => {
    expect(refusedPath(value)).toBe(path);
  });

  test("refuse a cycle and what is nested deeper than 100 levels, and take 100", () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(refusedPath(nested(101))).toBe("[0]".repeat(100));
    expect(refusedPath(nested(100))).toBe("accepted");
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(refusedPath(cycle)).toBe(Array.from({ length: 100 }, () => "self").join("."));
  });
});

describe("same content", () => {
  test("is told by the canonical text too", () => {
    fc.assert(
      fc.property(plainData, plainData, (left, right) => {
        expect(sameContent(left, right)).toBe(encodeStorable(left) === encodeStorable(right));
      }),
    );
  });

  test("does not depend on the order of keys", () => {
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
  ])("tells %j from %j", (left, right) => {
    expect(sameContent(left, right)).toBe(false);
    expect(sameContent(right, left)).toBe(false);
  });
});

describe("storable text", () => {
  test("reads back to the last bit", () => {
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
  ])("refuses %s as corrupt", (text) => {
    expect(() => decodeStorable(text)).toThrow(expect.objectContaining({ code: "corrupt_record" }));
  });

  test("leaves an object of the host that looks like a date, and more", () => {
    for (const value of [{ $date: "x" }, { $$date: { $date: 1 } }, { $date: 1, other: 2 }, [{ $date: new Date(1) }]]) {
      expect(decodeStorable(encodeStorable(value))).toEqual(value);
    }
  });
});

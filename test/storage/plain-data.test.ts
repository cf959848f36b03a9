import { runInNewContext } from "node:vm";
import { isClienteleError, sameContent } from "clientele/kernel";
import { storableCopy } from "clientele/storage";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainCopy } from "../../src/storage/plain-data.js";
import { plainData } from "../fixtures/plain-data.js";

/** The path of the value that `storableCopy` rejects. */
function rejectedPath(value: unknown): string {
  try {
    storableCopy(value);
  } catch (error) {
    if (isClienteleError(error, "unstorable_value")) return error.details.path;
    throw error;
  }
  return "accepted";
}

describe("storableCopy and plainCopy", () => {
  test("return copies that are equal to the original and share nothing with it", () => {
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

  test("leave undefined fields out and turn -0 into 0", () => {
    const copy = storableCopy({ gone: undefined, zero: -0, list: [-0] });
    expect(Object.keys(copy)).toEqual(["zero", "list"]);
    expect(Object.is(copy.zero, 0) && Object.is(copy.list[0], 0)).toBe(true);
  });

  test("copy an own field named __proto__ without setting the prototype", () => {
    const copy = storableCopy(JSON.parse('{"__proto__": {"admin": true}}')) as { admin?: boolean };
    expect(copy.admin).toBeUndefined();
    expect(Object.keys(copy)).toEqual(["__proto__"]);
    expect(Object.keys(plainCopy(copy))).toEqual(["__proto__"]);
  });

  test("accept objects, arrays and dates of another realm", () => {
    const foreign: unknown = runInNewContext("({ list: [1], at: new Date(5), bare: Object.create(null) })");
    expect(storableCopy(foreign)).toEqual({ list: [1], at: new Date(5), bare: {} });
  });

  test.each([
    ["NaN", { a: [1, Number.NaN] }, "a[1]"],
    ["an infinity", { a: { b: Number.NEGATIVE_INFINITY } }, "a.b"],
    ["an invalid date", [new Date(Number.NaN)], "[0]"],
    ["U+0000", { a: "x\u0000" }, "a"],
    ["an unpaired surrogate in a key", { "\ud800": 1 }, "\ud800"],
    ["a function", { a: () => 1 }, "a"],
    ["a symbol", { a: Symbol("a") }, "a"],
    ["a bigint", { a: 1n }, "a"],
    ["undefined in an array", { a: [undefined] }, "a[0]"],
    ["a hole in an array", { a: new Array(1) }, "a[0]"],
    ["a map", { a: new Map() }, "a"],
    ["a class instance", { a: new URL("https://example.com") }, "a"],
    ["bytes", { a: new Uint8Array(1) }, "a"],
    ["undefined itself", undefined, ""],
  ])("reject %s with its path", (_, value, path) => {
    expect(rejectedPath(value)).toBe(path);
  });

  test("reject a cycle and more than 100 levels, and accept 100", () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(rejectedPath(nested(101))).toBe("[0]".repeat(100));
    expect(rejectedPath(nested(100))).toBe("accepted");
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(rejectedPath(cycle)).toBe(Array.from({ length: 100 }, () => "self").join("."));
  });
});

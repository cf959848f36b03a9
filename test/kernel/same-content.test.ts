import { runInNewContext } from "node:vm";
import { sameContent } from "../../src/kernel/index.js";
import { definedKeys, isDate } from "../../src/kernel/internal.js";
import { expect, test } from "vitest";

test("content is compared by value: instants by time, NaN with itself, 0 with −0", () => {
  expect(sameContent(new Date(5), new Date(5))).toBe(true);
  expect(sameContent(new Date(5), new Date(6))).toBe(false);
  expect(sameContent(new Date(Number.NaN), new Date(Number.NaN))).toBe(true);
  expect(sameContent({ at: Number.NaN }, { at: Number.NaN })).toBe(true);
  expect(sameContent([0], [-0])).toBe(true);
  expect(sameContent("1", 1)).toBe(false);
});

test("a list is no object, an inherited field is none, an undefined one is absent", () => {
  expect(sameContent([], {})).toBe(false);
  expect(sameContent({ toString: undefined }, {})).toBe(true);
  expect(sameContent({ toString: 1 }, { other: 1 })).toBe(false);
  expect(sameContent(JSON.parse('{"__proto__":{"a":1}}'), {})).toBe(false);
  expect(definedKeys({ a: null, b: undefined })).toEqual(["a"]);
});

test("a date of another realm is a date", () => {
  const foreign: unknown = runInNewContext("new Date(7)");
  expect(isDate(foreign as object)).toBe(true);
  expect(sameContent(foreign, new Date(7))).toBe(true);
  expect(isDate({ getTime: () => 7 })).toBe(false);
});

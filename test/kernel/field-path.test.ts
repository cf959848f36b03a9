import { localize } from "clientele/kernel";
import { nearestName, pathKeys, valueAtPath, withValueAtPath } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("a field path", () => {
  test("is keys joined by dots", () => {
    expect(pathKeys("address.city")).toEqual(["address", "city"]);
    expect(pathKeys("tags")).toEqual(["tags"]);
  });

  test.each([
    "",
    ".",
    "a.",
    ".a",
    "a..b",
    "__proto__",
    "a.__proto__",
    "__proto__.polluted",
    "constructor",
    "constructor.name",
    "a.prototype.b",
  ])("is never %j", (path) => expect(pathKeys(path)).toBeUndefined());

  test("leads to own fields only", () => {
    expect(valueAtPath({ a: { b: 0 } }, ["a", "b"])).toBe(0);
    for (const keys of [["toString"], ["__proto__"], ["constructor", "name"], ["a", "length"], ["a", "b"]])
      expect(valueAtPath({ a: "text" }, keys)).toBeUndefined();
    expect(valueAtPath(Object.create({ inherited: 1 }), ["inherited"])).toBeUndefined();
    for (const root of [null, undefined, 5, "text"]) expect(valueAtPath(root, ["a"])).toBeUndefined();
  });
});

describe("a copy with another value", () => {
  const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor");
  const tree = fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
    node: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof({ maxDepth: 2 }, fc.integer(), tie("node")), { maxKeys: 3 }),
  })).node;

  test("has it at the path, leaves the original alone, and touches no prototype", () => {
    fc.assert(
      fc.property(tree, fc.array(key, { minLength: 1, maxLength: 4 }), (root, keys) => {
        const before = structuredClone(root);
        const copy = withValueAtPath(root, keys, "new");
        expect(root).toEqual(before);
        expect(valueAtPath(copy, keys)).toBe("new");
        let node: unknown = copy;
        for (const step of keys) {
          expect(Object.getPrototypeOf(node)).toBe(Object.prototype);
          node = (Object.getOwnPropertyDescriptor(node, step) as PropertyDescriptor).value;
        }
        expect(({} as Record<string, unknown>).new).toBeUndefined();
      }),
    );
  });

  test("without it and without objects that became empty, when the value is undefined", () => {
    expect(withValueAtPath({ a: { b: { c: 1 } }, d: 2 }, ["a", "b", "c"], undefined)).toEqual({ d: 2 });
    expect(withValueAtPath({ a: { b: 1, c: 2 } }, ["a", "b"], undefined)).toEqual({ a: { c: 2 } });
    expect(withValueAtPath({ a: 1 }, ["b", "c"], undefined)).toEqual({ a: 1 });
  });

  test("puts objects where a plain value stood", () => {
    expect(withValueAtPath({ a: 1 }, ["a", "b"], 2)).toEqual({ a: { b: 2 } });
  });
});

describe("the nearest name", () => {
  /** Edit distance with swaps of neighbors, by plain recursion. */
  function distance(left: string, right: string): number {
    if (left === "" || right === "") return left.length + right.length;
    const options = [
      distance(left.slice(1), right) + 1,
      distance(left, right.slice(1)) + 1,
      distance(left.slice(1), right.slice(1)) + (left[0] === right[0] ? 0 : 1),
    ];
    if (left.length > 1 && right.length > 1 && left[0] === right[1] && left[1] === right[0])
      options.push(distance(left.slice(2), right.slice(2)) + 1);
    return Math.min(...options);
  }

  test("is the first of the nearest by edit distance, if at most a third of the letters differ", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 4 }), (name, names) => {
        const distances = names.map((one) => distance(name, one));
        const best = Math.min(...distances);
        const allowed = Math.max(1, Math.floor(name.length / 3));
        expect(nearestName(name, names)).toBe(best <= allowed ? names[distances.indexOf(best)] : undefined);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["order.plcaed", "order.placed"],
    ["adress.city", "address.city"],
    ["Recency", "recency"],
    ["wholly different", undefined],
    ["", undefined],
  ])("to %j is %j", (name, nearest) => {
    expect(nearestName(name, ["order.placed", "order.refunded", "address.city", "recency"])).toBe(nearest);
  });
});

describe("a text in several languages", () => {
  const text = { en: "{count} orders of {name}", zh: "{name} 的 {count} 笔订单", fr: "{count} commandes" };

  test.each([
    ["en", "3 orders of Ada"],
    ["zh", "Ada 的 3 笔订单"],
    ["zh-CN", "Ada 的 3 笔订单"],
    ["fr-CA", "3 commandes"],
    ["de", "3 orders of Ada"],
    ["constructor", "3 orders of Ada"],
    ["__proto__", "3 orders of Ada"],
  ])("in %s", (locale, expected) => expect(localize(text, { locale, values: { count: 3, name: "Ada" } })).toBe(expected));

  test("keeps the places that nothing fills, and fills each with the value as it is", () => {
    expect(localize(text)).toBe(text.en);
    expect(localize(text, { locale: "en", values: { name: "$& {count}" } })).toBe("{count} orders of $& {count}");
    expect(localize({ en: "{constructor}", zh: "" })).toBe("{constructor}");
  });
});

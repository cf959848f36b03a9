import { compareCodePoints } from "clientele/kernel";
import { compareOrdered, isStorableText } from "../../src/kernel/internal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Compares code point by code point, by the iterator of strings. */
function oracle(left: string, right: string): number {
  const a = Array.from(left, (character) => character.codePointAt(0)!);
  const b = Array.from(right, (character) => character.codePointAt(0)!);
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return a.length - b.length;
}

/** Texts around the places where UTF-16 and code points disagree. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("a", "\u00e9", "\ud7ff", "\ue000", "ﬁ", "\uffff", "😀", "😁", "𐀀", "\u{10ffff}"),
    maxLength: 6,
  }),
);
const sign = Math.sign;

describe("strings compare by code point", () => {
  test("as comparing lists of code points does, for any text", () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(sign(compareCodePoints(left, right))).toBe(sign(oracle(left, right)));
      }),
      { numRuns: 3_000 },
    );
  });

  test("as comparing UTF-8 bytes does, which is what databases do", () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(sign(compareCodePoints(left, right))).toBe(sign(Buffer.compare(Buffer.from(left), Buffer.from(right))));
      }),
    );
  });

  test("where JavaScript's own order differs", () => {
    expect("😀" < "ﬁ").toBe(true);
    expect(compareCodePoints("😀", "ﬁ")).toBeGreaterThan(0);
  });

  test("in one total order, also with unpaired surrogates among them", () => {
    const anything = fc.string({
      unit: fc.constantFrom("a", "\ud800", "\udbff", "\udc00", "\udfff", "\ue000", "😀"),
      maxLength: 4,
    });
    fc.assert(
      fc.property(anything, anything, anything, (a, b, c) => {
        expect(sign(compareCodePoints(a, b))).toBe(0 - sign(compareCodePoints(b, a)));
        expect(compareCodePoints(a, b) === 0).toBe(a === b);
        if (compareCodePoints(a, b) <= 0 && compareCodePoints(b, c) <= 0) expect(compareCodePoints(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("facts stand in the order of time, ties by identifier", () => {
  const fact = fc.record({ at: fc.constantFrom(new Date(-1), new Date(0), new Date(1)), id: text });

  test("so that a shuffled list sorts to one result", () => {
    fc.assert(
      fc.property(fc.array(fact), fc.array(fc.nat()), (facts, keys) => {
        const shuffled = facts
          .map((one, index) => ({ one, key: keys[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect([...shuffled].sort(compareOrdered)).toEqual([...facts].sort(compareOrdered));
      }),
    );
  });

  test("by the instant first", () => {
    expect(compareOrdered({ at: new Date(1), id: "a" }, { at: new Date(0), id: "b" })).toBeGreaterThan(0);
    expect(compareOrdered({ at: new Date(0), id: "ﬁ" }, { at: new Date(0), id: "😀" })).toBeLessThan(0);
  });
});

describe("a text can be stored", () => {
  test("when it is well formed and has no U+0000, as the runtime's own check says", () => {
    const hostile = fc.string({ unit: fc.constantFrom("a", "\u0000", "\ud83d", "\ude00", "😀", "\ue000"), maxLength: 5 });
    fc.assert(
      fc.property(fc.oneof(hostile, text), (one) => {
        // Malformed UTF-16 does not survive UTF-8.
        const isWellFormed = Buffer.from(one, "utf8").toString("utf8") === one;
        expect(isStorableText(one)).toBe(isWellFormed && !one.includes("\u0000"));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(["\ud83d", "\ude00", "a\ud83d", "\ude00\ud83d", "\u0000"])("not %j", (one) => {
    expect(isStorableText(one)).toBe(false);
  });
});

/**
 * Compares two strings by Unicode code point, the one order of identifiers and text in Clientele.
 *
 * JavaScript's `<` compares UTF-16 units and puts 😀 before ﬁ; databases with a binary collation compare code
 * points (as UTF-8 does), so that only this order is the same in memory and in SQL.
 *
 * @returns negative, 0 or positive, as `Array.prototype.sort` wants it
 * @example
 * ["ﬁ", "😀", "a"].sort(compareCodePoints) // => ["a", "ﬁ", "😀"]
 */
export function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** Surrogates (code points from U+10000) rank above every other unit; the rest keeps its order. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit;
}

/** Something that stands in the total order of facts: an instant, then an identifier. */
export interface Ordered {
  readonly at: Date;
  readonly id: string;
}

/**
 * The total order of interactions, `(at, id)`: by instant, ties by identifier in code-point order.
 *
 * @example
 * const at = new Date(0);
 * compareOrdered({ at, id: "a" }, { at, id: "b" }) < 0 // => true
 */
export function compareOrdered(left: Ordered, right: Ordered): number {
  return left.at.getTime() - right.at.getTime() || compareCodePoints(left.id, right.id);
}

/**
 * Whether a text can be stored and compared everywhere: no U+0000, no lone surrogate.
 *
 * @example
 * isStorableText("naïve 😀") // => true
 * isStorableText("\ud800") // => false
 */
export function isStorableText(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** With the flag `u`, a surrogate that belongs to a pair is no surrogate. */
const UNSTORABLE = /[\0\ud800-\udfff]/u;

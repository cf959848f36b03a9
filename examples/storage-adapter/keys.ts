/** Keys of records, and ranges of keys. */
import type { Entry, KeyValueStore } from "./key-value-store.js";

/** Separator of the parts of a key. No identifier contains it and nothing sorts before it, so keys are ordered by their parts. */
const SEPARATOR = "\u0000";

/** Smallest text after every key that begins with given parts. */
const AFTER = "\u0001";

/** A part of a key: a text, an instant or an integer. */
type KeyPart = string | Date | number;

/** Builds a key from parts. Instants and integers are written so that their texts sort like the numbers. */
export function keyOf(...parts: readonly KeyPart[]): string {
  return parts.map((part) => (typeof part === "string" ? part : integerPart(Number(part)))).join(SEPARATOR);
}

/** Returns the range of all keys that begin with these parts and have more. */
export function under(...parts: readonly KeyPart[]): { readonly from: string; readonly to: string } {
  const start = keyOf(...parts);
  return { from: start + SEPARATOR, to: start + AFTER };
}

/** Returns the smallest key after another one, where a page after a cursor begins. */
export const justAfter = (key: string): string => key + SEPARATOR;

/** The offset makes every integer positive; the sum may have more digits than a double keeps. */
function integerPart(value: number): string {
  return String(BigInt(value) + 2n ** 53n).padStart(17, "0");
}

/** Number of entries per read. */
const CHUNK = 100;

/** Yields the entries of a range, reading some at a time. */
export async function* walk(
  store: KeyValueStore,
  range: { readonly from: string; readonly to: string },
  reverse = false,
): AsyncGenerator<Entry> {
  let { from, to } = range;
  for (;;) {
    const entries = await store.list({ from, to, limit: CHUNK, reverse });
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < CHUNK) return;
    if (reverse) to = last.key;
    else from = justAfter(last.key);
  }
}

/** How rows become keys, and ranges of keys rows again. */
import { LARGEST_INSTANT } from "clientele/kernel";
import type { Entry, KeyValueStore } from "./key-value-store.js";

/** No identifier has it, and nothing sorts below it: keys of several parts are in the order of their parts. */
const SEPARATOR = "\u0000";

/** The least text behind every key that begins with some parts. */
const BEHIND = "\u0001";

/** A key of parts; an instant is written so that texts sort as instants do. */
export function keyOf(...parts: readonly (string | Date)[]): string {
  return parts.map((part) => (typeof part === "string" ? part : instantPart(part.getTime()))).join(SEPARATOR);
}

/** Every key that begins with these parts, and has more. */
export function under(...parts: readonly (string | Date)[]): { readonly from: string; readonly to: string } {
  const start = keyOf(...parts);
  return { from: start + SEPARATOR, to: start + BEHIND };
}

/** The least key behind another: what lies behind a cursor begins there. */
export const justBehind = (key: string): string => key + SEPARATOR;

function instantPart(at: number): string {
  return String(at + LARGEST_INSTANT).padStart(17, "0");
}

/** Entries read at a time. */
const CHUNK = 100;

/** Walks a range, some entries at a time. */
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
    else from = justBehind(last.key);
  }
}

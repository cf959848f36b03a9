import { firstPosition } from "../../kernel/internal.js";

/** A list that stays sorted: O(log n + chunk) insertion and removal, iteration from any position. */
export interface SortedList<Item> {
  /** Inserts an item. The list must not contain an item that compares equal. */
  insert(item: Item): void;
  /** Removes the item that compares equal. */
  remove(item: Item): void;
  /** Puts an item in the place of another one: at no cost but the search if both compare equal. */
  replace(old: Item, item: Item): void;
  /** Yields items in ascending order, from the first for which `isBefore` is false. The list must not change meanwhile. */
  ascending(isBefore: (item: Item) => boolean): Iterable<Item>;
  /** Yields items in descending order, from the last for which `isAfter` is false. The list must not change meanwhile. */
  descending(isAfter: (item: Item) => boolean): Iterable<Item>;
}

/** A larger chunk is split. Moving a few hundred pointers costs less than maintaining a tree. */
const MAX_CHUNK = 512;

/**
 * Creates an empty list in the order of `compare`, which must be a total order over its items.
 */
export function sortedList<Item>(compare: (left: Item, right: Item) => number): SortedList<Item> {
  // No chunk is empty.
  const chunks: Item[][] = [];

  /** Returns the index of the first item that does not come before another one. */
  const indexIn = (chunk: readonly Item[], item: Item): number => {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(chunk[middle]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** Returns the position of the chunk that holds, or would hold, an item: the last that begins at or before it. */
  const chunkOf = (item: Item): number => {
    let low = 0;
    let high = chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(chunks[middle]![0]!, item) <= 0) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };

  const insert = (item: Item): void => {
    if (chunks.length === 0) {
      chunks.push([item]);
      return;
    }
    const position = chunkOf(item);
    const chunk = chunks[position]!;
    chunk.splice(indexIn(chunk, item), 0, item);
    if (chunk.length > MAX_CHUNK) chunks.splice(position + 1, 0, chunk.splice(MAX_CHUNK / 2));
  };

  const remove = (item: Item): void => {
    const position = chunkOf(item);
    const chunk = chunks[position];
    if (chunk === undefined) return;
    const index = indexIn(chunk, item);
    if (index === chunk.length || compare(chunk[index]!, item) !== 0) return;
    chunk.splice(index, 1);
    if (chunk.length === 0) chunks.splice(position, 1);
  };

  return {
    insert,
    remove,
    replace(old, item) {
      if (compare(old, item) === 0) {
        const chunk = chunks[chunkOf(item)]!;
        chunk[indexIn(chunk, item)] = item;
        return;
      }
      remove(old);
      insert(item);
    },
    *ascending(isBefore) {
      const start = firstIndex(chunks, (chunk) => !isBefore(chunk.at(-1)!));
      for (let position = start; position < chunks.length; position++) {
        const chunk = chunks[position]!;
        for (let index = position === start ? firstIndex(chunk, (item) => !isBefore(item)) : 0; index < chunk.length; index++) {
          yield chunk[index]!;
        }
      }
    },
    *descending(isAfter) {
      const start = firstIndex(chunks, (chunk) => isAfter(chunk[0]!)) - 1;
      for (let position = start; position >= 0; position--) {
        const chunk = chunks[position]!;
        for (let index = (position === start ? firstIndex(chunk, isAfter) : chunk.length) - 1; index >= 0; index--) {
          yield chunk[index]!;
        }
      }
    },
  };
}

/** Returns the first index whose item passes a test that is false before it and true after it; the length if none does. */
function firstIndex<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  return firstPosition(0, items.length, (position) => passes(items[position]!));
}

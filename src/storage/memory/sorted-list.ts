/** A list that stays in order: insertion and removal in O(log n + chunk), iteration from any place. */
export interface SortedList<Item> {
  /** Puts an item at its place. No item that compares equal may be there. */
  insert(item: Item): void;
  /** Takes the item that compares equal out. */
  remove(item: Item): void;
  /** Items upward, from the first for which `isBefore` is false. The list must not change meanwhile. */
  ascending(isBefore: (item: Item) => boolean): Iterable<Item>;
  /** Items downward, from the last for which `isAfter` is false. The list must not change meanwhile. */
  descending(isAfter: (item: Item) => boolean): Iterable<Item>;
}

/** A chunk is split beyond this size; moving some hundred pointers costs less than a tree's bookkeeping. */
const LARGEST_CHUNK = 512;

/**
 * Makes an empty list in the order of `compare`, which must be total over the items that will be in it.
 */
export function sortedList<Item>(compare: (left: Item, right: Item) => number): SortedList<Item> {
  // Never an empty chunk, unless the list is empty.
  const chunks: Item[][] = [];

  /** The chunk that holds, or would hold, an item: the last that begins at or before it. */
  const chunkOf = (item: Item): number => Math.max(0, firstIndex(chunks, (chunk) => compare(chunk[0]!, item) > 0) - 1);

  return {
    insert(item) {
      if (chunks.length === 0) {
        chunks.push([item]);
        return;
      }
      const position = chunkOf(item);
      const chunk = chunks[position]!;
      chunk.splice(
        firstIndex(chunk, (other) => compare(other, item) > 0),
        0,
        item,
      );
      if (chunk.length > LARGEST_CHUNK) chunks.splice(position + 1, 0, chunk.splice(LARGEST_CHUNK / 2));
    },
    remove(item) {
      const position = chunkOf(item);
      const chunk = chunks[position];
      if (chunk === undefined) return;
      const index = firstIndex(chunk, (other) => compare(other, item) >= 0);
      if (index === chunk.length || compare(chunk[index]!, item) !== 0) return;
      chunk.splice(index, 1);
      if (chunk.length === 0) chunks.splice(position, 1);
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

/** First index whose item passes a test that is false up to some place and true from there; the length when none does. */
function firstIndex<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(items[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

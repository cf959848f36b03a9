import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { Baskets } from "../log/baskets.js";
import { invalidOption, requireCount } from "../log/weighting.js";

/** How {@link frequentItemsets} searches. */
export interface ItemsetOptions {
  /** Share of the baskets that an itemset must be in, above 0, at most 1; compared exactly with count / baskets. */
  readonly support: number;
  /** Items of a set at most; no limit unless told. */
  readonly most?: number | undefined;
  /** Sets at most, 1,000,000 unless told: more is an error, because the support was too small. */
  readonly limit?: number | undefined;
}

/** Items that are often in one basket. */
export interface Itemset {
  /** In code-point order. */
  readonly items: readonly string[];
  /** Baskets that hold them all. */
  readonly count: number;
  /** Share of the baskets. */
  readonly support: number;
}

/** Itemsets of some baskets: what rules are made of. */
export interface FrequentItemsets {
  readonly baskets: number;
  /** The least support that was asked for. */
  readonly support: number;
  /** The most frequent first, then the smaller, then code-point order. */
  readonly itemsets: readonly Itemset[];
}

/**
 * Finds every set of items that is in a given share of the baskets, single items included. Pairs are counted in one
 * pass; larger sets by intersecting lists of baskets, depth first (Eclat), which is faster here than a prefix tree.
 *
 * @param baskets - lists of items; an item that stands twice in a basket counts once, an empty basket counts as one
 * @throws ClienteleError `empty_log` without a basket; `invalid_option` for a support outside (0, 1], or more sets than the limit
 * @see Zaki (2000), Scalable algorithms for association mining
 * @example
 * const { itemsets } = frequentItemsets([["tea", "cup"], ["tea", "cup"], ["tea"]], { support: 0.5 });
 * itemsets.map(({ items, count }) => [items.join("+"), count]) // => [["tea", 3], ["cup", 2], ["cup+tea", 2]]
 */
export function frequentItemsets(baskets: Baskets, options: ItemsetOptions): FrequentItemsets {
  const { support, most = Number.POSITIVE_INFINITY, limit = 1_000_000 } = options;
  if (!(support > 0 && support <= 1)) throw invalidOption("support", support, "above 0 and at most 1");
  if (most !== Number.POSITIVE_INFINITY) requireCount("most", most);
  const total = baskets.length;
  if (total === 0) throw new ClienteleError("empty_log", "There is no basket to look into.", { what: "baskets" });
  const enough = (count: number): boolean => count / total >= support;

  const { names, lists } = tidLists(baskets, enough);
  const found: { members: readonly number[]; count: number }[] = [];
  const keep = (members: readonly number[], count: number): void => {
    if (found.length >= limit)
      throw new ClienteleError("invalid_option", `More than ${limit} itemsets: raise the support, or the limit.`, {
        option: "support",
        value: support,
      });
    found.push({ members, count });
  };
  names.forEach((_, item) => keep([item], lists[item]!.length));
  if (most >= 2) {
    const pairs = pairCounts(lists, total);
    const marks = new Uint8Array(total);
    for (let item = 0; item < names.length; item++) {
      const partners: number[] = [];
      for (let other = item + 1; other < names.length; other++) {
        const count = pairs[pairAt(item, other)]!;
        if (!enough(count)) continue;
        keep([item, other], count);
        partners.push(other);
      }
      if (most >= 3 && partners.length > 1) {
        const frequent = (left: number, right: number): boolean => enough(pairs[pairAt(left, right)]!);
        extend([item], lists[item]!, partners, lists, { enough, frequent, keep, most, marks });
      }
    }
  }
  const itemsets = found
    .map(({ members, count }) => ({ items: members.map((item) => names[item]!), count, support: count / total }))
    .map((set) => ({ ...set, items: set.items.sort(compareCodePoints) }))
    .sort(
      (left, right) =>
        right.count - left.count || left.items.length - right.items.length || compareLists(left.items, right.items),
    );
  return { baskets: total, support, itemsets };
}

/** Lists of baskets of the items that are frequent alone, the rarest item first: short lists early cut the search. */
function tidLists(baskets: Baskets, enough: (count: number) => boolean): { names: string[]; lists: Uint32Array[] } {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const entries: number[] = [];
  const ends: number[] = [];
  const counts: number[] = [];
  const last: number[] = [];
  baskets.forEach((basket, at) => {
    for (const item of basket) {
      let number = numbers.get(item);
      if (number === undefined) {
        number = names.push(item) - 1;
        numbers.set(item, number);
        counts.push(0);
        last.push(-1);
      }
      if (last[number] === at) continue;
      last[number] = at;
      counts[number]!++;
      entries.push(number);
    }
    ends.push(entries.length);
  });
  const frequent = names
    .map((_, number) => number)
    .filter((number) => enough(counts[number]!))
    .sort((left, right) => counts[left]! - counts[right]! || compareCodePoints(names[left]!, names[right]!));
  const place = new Int32Array(names.length).fill(-1);
  frequent.forEach((number, position) => {
    place[number] = position;
  });
  const lists = frequent.map((number) => new Uint32Array(counts[number]!));
  const filled = new Uint32Array(frequent.length);
  let entry = 0;
  ends.forEach((end, at) => {
    for (; entry < end; entry++) {
      const position = place[entries[entry]!]!;
      if (position >= 0) lists[position]![filled[position]!++] = at;
    }
  });
  return { names: frequent.map((number) => names[number]!), lists };
}

/** Place of a pair, left < right, in a triangle. */
function pairAt(left: number, right: number): number {
  return (right * (right - 1)) / 2 + left;
}

function pairCounts(lists: readonly Uint32Array[], baskets: number): Uint32Array {
  // The frequent items of each basket, ascending, since lists are passed in ascending order.
  const starts = new Uint32Array(baskets + 1);
  for (const list of lists) for (const basket of list) starts[basket + 1]! += 1;
  for (let basket = 0; basket < baskets; basket++) starts[basket + 1]! += starts[basket]!;
  const next = starts.slice();
  const members = new Uint32Array(starts[baskets]!);
  lists.forEach((list, item) => {
    for (const basket of list) members[next[basket]!++] = item;
  });
  const counts = new Uint32Array((lists.length * (lists.length - 1)) / 2);
  for (let basket = 0; basket < baskets; basket++) {
    const end = starts[basket + 1]!;
    for (let right = starts[basket]! + 1; right < end; right++) {
      const row = (members[right]! * (members[right]! - 1)) / 2;
      for (let left = starts[basket]!; left < right; left++) counts[row + members[left]!]! += 1;
    }
  }
  return counts;
}

interface Search {
  readonly enough: (count: number) => boolean;
  readonly frequent: (left: number, right: number) => boolean;
  readonly keep: (members: readonly number[], count: number) => void;
  readonly most: number;
  /** One byte a basket, 0 between uses. */
  readonly marks: Uint8Array;
}

/**
 * Grows a set by two of its partners at a time: `list` are the set's baskets, each partner is frequent with the set.
 * Sets of up to two are known already; what is kept here has three items or more.
 */
function extend(
  members: readonly number[],
  list: Uint32Array,
  partners: readonly number[],
  lists: readonly Uint32Array[],
  search: Search,
): void {
  const { enough, frequent, keep, most, marks } = search;
  for (let index = 0; index + 1 < partners.length; index++) {
    const partner = partners[index]!;
    const candidates = partners.slice(index + 1).filter((other) => frequent(partner, other));
    if (candidates.length === 0) continue;
    const grown = [...members, partner];
    const shared = intersect(list, lists[partner]!, marks);
    for (const basket of shared) marks[basket] = 1;
    const next: number[] = [];
    for (const other of candidates) {
      let count = 0;
      for (const basket of lists[other]!) count += marks[basket]!;
      if (!enough(count)) continue;
      keep([...grown, other], count);
      next.push(other);
    }
    for (const basket of shared) marks[basket] = 0;
    if (next.length > 1 && grown.length + 2 <= most) extend(grown, shared, next, lists, search);
  }
}

function intersect(left: Uint32Array, right: Uint32Array, marks: Uint8Array): Uint32Array {
  for (const basket of left) marks[basket] = 1;
  const shared = right.filter((basket) => marks[basket] === 1);
  for (const basket of left) marks[basket] = 0;
  return shared;
}

/** Compares lists of texts as dictionaries do. */
export function compareLists(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareCodePoints(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { anArray, type OptionKind, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";
import type { Baskets } from "../log/baskets.js";
import { aCount } from "../option-kinds.js";

/** Options of {@link frequentItemsets}. */
export interface ItemsetOptions {
  /** Minimum share of the baskets, above 0 and at most 1; compared exactly with count / baskets. */
  readonly minSupport: number;
  /** Maximum number of items in a set; defaults to no maximum. */
  readonly maxItems?: number | undefined;
  /** Maximum number of sets, above which the search stops with an error; defaults to 1,000,000. */
  readonly maxItemsets?: number | undefined;
}

const aSupport: OptionKind = {
  expected: "a number above 0 and at most 1",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 1,
};
const ITEMSET_OPTIONS: OptionShape<ItemsetOptions> = { minSupport: aSupport, maxItems: aCount, maxItemsets: aCount };

/** Set of items that are often in one basket. */
export interface Itemset {
  /** In code-point order. */
  readonly items: readonly string[];
  /** Baskets that hold all of them. */
  readonly count: number;
  /** Share of the baskets. */
  readonly support: number;
}

/** Frequent itemsets of a list of baskets: the input of `associationRules`. */
export interface FrequentItemsets {
  readonly baskets: number;
  readonly minSupport: number;
  /** The most frequent first, then the smaller, then code-point order. */
  readonly itemsets: readonly Itemset[];
}

/**
 * Finds every set of items with a minimum support, single items included. Pairs are counted in one pass, larger sets by
 * intersecting lists of baskets depth first (Eclat), which is faster here than a prefix tree.
 *
 * @param baskets - lists of items, such as `basketsOf` returns; a repeated item counts once, and an empty basket is a basket
 * @throws ClienteleError `empty_log` if there is no basket; `invalid_option`, also if there are more than `maxItemsets` sets
 * @see Zaki (2000), Scalable algorithms for association mining
 * @example
 * const { itemsets } = frequentItemsets([["tea", "cup"], ["tea", "cup"], ["tea"]], { minSupport: 0.5 });
 * itemsets.map(({ items, count }) => [items.join("+"), count]) // => [["tea", 3], ["cup", 2], ["cup+tea", 2]]
 */
export function frequentItemsets(baskets: Baskets, options: ItemsetOptions): FrequentItemsets {
  const checked = requireOptions(options, ITEMSET_OPTIONS, { mandatory: ["minSupport"] });
  const { maxItems = Number.POSITIVE_INFINITY, maxItemsets = 1_000_000 } = checked;
  const minSupport = checked.minSupport;
  requireOption("baskets", baskets, anArray);
  const total = baskets.length;
  if (total === 0) throw new ClienteleError("empty_log", "There are no baskets to search.", { what: "baskets" });
  const enough = (count: number): boolean => count / total >= minSupport;

  const { names, lists } = tidLists(baskets, enough);
  const found: { members: readonly number[]; count: number }[] = [];
  const keep = (members: readonly number[], count: number): void => {
    if (found.length >= maxItemsets) {
      throw new ClienteleError(
        "invalid_option",
        `More than ${maxItemsets} itemsets have a support of at least ${minSupport}. Raise \`minSupport\` or \`maxItemsets\`.`,
        { option: "minSupport", value: minSupport },
        "minSupport",
      );
    }
    found.push({ members, count });
  };
  names.forEach((_, item) => keep([item], lists[item]!.length));
  if (maxItems >= 2) {
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
      if (maxItems >= 3 && partners.length > 1) {
        const frequent = (left: number, right: number): boolean => enough(pairs[pairAt(left, right)]!);
        extend([item], lists[item]!, partners, lists, { enough, frequent, keep, maxItems, marks });
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
  return { baskets: total, minSupport, itemsets };
}

/** Returns the baskets of each frequent item, the rarest item first: short lists at the start cut the search. */
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

/** Returns the place of a pair, left < right, in a triangle. */
function pairAt(left: number, right: number): number {
  return (right * (right - 1)) / 2 + left;
}

function pairCounts(lists: readonly Uint32Array[], baskets: number): Uint32Array {
  // Lists are read in ascending order, so the frequent items of each basket ascend too.
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
  readonly maxItems: number;
  /** One byte per basket, 0 between uses. */
  readonly marks: Uint8Array;
}

/**
 * Extends a set by two of its partners at a time. `list` holds the baskets of the set, and each partner is frequent together
 * with the set. Sets of up to two items are known already: only sets of three or more are kept here.
 */
function extend(
  members: readonly number[],
  list: Uint32Array,
  partners: readonly number[],
  lists: readonly Uint32Array[],
  search: Search,
): void {
  const { enough, frequent, keep, maxItems, marks } = search;
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
    if (next.length > 1 && grown.length + 2 <= maxItems) extend(grown, shared, next, lists, search);
  }
}

function intersect(left: Uint32Array, right: Uint32Array, marks: Uint8Array): Uint32Array {
  for (const basket of left) marks[basket] = 1;
  const shared = right.filter((basket) => marks[basket] === 1);
  for (const basket of left) marks[basket] = 0;
  return shared;
}

/** Compares lists of texts in dictionary order. */
export function compareLists(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareCodePoints(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

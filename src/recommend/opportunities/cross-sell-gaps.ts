import { compareCodePoints } from "../../kernel/index.js";
import { aFunction, aNonNegativeNumber, aProbability, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { PURCHASE } from "../log/item-interaction.js";
import { itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { aCount } from "../option-kinds.js";

/** Pair of items that customers usually own together, with the customers who own only the first (交叉销售). */
export interface CrossSellGap {
  readonly has: string;
  readonly lacks: string;
  /** Number of customers with the first item. */
  readonly owners: number;
  /** Share of them with both items. */
  readonly share: number;
  /** That share divided by the share of all customers with the second item; 1 means chance. */
  readonly lift: number;
  /** Customers who lack the second item, in code-point order. */
  readonly customers: readonly string[];
}

/** Options of {@link crossSellGaps}: which gaps it keeps. */
export interface CrossSellOptions {
  /** Minimum number of customers with both items; defaults to 20. */
  readonly minBoth?: number | undefined;
  /** Minimum share of the owners with both items; defaults to 0.2. */
  readonly minShare?: number | undefined;
  /** Minimum lift; defaults to 2. */
  readonly minLift?: number | undefined;
  /** Maximum number of gaps; defaults to 100. */
  readonly limit?: number | undefined;
  /** Returns the group of an item, such as its category, to compare groups instead of items. Items without a group are left out. */
  readonly groupOf?: ((itemId: string) => string | undefined) | undefined;
}

const CROSS_SELL_OPTIONS: OptionShape<CrossSellOptions> = {
  minBoth: aCount,
  minShare: aProbability,
  minLift: aNonNegativeNumber,
  limit: aCount,
  groupOf: aFunction,
};

/** Weights by which a customer owns what was bought and not returned. */
const ownership = { [PURCHASE]: 1, "order.cancelled": -1, "return.received": -1 };

/**
 * Finds pairs of items that customers usually own together, with the customers who own only the first. The strongest lift comes
 * first.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @example
 * const rows = ["ann", "bob", "cem", "dot", "eve"].flatMap((customerId, n) =>
 *   (n < 2 ? ["tea", "cup"] : n === 2 ? ["tea"] : ["jam"]).map((itemId) => ({ customerId, itemId, at: 0 })));
 * const [gap] = crossSellGaps(itemLog(rows), { minBoth: 2, minLift: 1.5 });
 * [gap.has, gap.lacks, gap.customers] // => ["tea", "cup", ["cem"]]
 */
export function crossSellGaps(log: ItemLog, options: CrossSellOptions = {}): CrossSellGap[] {
  const { minBoth = 20, minShare = 0.2, minLift = 2, limit = 100, groupOf } = requireOptions(options, CROSS_SELL_OPTIONS);
  const matrix = itemMatrix(log, { types: ownership });
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const groupAt = matrix.items.map((item) => {
    const name = groupOf === undefined ? item : groupOf(item);
    if (name === undefined) return -1;
    let number = numbers.get(name);
    if (number === undefined) {
      number = names.push(name) - 1;
      numbers.set(name, number);
    }
    return number;
  });
  const owned = matrix.customers.map((_, row) => {
    const groups = new Set<number>();
    for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++) groups.add(groupAt[matrix.columns[entry]!]!);
    groups.delete(-1);
    return [...groups].sort((left, right) => left - right);
  });
  const owners = names.map(() => [] as number[]);
  owned.forEach((groups, row) => {
    for (const group of groups) owners[group]!.push(row);
  });
  const total = matrix.customers.length;
  const found: { has: number; lacks: number; share: number; lift: number }[] = [];
  const both = new Uint32Array(names.length);
  for (let has = 0; has < names.length; has++) {
    if (owners[has]!.length < minBoth) continue;
    both.fill(0);
    for (const row of owners[has]!) for (const other of owned[row]!) both[other]! += 1;
    for (let lacks = 0; lacks < names.length; lacks++) {
      if (lacks === has || both[lacks]! < minBoth || both[lacks] === owners[has]!.length) continue;
      const share = both[lacks]! / owners[has]!.length;
      const lift = share / (owners[lacks]!.length / total);
      if (share >= minShare && lift >= minLift) found.push({ has, lacks, share, lift });
    }
  }
  return found
    .sort(
      (left, right) =>
        right.lift - left.lift ||
        compareCodePoints(names[left.has]!, names[right.has]!) ||
        compareCodePoints(names[left.lacks]!, names[right.lacks]!),
    )
    .slice(0, limit)
    .map(({ has, lacks, share, lift }) => ({
      has: names[has]!,
      lacks: names[lacks]!,
      owners: owners[has]!.length,
      share,
      lift,
      customers: owners[has]!.filter((row) => !owned[row]!.includes(lacks)).map((row) => matrix.customers[row]!),
    }));
}

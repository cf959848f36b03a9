import { compareCodePoints } from "../../kernel/index.js";
import { PURCHASE } from "../log/item-interaction.js";
import { itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { invalidOption, requireCount } from "../log/weighting.js";

/** Who has one thing and lacks the other that usually goes with it (交叉销售). */
export interface CrossSellGap {
  readonly has: string;
  readonly lacks: string;
  /** Customers with the first. */
  readonly owners: number;
  /** Of them, the share with both. */
  readonly share: number;
  /** That share over the second's share among all customers: 1 is chance. */
  readonly lift: number;
  /** Who lacks it, in code-point order. */
  readonly customers: readonly string[];
}

/** Which gaps {@link crossSellGaps} keeps. */
export interface CrossSellOptions {
  /** Customers with both at least; 20 unless told. */
  readonly leastBoth?: number | undefined;
  /** Least share of the owners with both; .2 unless told. */
  readonly leastShare?: number | undefined;
  /** Least lift; 2 unless told. */
  readonly leastLift?: number | undefined;
  /** Gaps at most, 100 unless told. */
  readonly most?: number | undefined;
  /** Looks at groups of items, such as their categories, instead of items; what has no group is left out. */
  readonly groupOf?: ((itemId: string) => string | undefined) | undefined;
}

/** What a customer has: bought, and not given back. */
const ownership = { [PURCHASE]: 1, "order.cancelled": -1, "return.received": -1 };

/**
 * Finds pairs that customers usually have both of, with the list of those who have only one. The strongest lift first.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @example
 * const rows = ["ann", "bob", "cem", "dot", "eve"].flatMap((customerId, n) =>
 *   (n < 2 ? ["tea", "cup"] : n === 2 ? ["tea"] : ["jam"]).map((itemId) => ({ customerId, itemId, at: 0 })));
 * const [gap] = crossSellGaps(itemLog(rows), { leastBoth: 2, leastLift: 1.5 });
 * [gap.has, gap.lacks, gap.customers] // => ["tea", "cup", ["cem"]]
 */
export function crossSellGaps(log: ItemLog, options: CrossSellOptions = {}): CrossSellGap[] {
  const { leastBoth = 20, leastShare = 0.2, leastLift = 2, most = 100, groupOf } = options;
  requireCount("leastBoth", leastBoth);
  requireCount("most", most);
  if (!(leastShare >= 0 && leastShare <= 1)) throw invalidOption("leastShare", leastShare, "from 0 to 1");
  if (!(leastLift >= 0)) throw invalidOption("leastLift", leastLift, "0 or more");
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
    if (owners[has]!.length < leastBoth) continue;
    both.fill(0);
    for (const row of owners[has]!) for (const other of owned[row]!) both[other]! += 1;
    for (let lacks = 0; lacks < names.length; lacks++) {
      if (lacks === has || both[lacks]! < leastBoth || both[lacks] === owners[has]!.length) continue;
      const share = both[lacks]! / owners[has]!.length;
      const lift = share / (owners[lacks]!.length / total);
      if (share >= leastShare && lift >= leastLift) found.push({ has, lacks, share, lift });
    }
  }
  return found
    .sort(
      (left, right) =>
        right.lift - left.lift ||
        compareCodePoints(names[left.has]!, names[right.has]!) ||
        compareCodePoints(names[left.lacks]!, names[right.lacks]!),
    )
    .slice(0, most)
    .map(({ has, lacks, share, lift }) => ({
      has: names[has]!,
      lacks: names[lacks]!,
      owners: owners[has]!.length,
      share,
      lift,
      customers: owners[has]!.filter((row) => !owned[row]!.includes(lacks)).map((row) => matrix.customers[row]!),
    }));
}

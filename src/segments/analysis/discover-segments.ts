import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { Rule } from "../../rules/index.js";
import {
  candidateConditions,
  type Condition,
  conditionsToRule,
  conditionText,
  type PopulationColumns,
  requireColumns,
  rowsMeeting,
} from "./population-columns.js";

/** A group of customers whose target is unusual. */
export interface DiscoveredSegment {
  readonly conditions: readonly Condition[];
  /** The conditions for people: `orders ≥ 4 and country = CN`. */
  readonly text: string;
  readonly size: number;
  /** Mean of the target in the group, and over everybody. */
  readonly mean: number;
  readonly overall: number;
  /** Standard errors by which the group's mean differs from that of everybody: what groups are ranked by. */
  readonly strength: number;
  /** 1 where the customer of the row belongs. */
  readonly members: Uint8Array;
  /** The group as a rule, where every column that it speaks of has a source. */
  readonly rule?: Rule;
}

/** How to search. */
export interface DiscoverOptions {
  /** Look for high or low targets; high unless told. */
  readonly target?: "high" | "low" | undefined;
  /** Conditions a group may have at most; 2. */
  readonly depth?: number | undefined;
  /** Groups kept from round to round; 20. */
  readonly beam?: number | undefined;
  /** Groups to return at most; 10. */
  readonly limit?: number | undefined;
  /** Customers that a group has at least; a hundredth of all, 10 at least. */
  readonly leastSize?: number | undefined;
  /** Cuts tried of every figure; 7. */
  readonly cuts?: number | undefined;
}

/**
 * Subgroup discovery: finds rules for groups of customers with an unusually high or low target (left or not, value,
 * response), by a bounded beam search. A group that says hardly more than a better one with fewer conditions is left out.
 * What is found on one set of customers is a guess: check it on others before you act on it.
 *
 * @param data - what is known, as columns
 * @param target - a figure a row; rows with NaN are left out
 * @throws ClienteleError `invalid_option` when rows do not fit, or the target is the same for everybody
 * @see Klösgen (1996), Explora; Lavrač et al. (2004), Subgroup discovery with CN2-SD
 * @example
 * const data = { ids: Array.from({ length: 40 }, (_, row) => `c${row}`), numbers: { orders: Array.from({ length: 40 }, (_, row) => row) } };
 * const left = Array.from({ length: 40 }, (_, row) => (row < 10 ? 1 : 0));
 * discoverSegments(data, left, { leastSize: 5 })[0].text // => "orders < 10"
 */
export function discoverSegments(
  data: PopulationColumns,
  target: ArrayLike<number>,
  options: DiscoverOptions = {},
): DiscoveredSegment[] {
  requireColumns(data);
  const { depth = 2, beam = 20, limit = 10, cuts = 7 } = options;
  const sign = options.target === "low" ? -1 : 1;
  const rows = data.ids.length;
  if (target.length !== rows)
    throw new ClienteleError("invalid_option", `The target has ${target.length} rows for ${rows} customers.`, {
      option: "target",
      value: target.length,
    });
  const known = Uint8Array.from({ length: rows }, (_, row) => Number(Number.isFinite(target[row])));
  const all = statistics(known, target);
  if (!(all.deviation > 0))
    throw new ClienteleError("invalid_option", "The target is the same for everybody: there is nothing to find.", {
      option: "target",
      value: all.mean,
    });
  const leastSize = options.leastSize ?? Math.max(10, Math.ceil(all.size / 100));
  const selectors = candidateConditions(data, cuts, leastSize).map((condition) => ({
    condition,
    rows: rowsMeeting(data, condition),
  }));

  interface Group {
    readonly conditions: readonly Condition[];
    readonly members: Uint8Array;
    readonly size: number;
    readonly mean: number;
    readonly strength: number;
    readonly text: string;
  }
  const grouped = (conditions: readonly Condition[], members: Uint8Array): Group | null => {
    const { size, mean } = statistics(members, target);
    if (size < leastSize || size === all.size) return null;
    // The mean of a random group of this size has this error, drawn without replacement.
    const error = all.deviation * Math.sqrt((1 / size) * ((all.size - size) / (all.size - 1)));
    return { conditions, members, size, mean, strength: (sign * (mean - all.mean)) / error, text: textOf(conditions) };
  };
  const better = (left: Group, right: Group): number =>
    right.strength - left.strength ||
    left.conditions.length - right.conditions.length ||
    compareCodePoints(left.text, right.text);

  let frontier: Group[] = [{ conditions: [], members: known, size: all.size, mean: all.mean, strength: 0, text: "" }];
  const found = new Map<string, Group>();
  for (let round = 0; round < depth; round++) {
    const next = new Map<string, Group>();
    for (const parent of frontier) {
      for (const selector of selectors) {
        if (parent.conditions.some(({ column, is }) => column === selector.condition.column && is === selector.condition.is))
          continue;
        const conditions = [...parent.conditions, selector.condition].sort((left, right) =>
          compareCodePoints(conditionText(left), conditionText(right)),
        );
        const key = textOf(conditions);
        if (next.has(key) || found.has(key)) continue;
        const members = parent.members.map((member, row) => member & selector.rows[row]!);
        const group = grouped(conditions, members);
        // A further condition has to find something: a stronger group than without it.
        if (group !== null && group.strength > Math.max(0, parent.strength)) next.set(key, group);
      }
    }
    frontier = [...next.values()].sort(better).slice(0, beam);
    for (const group of frontier) found.set(group.text, group);
  }
  const chosen: Group[] = [];
  for (const group of [...found.values()].sort(better)) {
    if (chosen.length >= limit) break;
    if (chosen.every((other) => jaccard(other.members, group.members) < 0.8)) chosen.push(group);
  }
  const sources = data.sources ?? {};
  return chosen.map(({ conditions, ...group }) => ({
    conditions,
    ...group,
    overall: all.mean,
    ...(conditions.every(({ column }) => Object.hasOwn(sources, column)) && { rule: conditionsToRule(conditions, sources) }),
  }));
}

function textOf(conditions: readonly Condition[]): string {
  return conditions.map(conditionText).join(" and ");
}

/** Size, mean and standard deviation of a target over the rows of a group. */
function statistics(members: Uint8Array, target: ArrayLike<number>): { size: number; mean: number; deviation: number } {
  let size = 0;
  let sum = 0;
  for (let row = 0; row < members.length; row++) {
    if (members[row] !== 1) continue;
    size++;
    sum += target[row]!;
  }
  const mean = size === 0 ? Number.NaN : sum / size;
  let squares = 0;
  for (let row = 0; row < members.length; row++) if (members[row] === 1) squares += (target[row]! - mean) ** 2;
  return { size, mean, deviation: size < 2 ? 0 : Math.sqrt(squares / (size - 1)) };
}

function jaccard(left: Uint8Array, right: Uint8Array): number {
  let both = 0;
  let either = 0;
  for (let row = 0; row < left.length; row++) {
    both += left[row]! & right[row]!;
    either += left[row]! | right[row]!;
  }
  return either === 0 ? 0 : both / either;
}

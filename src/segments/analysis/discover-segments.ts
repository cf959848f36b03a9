import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { anInteger, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Rule } from "../../rules/index.js";
import {
  candidateConditions,
  type ColumnCondition,
  conditionsToRule,
  conditionText,
  type CustomerColumns,
  requireColumns,
  rowsMeeting,
} from "./customer-columns.js";

/** Group of customers with an unusual target. */
export interface DiscoveredSegment {
  readonly conditions: readonly ColumnCondition[];
  /** Conditions as text for people: `orders ≥ 4 and country = CN`. */
  readonly text: string;
  readonly size: number;
  /** Mean of the target in the group. */
  readonly mean: number;
  /** Mean of the target over all customers. */
  readonly overall: number;
  /** Standard errors between the group's mean and the overall mean; groups are ranked by it. */
  readonly strength: number;
  /** 1 if the row's customer is in the group. */
  readonly members: Uint8Array;
  /** Rule of the group; absent if a column of its conditions has no source. */
  readonly rule?: Rule | undefined;
}

/** Options of {@link discoverSegments}. */
export interface DiscoverOptions {
  /** Whether to search for high or low targets. Defaults to high. */
  readonly direction?: "high" | "low" | undefined;
  /** Maximum number of conditions of a group. Defaults to 2. */
  readonly maxConditions?: number | undefined;
  /** Number of groups kept after each round of the beam search. Defaults to 20. */
  readonly beamWidth?: number | undefined;
  /** Maximum number of groups to return. Defaults to 10. */
  readonly limit?: number | undefined;
  /** Minimum number of customers in a group. Defaults to 1 % of all customers, but at least 10. */
  readonly minSize?: number | undefined;
  /** Maximum number of cuts to try in each number column. Defaults to 7. */
  readonly maxCuts?: number | undefined;
}

const DISCOVER_OPTIONS: OptionShape<DiscoverOptions> = {
  direction: oneOf(["high", "low"]),
  maxConditions: anInteger({ min: 1 }),
  beamWidth: anInteger({ min: 1 }),
  limit: anInteger({ min: 0 }),
  minSize: anInteger({ min: 1 }),
  maxCuts: anInteger({ min: 1 }),
};

/**
 * Finds groups of customers with an unusually high or low target, such as churn, value or response, by subgroup discovery with a
 * bounded beam search. A group that adds little to a better one with fewer conditions is dropped. A finding on one set of customers
 * is a hypothesis: check it on other customers before you act on it.
 *
 * @param data - attributes of the customers, as columns
 * @param target - one number per row; rows with NaN are skipped
 * @throws ClienteleError `invalid_option`, also if the rows do not match or the target is the same for all customers
 * @see Klösgen (1996), Explora; Lavrač et al. (2004), Subgroup discovery with CN2-SD
 * @example
 * const data = { ids: Array.from({ length: 40 }, (_, row) => `c${row}`), numbers: { orders: Array.from({ length: 40 }, (_, row) => row) } };
 * const left = Array.from({ length: 40 }, (_, row) => (row < 10 ? 1 : 0));
 * discoverSegments(data, left, { minSize: 5 })[0].text // => "orders < 10"
 */
export function discoverSegments(
  data: CustomerColumns,
  target: ArrayLike<number>,
  options: DiscoverOptions = {},
): DiscoveredSegment[] {
  const given = requireOptions(options, DISCOVER_OPTIONS);
  const { direction = "high", maxConditions = 2, beamWidth = 20, limit = 10, maxCuts = 7 } = given;
  requireColumns(data);
  const sign = direction === "low" ? -1 : 1;
  const rows = data.ids.length;
  if (target.length !== rows)
    throw new ClienteleError("invalid_option", `The target has ${target.length} rows for ${rows} customers.`, {
      option: "target",
      value: target.length,
    });
  const known = Uint8Array.from({ length: rows }, (_, row) => Number(Number.isFinite(target[row])));
  const all = statistics(known, target);
  if (!(all.deviation > 0))
    throw new ClienteleError("invalid_option", "`target` must vary: it is the same for all customers.", {
      option: "target",
      value: all.mean,
    });
  const minSize = given.minSize ?? Math.max(10, Math.ceil(all.size / 100));
  const selectors = candidateConditions(data, maxCuts, minSize).map((condition) => ({
    condition,
    rows: rowsMeeting(data, condition),
  }));

  interface Group {
    readonly conditions: readonly ColumnCondition[];
    readonly members: Uint8Array;
    readonly size: number;
    readonly mean: number;
    readonly strength: number;
    readonly text: string;
  }
  const grouped = (conditions: readonly ColumnCondition[], members: Uint8Array): Group | null => {
    const { size, mean } = statistics(members, target);
    if (size < minSize || size === all.size) return null;
    // Standard error of the mean of a random group of this size, drawn without replacement.
    const error = all.deviation * Math.sqrt((1 / size) * ((all.size - size) / (all.size - 1)));
    return { conditions, members, size, mean, strength: (sign * (mean - all.mean)) / error, text: textOf(conditions) };
  };
  const better = (left: Group, right: Group): number =>
    right.strength - left.strength ||
    left.conditions.length - right.conditions.length ||
    compareCodePoints(left.text, right.text);

  let frontier: Group[] = [{ conditions: [], members: known, size: all.size, mean: all.mean, strength: 0, text: "" }];
  const found = new Map<string, Group>();
  for (let round = 0; round < maxConditions; round++) {
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
        // A further condition must make the group stronger.
        if (group !== null && group.strength > Math.max(0, parent.strength)) next.set(key, group);
      }
    }
    frontier = [...next.values()].sort(better).slice(0, beamWidth);
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

function textOf(conditions: readonly ColumnCondition[]): string {
  return conditions.map(conditionText).join(" and ");
}

/** Returns the size, mean and standard deviation of a target over the rows of a group. */
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

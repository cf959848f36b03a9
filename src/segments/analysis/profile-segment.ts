import { compareCodePoints } from "../../kernel/index.js";
import { anInteger, aProbability, invalidOption, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { adjustPValues } from "../../statistics/index.js";
import { normalCdf } from "../../statistics/internal.js";
import { type CustomerColumns, requireColumns } from "./customer-columns.js";

/** Difference between the members of a segment and the other customers in one column. */
export interface ProfileTrait {
  readonly column: string;
  /** Word of a category or a set; absent for a number. */
  readonly value?: string | undefined;
  /** Members: mean of the known numbers, or share of customers with the word. */
  readonly inside: number;
  /** Other customers: mean of the known numbers, or share of customers with the word. */
  readonly outside: number;
  /**
   * Effect size, −1 to 1: Cliff's delta for a number (the probability that a member has more than another customer, minus the
   * probability of less), the difference of the shares for a word.
   */
  readonly effect: number;
  /** Share of members divided by the share of others; only for words. ∞ if no other customer has the word. */
  readonly lift?: number | undefined;
  readonly pValue: number;
  /** p-value adjusted for multiple comparisons (Benjamini–Hochberg). */
  readonly qValue: number;
  readonly significant: boolean;
}

/** Profile of a segment against all other customers. */
export interface SegmentProfile {
  readonly members: number;
  readonly others: number;
  /** All compared traits: the significant ones by descending effect, then the rest. */
  readonly traits: readonly ProfileTrait[];
}

/** Options of {@link profileSegment}. */
export interface ProfileOptions {
  /** Accepted share of false discoveries among the significant traits. Defaults to 0.05. */
  readonly falseDiscoveryRate?: number | undefined;
  /** Minimum number of customers with a word of `sets`; rarer words are skipped. Defaults to 5. */
  readonly minCustomers?: number | undefined;
}

const PROFILE_OPTIONS: OptionShape<ProfileOptions> = {
  falseDiscoveryRate: aProbability,
  minCustomers: anInteger({ min: 1 }),
};

/**
 * Finds what sets a segment apart: it compares every number and every word between members and other customers, with an effect size.
 * The false discovery rate is controlled, because among a hundred columns of noise about five look significant by chance.
 *
 * @param members - 1 if the row's customer is a member, as in {@link MembershipColumn}
 * @param data - columns in the same rows; `sets` hold several words per customer, such as {@link boughtAttributes}
 * @throws ClienteleError `invalid_option`, also if the rows do not match or the segment is empty or contains every customer
 * @see Cliff (1993), Dominance statistics; Benjamini, Hochberg (1995)
 * @example
 * const data = { ids: ["a", "b", "c", "d"], numbers: { orders: [9, 8, 1, 2] } };
 * profileSegment(Uint8Array.of(1, 1, 0, 0), data).traits[0].effect // => 1
 */
export function profileSegment(members: ArrayLike<number>, data: CustomerColumns, options: ProfileOptions = {}): SegmentProfile {
  const { falseDiscoveryRate = 0.05, minCustomers = 5 } = requireOptions(options, PROFILE_OPTIONS);
  requireColumns(data);
  const rows = data.ids.length;
  let inside = 0;
  for (let row = 0; row < rows; row++) inside += members[row] === 1 ? 1 : 0;
  if (members.length !== rows || inside === 0 || inside === rows)
    throw invalidOption("members", members, `a column of ${rows} rows with both members and other customers`);
  const traits: Omit<ProfileTrait, "qValue" | "significant">[] = [];
  for (const [column, values] of Object.entries(data.numbers ?? {})) {
    const trait = figureTrait(column, values, members);
    if (trait !== null) traits.push(trait);
  }
  for (const [column, words] of Object.entries(data.categories ?? {})) traits.push(...categoryTraits(column, words, members));
  for (const [column, words] of Object.entries(data.sets ?? {}))
    traits.push(...categoryTraits(column, words, members, minCustomers));
  const adjusted = adjustPValues(traits.map(({ pValue }) => pValue));
  return {
    members: inside,
    others: rows - inside,
    traits: traits
      .map((trait, index) => ({ ...trait, qValue: adjusted[index]!, significant: adjusted[index]! <= falseDiscoveryRate }))
      .sort(
        (left, right) =>
          Number(right.significant) - Number(left.significant) ||
          Math.abs(right.effect) - Math.abs(left.effect) ||
          compareCodePoints(left.column, right.column) ||
          compareCodePoints(left.value ?? "", right.value ?? ""),
      ),
  };
}

/** Compares ranks by the Mann–Whitney test, corrected for ties; robust to a few extreme values. */
function figureTrait(column: string, values: ArrayLike<number>, members: ArrayLike<number>) {
  const known: number[] = [];
  for (let row = 0; row < values.length; row++) if (Number.isFinite(values[row])) known.push(row);
  known.sort((left, right) => values[left]! - values[right]!);
  let count = 0;
  let sumInside = 0;
  let sum = 0;
  let ranks = 0;
  let ties = 0;
  for (let start = 0; start < known.length; ) {
    let end = start;
    while (end < known.length && values[known[end]!] === values[known[start]!]) end++;
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index++) {
      const row = known[index]!;
      sum += values[row]!;
      if (members[row] !== 1) continue;
      count++;
      ranks += rank;
      sumInside += values[row]!;
    }
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const total = known.length;
  const others = total - count;
  if (count === 0 || others === 0) return null;
  const wins = ranks - (count * (count + 1)) / 2;
  const variance = ((count * others) / 12) * (total + 1 - ties / (total * Math.max(1, total - 1)));
  const distance = Math.max(0, Math.abs(wins - (count * others) / 2) - 0.5);
  return {
    column,
    inside: sumInside / count,
    outside: (sum - sumInside) / others,
    effect: (2 * wins) / (count * others) - 1,
    pValue: variance > 0 ? Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance))) : 1,
  };
}

/** Compares shares by the pooled test of two proportions, with continuity correction. A row may have several words. */
function categoryTraits(
  column: string,
  words: readonly (string | readonly string[] | null)[],
  members: ArrayLike<number>,
  minCustomers = 1,
) {
  const counts = new Map<string, { inside: number; outside: number }>();
  let inside = 0;
  let outside = 0;
  words.forEach((word, row) => {
    if (word === null) return;
    const side = members[row] === 1 ? "inside" : "outside";
    if (side === "inside") inside++;
    else outside++;
    for (const one of typeof word === "string" ? [word] : new Set(word)) {
      const count = counts.get(one) ?? { inside: 0, outside: 0 };
      counts.set(one, count);
      count[side]++;
    }
  });
  if (inside === 0 || outside === 0) return [];
  return [...counts]
    .filter(([, count]) => count.inside + count.outside >= minCustomers)
    .map(([value, count]) => {
      const [left, right] = [count.inside / inside, count.outside / outside];
      const pooled = (count.inside + count.outside) / (inside + outside);
      const variance = pooled * (1 - pooled) * (1 / inside + 1 / outside);
      const distance = Math.max(0, Math.abs(left - right) - (1 / inside + 1 / outside) / 2);
      return {
        column,
        value,
        inside: left,
        outside: right,
        effect: left - right,
        lift: right === 0 ? Number.POSITIVE_INFINITY : left / right,
        pValue: variance > 0 ? Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance))) : 1,
      };
    });
}

import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { adjustPValues } from "../../statistics/index.js";
import { normalCdf } from "../../statistics/internal.js";
import { type PopulationColumns, requireColumns } from "./population-columns.js";

/** One thing that sets a segment apart from the rest. */
export interface ProfileTrait {
  readonly column: string;
  /** Of a category: the word. */
  readonly value?: string;
  /** Of a figure: the mean of those whose value is known; of a category: the share. */
  readonly inside: number;
  readonly outside: number;
  /**
   * How strongly it sets apart, −1 to 1: of a figure Cliff's delta (the chance that a member has more than another, less
   * that of having less), of a category the difference of the shares.
   */
  readonly effect: number;
  /** Share inside over share outside; of categories. ∞ where nobody outside has it. */
  readonly lift?: number;
  readonly pValue: number;
  /** Adjusted for having looked at everything at once (Benjamini–Hochberg). */
  readonly qValue: number;
  readonly significant: boolean;
}

/** What sets a segment apart. */
export interface SegmentProfile {
  readonly members: number;
  readonly others: number;
  /** Every trait that was looked at, the strongest effect first among the significant ones, then the rest. */
  readonly traits: readonly ProfileTrait[];
}

/**
 * What sets a segment apart from the rest: every figure and every word compared between members and others, with an effect
 * size and with control of false discoveries, since who looks at a hundred columns finds five by chance.
 *
 * @param members - 1 where the row belongs to the segment, as a {@link MembershipColumn} has it
 * @param data - what is known, as columns in the same rows; `sets` for what a customer has several of, such as {@link boughtAttributes}
 * @param options - `falseDiscoveries`: the share of false traits among the significant ones that you accept, .05;
 *   `leastCustomers`: words of sets that fewer have are not looked at, 5
 * @throws ClienteleError `invalid_option` when rows do not fit, or the segment is empty or everybody
 * @see Cliff (1993), Dominance statistics; Benjamini, Hochberg (1995)
 * @example
 * const data = { ids: ["a", "b", "c", "d"], numbers: { orders: [9, 8, 1, 2] } };
 * profileSegment(Uint8Array.of(1, 1, 0, 0), data).traits[0].effect // => 1
 */
export function profileSegment(
  members: ArrayLike<number>,
  data: PopulationColumns,
  options: { readonly falseDiscoveries?: number | undefined; readonly leastCustomers?: number | undefined } = {},
): SegmentProfile {
  requireColumns(data);
  const { falseDiscoveries = 0.05, leastCustomers = 5 } = options;
  const rows = data.ids.length;
  let inside = 0;
  for (let row = 0; row < rows; row++) inside += members[row] === 1 ? 1 : 0;
  if (members.length !== rows || inside === 0 || inside === rows) {
    throw new ClienteleError("invalid_option", "Give one entry a row, with members and others among them.", {
      option: "members",
      value: inside,
    });
  }
  const traits: Omit<ProfileTrait, "qValue" | "significant">[] = [];
  for (const [column, values] of Object.entries(data.numbers ?? {})) {
    const trait = figureTrait(column, values, members);
    if (trait !== null) traits.push(trait);
  }
  for (const [column, words] of Object.entries(data.categories ?? {})) traits.push(...categoryTraits(column, words, members));
  for (const [column, words] of Object.entries(data.sets ?? {}))
    traits.push(...categoryTraits(column, words, members, leastCustomers));
  const adjusted = adjustPValues(traits.map(({ pValue }) => pValue));
  return {
    members: inside,
    others: rows - inside,
    traits: traits
      .map((trait, index) => ({ ...trait, qValue: adjusted[index]!, significant: adjusted[index]! <= falseDiscoveries }))
      .sort(
        (left, right) =>
          Number(right.significant) - Number(left.significant) ||
          Math.abs(right.effect) - Math.abs(left.effect) ||
          compareCodePoints(left.column, right.column) ||
          compareCodePoints(left.value ?? "", right.value ?? ""),
      ),
  };
}

/** Ranks against ranks: the Mann–Whitney test with its correction for ties; robust to a few enormous values. */
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

/** Shares against shares: the pooled test of two proportions, with continuity correction. A row may have several words. */
function categoryTraits(
  column: string,
  words: readonly (string | readonly string[] | null)[],
  members: ArrayLike<number>,
  least = 1,
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
    .filter(([, count]) => count.inside + count.outside >= least)
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

import type { ItemFacts } from "../log/item-facts.js";
import type { Candidate } from "./ranking.js";

/**
 * How alike two items are by what is known of them: the share of the category path that they have in common, from the
 * widest; half of it for the path and half for the brand where both have one.
 */
export function sharedCategory(left: ItemFacts, right: ItemFacts): number {
  const a = left.categoryPath ?? [];
  const b = right.categoryPath ?? [];
  let common = 0;
  while (common < Math.min(a.length, b.length) && a[common] === b[common]) common++;
  const path = common / Math.max(1, a.length, b.length);
  if (left.brand === undefined || right.brand === undefined) return path;
  return (path + (left.brand === right.brand ? 1 : 0)) / 2;
}

/**
 * Reorders candidates so that each place goes to the best mixture of score and unlikeness to what stands above
 * (maximal marginal relevance): (1 − d) score / largest score − d × largest likeness. With d 0 nothing changes.
 *
 * @param take - whether a candidate may stand (category caps look at what stands already); asked in order, once a pick
 * @see Carbonell, Goldstein (1998), The use of MMR, diversity-based reranking
 */
export function diversified(
  candidates: readonly Candidate[],
  count: number,
  diversity: number,
  factsOf: (position: number) => ItemFacts,
  likeness: (left: ItemFacts, right: ItemFacts) => number,
  take: (position: number) => boolean,
): Candidate[] {
  const chosen: Candidate[] = [];
  if (diversity === 0) {
    for (const candidate of candidates) {
      if (chosen.length === count) break;
      if (take(candidate.position)) chosen.push(candidate);
    }
    return chosen;
  }
  const most = candidates.reduce((largest, { score }) => Math.max(largest, score), 0) || 1;
  const left = candidates.map((candidate) => ({ candidate, facts: factsOf(candidate.position), nearest: 0 }));
  while (chosen.length < count && left.length > 0) {
    let best = 0;
    let bestValue = Number.NEGATIVE_INFINITY;
    left.forEach(({ candidate, nearest }, index) => {
      const value = ((1 - diversity) * candidate.score) / most - diversity * nearest;
      if (value > bestValue) {
        best = index;
        bestValue = value;
      }
    });
    const [pick] = left.splice(best, 1);
    if (!take(pick!.candidate.position)) continue;
    chosen.push(pick!.candidate);
    for (const other of left) other.nearest = Math.max(other.nearest, likeness(pick!.facts, other.facts));
  }
  return chosen;
}

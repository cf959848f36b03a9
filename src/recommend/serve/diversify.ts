import type { ItemFacts } from "../log/item-facts.js";
import type { Candidate } from "./ranking.js";

/**
 * Returns the similarity of two items by their facts: the share of the category path that they have in common, from the widest
 * category on. If both have a brand, path and brand count half each.
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
 * Reorders candidates so that each place goes to the item with the best balance of score and difference from the items above
 * (maximal marginal relevance): (1 − d) score / largest score − d × largest similarity. At d = 0 the order stays.
 *
 * @param take - returns whether a candidate is placed (category limits depend on the items above); called once per pick, in order
 * @see Carbonell, Goldstein (1998), The use of MMR, diversity-based reranking
 */
export function diversified(
  candidates: readonly Candidate[],
  limit: number,
  diversity: number,
  factsOf: (position: number) => ItemFacts,
  likeness: (left: ItemFacts, right: ItemFacts) => number,
  take: (position: number) => boolean,
): Candidate[] {
  const chosen: Candidate[] = [];
  if (diversity === 0) {
    for (const candidate of candidates) {
      if (chosen.length === limit) break;
      if (take(candidate.position)) chosen.push(candidate);
    }
    return chosen;
  }
  const topScore = candidates.reduce((largest, { score }) => Math.max(largest, score), 0) || 1;
  const left = candidates.map((candidate) => ({ candidate, facts: factsOf(candidate.position), nearest: 0 }));
  while (chosen.length < limit && left.length > 0) {
    let best = 0;
    let bestValue = Number.NEGATIVE_INFINITY;
    left.forEach(({ candidate, nearest }, index) => {
      const value = ((1 - diversity) * candidate.score) / topScore - diversity * nearest;
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

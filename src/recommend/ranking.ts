import type { Candidate } from "./diversify.js";
import { kthLargest } from "./item-neighbors.js";

/**
 * The positions with a score above 0 in descending order of it, ties in the order of the catalog, as they are asked for:
 * sorted piece by piece, since few are wanted of many.
 *
 * @param first - how many are probably wanted
 */
export function* ranked(scores: Float64Array, first: number): Generator<Candidate> {
  let candidates: number[] = [];
  for (let position = 0; position < scores.length; position++) if (scores[position]! > 0) candidates.push(position);
  const order = (left: number, right: number): number => scores[right]! - scores[left]! || left - right;
  let piece = first;
  while (candidates.length > 0) {
    let head = candidates;
    let rest: number[] = [];
    if (candidates.length > 2 * piece) {
      const least = kthLargest(
        Float64Array.from(candidates, (position) => scores[position]!),
        piece,
      );
      // All that tie with the last one go with it, so that the order among them is decided once.
      head = candidates.filter((position) => scores[position]! >= least);
      rest = candidates.filter((position) => scores[position]! < least);
    }
    for (const position of head.sort(order)) yield { position, score: scores[position]! };
    candidates = rest;
    piece *= 4;
  }
}

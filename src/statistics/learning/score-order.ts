import { ascendingOrder } from "../descriptive/ascending-order.js";
import { outsideDomain } from "../domain.js";

/** Returns the positions of scores in ascending order; scores are any finite numbers. */
export function scoreOrder(scores: ArrayLike<number>): Uint32Array {
  let negative = false;
  for (let row = 0; row < scores.length; row++) {
    if (!Number.isFinite(scores[row])) throw outsideDomain(`scores[${row}]`, scores[row], "a finite number");
    if (scores[row]! < 0) negative = true;
  }
  if (!negative) return ascendingOrder(scores);
  return Uint32Array.from(scores, (_, row) => row).sort((left, right) => scores[left]! - scores[right]!);
}

/** Throws unless every value is a probability. */
export function requireProbabilities(probabilities: ArrayLike<number>): void {
  for (let row = 0; row < probabilities.length; row++)
    if (!(probabilities[row]! >= 0 && probabilities[row]! <= 1))
      throw outsideDomain(`probabilities[${row}]`, probabilities[row], "a number from 0 to 1");
}

/** Returns the start of each run of equal scores in `order`, and the end. */
export function runsOf(scores: ArrayLike<number>, order: Uint32Array): Uint32Array {
  const starts: number[] = [];
  for (let place = 0; place < order.length; place++)
    if (place === 0 || scores[order[place]!] !== scores[order[place - 1]!]) starts.push(place);
  starts.push(order.length);
  return Uint32Array.from(starts);
}

/** A position of the catalog with its score. */
export interface Candidate {
  readonly position: number;
  readonly score: number;
}

/**
 * The positions with a score above 0 in descending order of it, ties in the order of the catalog, as they are asked for:
 * the first few are picked out in one pass, the rest is sorted only if somebody asks on.
 *
 * @param first - how many are probably wanted
 */
export function* ranked(scores: Float64Array, first: number): Generator<Candidate> {
  const head = highest(scores, first);
  for (const position of head) yield { position, score: scores[position]! };
  if (head.length < first) return;
  const last = head[head.length - 1]!;
  const least = scores[last]!;
  const rest: number[] = [];
  for (let position = 0; position < scores.length; position++) {
    const score = scores[position]!;
    if (score > 0 && (score < least || (score === least && position > last))) rest.push(position);
  }
  rest.sort((left, right) => scores[right]! - scores[left]! || left - right);
  for (const position of rest) yield { position, score: scores[position]! };
}

/** Positions of the highest scores above 0, at most so many, in order: a heap whose root is the lowest of them. */
export function highest(scores: Float64Array, count: number): Uint32Array {
  const heap = new Uint32Array(Math.min(count, scores.length));
  let size = 0;
  for (let position = 0; position < scores.length; position++) {
    const score = scores[position]!;
    if (!(score > 0)) continue;
    if (size < heap.length) {
      let at = size++;
      while (at > 0 && isBehind(scores, position, heap[(at - 1) >> 1]!)) {
        heap[at] = heap[(at - 1) >> 1]!;
        at = (at - 1) >> 1;
      }
      heap[at] = position;
      // Positions come in order, so that one that only ties with the lowest stands behind it.
    } else if (score > scores[heap[0]!]!) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= size) break;
        if (child + 1 < size && isBehind(scores, heap[child + 1]!, heap[child]!)) child++;
        if (!isBehind(scores, heap[child]!, position)) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = position;
    }
  }
  return heap.subarray(0, size).sort((left, right) => scores[right]! - scores[left]! || left - right);
}

/** Whether the candidate at one position stands behind that at another. */
function isBehind(scores: Float64Array, left: number, right: number): boolean {
  return scores[left]! < scores[right]! || (scores[left] === scores[right] && left > right);
}

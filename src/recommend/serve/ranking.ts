/** Position in the catalog with its score. */
export interface Candidate {
  readonly position: number;
  readonly score: number;
}

/**
 * Yields the positions with a score above 0 in descending order, ties in the order of the catalog. The first ones are found
 * in one pass; the rest is sorted only if the caller asks for more.
 *
 * @param first - how many positions the caller probably needs
 */
export function* ranked(scores: Float64Array, first: number): Generator<Candidate> {
  const head = highest(scores, first);
  for (const position of head) yield { position, score: scores[position]! };
  if (head.length < first) return;
  const last = head[head.length - 1]!;
  const lowest = scores[last]!;
  const rest: number[] = [];
  for (let position = 0; position < scores.length; position++) {
    const score = scores[position]!;
    if (score > 0 && (score < lowest || (score === lowest && position > last))) rest.push(position);
  }
  rest.sort((left, right) => scores[right]! - scores[left]! || left - right);
  for (const position of rest) yield { position, score: scores[position]! };
}

/** Returns the positions of the highest scores above 0, at most `limit`, in order. It uses a heap whose root is the lowest of them. */
export function highest(scores: Float64Array, limit: number): Uint32Array {
  const heap = new Uint32Array(Math.min(limit, scores.length));
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
      // Positions come in order, so one that only ties with the lowest ranks behind it.
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

/** Tells whether one position ranks behind another. */
function isBehind(scores: Float64Array, left: number, right: number): boolean {
  return scores[left]! < scores[right]! || (scores[left] === scores[right] && left > right);
}

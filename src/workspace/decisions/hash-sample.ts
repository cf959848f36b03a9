/** One row of a sample; whose it is cannot be told from it. Plain data. */
export interface SampledRow {
  readonly rank: number;
  readonly row: unknown;
}

/** A sample that is being drawn. */
export interface EvenSample {
  add(id: string, row: unknown): void;
  /** The rows, in an order that depends on the customers alone. */
  rows(): SampledRow[];
}

/**
 * Draws a sample of a bounded size from a stream: everybody as long as there are no more, else those whose identifiers hash
 * lowest. Nobody's chances are better, and the same customers are drawn every time.
 *
 * @param size - the most rows to keep
 * @param drawn - rows of a sample that was interrupted
 */
export function hashSample(size: number, drawn: readonly SampledRow[] = []): EvenSample {
  let kept: SampledRow[] = [...drawn];
  let limit = Number.POSITIVE_INFINITY;
  const cut = (): void => {
    // Rows of one rank stay in the order in which they came.
    kept.sort((left, right) => left.rank - right.rank);
    if (kept.length <= size) return;
    kept = kept.slice(0, size);
    limit = kept.at(-1)!.rank;
  };
  return {
    add(id, row) {
      const rank = hashOf(id);
      if (rank > limit) return;
      kept.push({ rank, row });
      // Twice the size before it is cut: a cut then costs each row a constant.
      if (kept.length >= 2 * size) cut();
    },
    rows() {
      cut();
      return [...kept];
    },
  };
}

/** A 32-bit hash that spreads identifiers evenly, also those that count up (FNV-1a, then the finalizer of MurmurHash3). */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

import { fnv1a, mix32 } from "../../kernel/internal.js";

/** One row of a sample, without the identifier of its customer. Plain data. */
export interface SampledRow {
  readonly rank: number;
  readonly row: unknown;
}

/** A sample of a stream. */
export interface HashSample {
  add(id: string, row: unknown): void;
  /** Returns the rows, in an order that depends on the customers alone. */
  rows(): SampledRow[];
}

/**
 * Draws a sample of a stream: all rows, or the `maxRows` whose identifiers hash lowest if there are more. All customers are
 * equally likely, and every run draws the same ones.
 *
 * @param drawn - rows of an interrupted sample to continue
 */
export function hashSample(maxRows: number, drawn: readonly SampledRow[] = []): HashSample {
  let kept: SampledRow[] = [...drawn];
  let limit = Number.POSITIVE_INFINITY;
  const cut = (): void => {
    // The sort is stable: rows of equal rank stay in their order of arrival.
    kept.sort((left, right) => left.rank - right.rank);
    if (kept.length <= maxRows) return;
    kept = kept.slice(0, maxRows);
    limit = kept.at(-1)!.rank;
  };
  return {
    add(id, row) {
      const rank = hashOf(id);
      if (rank > limit) return;
      kept.push({ rank, row });
      // Cutting at twice the size keeps the cost per row constant.
      if (kept.length >= 2 * maxRows) cut();
    },
    rows() {
      cut();
      return [...kept];
    },
  };
}

/** 32-bit hash that spreads even consecutive identifiers. */
function hashOf(id: string): number {
  return mix32(fnv1a(id));
}

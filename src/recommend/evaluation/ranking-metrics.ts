/**
 * Measures of one ranking, each from 0 to 1. With r relevant items and k places:
 *
 * - `precision`: hits / k, also where there are fewer than k relevant items
 * - `recall`: hits / r
 * - `hitRate`: 1 if there is any hit
 * - `ndcg`: Σ 1 / log2(place + 1) over hits, over the same sum of min(k, r) hits in front (binary relevance)
 * - `map`: Σ over hits of the precision up to the hit, over r
 * - `mapAtK`: the same over min(k, r), as competitions have it
 * - `mrr`: 1 / place of the first hit
 */
export interface RankingMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly hitRate: number;
  readonly ndcg: number;
  readonly map: number;
  readonly mapAtK: number;
  readonly mrr: number;
}

/** Name of a measure of a ranking. */
export type RankingMetric = keyof RankingMetrics;

/**
 * Measures one ranking against what was relevant.
 *
 * @param ranking - what was recommended, best first, each item once
 * @param relevant - what was taken, at least one item
 * @param k - places that count
 * @see Järvelin, Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques
 * @example
 * const { precision, recall, ndcg, map, mrr } = rankingMetrics(["a", "x", "b"], new Set(["a", "b"]), 3);
 * [precision, recall, ndcg, map, mrr] // => [0.6667, 1, 0.9197, 0.8333, 1]
 */
export function rankingMetrics(ranking: readonly string[], relevant: ReadonlySet<string>, k: number): RankingMetrics {
  let hits = 0;
  let gain = 0;
  let precisions = 0;
  let first = 0;
  for (let place = 0; place < Math.min(k, ranking.length); place++) {
    if (!relevant.has(ranking[place]!)) continue;
    hits++;
    gain += 1 / Math.log2(place + 2);
    precisions += hits / (place + 1);
    if (first === 0) first = place + 1;
  }
  const most = Math.min(k, relevant.size);
  let ideal = 0;
  for (let place = 0; place < most; place++) ideal += 1 / Math.log2(place + 2);
  return {
    precision: hits / k,
    recall: hits / relevant.size,
    hitRate: hits > 0 ? 1 : 0,
    ndcg: gain / ideal,
    map: precisions / relevant.size,
    mapAtK: precisions / most,
    mrr: first === 0 ? 0 : 1 / first,
  };
}

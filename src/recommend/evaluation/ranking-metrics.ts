/**
 * Metrics of one ranking, each from 0 to 1. With r relevant items and k places:
 *
 * - `precision`: hits / k, even if there are fewer than k relevant items
 * - `recall`: hits / r
 * - `hitRate`: 1 if there is any hit
 * - `ndcg`: Σ 1 / log2(place + 1) over hits, divided by the same sum for min(k, r) hits at the top (binary relevance)
 * - `map`: Σ over hits of the precision up to the hit, divided by r
 * - `mapAtK`: the same divided by min(k, r), as in competitions
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

/** Name of a metric of a ranking. */
export type RankingMetric = keyof RankingMetrics;

/** Names of the metrics. */
export const RANKING_METRICS = [
  "precision",
  "recall",
  "hitRate",
  "ndcg",
  "map",
  "mapAtK",
  "mrr",
] as const satisfies readonly RankingMetric[];

/**
 * Returns the metrics of one ranking against the relevant items.
 *
 * @param ranking - recommended items, the best first, each once
 * @param relevant - items that the customer bought, at least one
 * @param k - number of places that count
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
  const reachable = Math.min(k, relevant.size);
  let ideal = 0;
  for (let place = 0; place < reachable; place++) ideal += 1 / Math.log2(place + 2);
  return {
    precision: hits / k,
    recall: hits / relevant.size,
    hitRate: hits > 0 ? 1 : 0,
    ndcg: gain / ideal,
    map: precisions / relevant.size,
    mapAtK: precisions / reachable,
    mrr: first === 0 ? 0 : 1 / first,
  };
}

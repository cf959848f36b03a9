import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { evaluateRecommender, type RecommenderEvaluation, type RecommenderEvaluationOptions } from "./evaluate-recommender.js";
import type { ItemLog } from "../log/item-log.js";
import type { RankingMetric } from "./ranking-metrics.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { leaveLastBasket, type RecommenderSplit } from "./split-log.js";

/** One way to fit, by name. */
export interface RecommenderCandidate {
  readonly name: string;
  readonly fit: (train: ItemLog) => RecommenderModel;
}

/** How a candidate did on the validation baskets. */
export interface SearchedRecommender {
  readonly name: string;
  readonly evaluation: RecommenderEvaluation;
}

/**
 * Chooses among candidates on validation baskets alone: splits the training log once more, fits every candidate to the
 * rest, and orders them by a metric. What was held out for the final test is not touched. Fit the best again to all of
 * the training log.
 *
 * @param train - the training part of a split
 * @param candidates - at least one, each name once
 * @param options - `metric`, `ndcg` unless told; how to evaluate; `split`, `leaveLastBasket` unless told
 * @returns the best first, ties by name
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @example
 * const rows = ["ann", "bob"].flatMap((customerId) => ["tea", "cup", "tea", "tea"].map((itemId, at) => ({ customerId, itemId, at })));
 * const { train } = leaveLastBasket(itemLog(rows));
 * const [best] = searchRecommender(train, [
 *   { name: "popular", fit: (log) => fitPopularity(log) },
 *   { name: "again", fit: (log) => fitPersonalFrequency(log) },
 * ], { k: 1 });
 * best.name // => "again"
 */
export function searchRecommender(
  train: ItemLog,
  candidates: readonly RecommenderCandidate[],
  options: RecommenderEvaluationOptions & {
    readonly metric?: RankingMetric | undefined;
    readonly split?: ((log: ItemLog) => RecommenderSplit) | undefined;
  } = {},
): SearchedRecommender[] {
  const { metric = "ndcg", split = leaveLastBasket } = options;
  const names = new Set(candidates.map(({ name }) => name));
  if (candidates.length === 0 || names.size < candidates.length) {
    throw new ClienteleError("invalid_option", "Give at least one candidate, each under a name of its own.", {
      option: "candidates",
      value: candidates.map(({ name }) => name),
    });
  }
  const validation = split(train);
  return candidates
    .map(({ name, fit }) => ({ name, evaluation: evaluateRecommender(fit(validation.train), validation, options) }))
    .sort(
      (left, right) =>
        right.evaluation.metrics[metric].estimate - left.evaluation.metrics[metric].estimate ||
        compareCodePoints(left.name, right.name),
    );
}

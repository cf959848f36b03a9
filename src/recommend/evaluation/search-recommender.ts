import { compareCodePoints } from "../../kernel/index.js";
import {
  aFunction,
  anArray,
  aText,
  invalidOption,
  oneOf,
  type OptionShape,
  optionsOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import {
  evaluateRecommender,
  EVALUATION_OPTIONS,
  type RecommenderEvaluation,
  type RecommenderEvaluationOptions,
} from "./evaluate-recommender.js";
import type { ItemLog } from "../log/item-log.js";
import { type RankingMetric, RANKING_METRICS } from "./ranking-metrics.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { leaveLastBasket, type RecommenderSplit } from "./split-log.js";

/** Named function that fits a recommender. */
export interface RecommenderCandidate {
  readonly name: string;
  readonly fit: (train: ItemLog) => RecommenderModel;
}

/** Candidate with its evaluation on the validation baskets. */
export interface SearchedRecommender {
  readonly name: string;
  readonly evaluation: RecommenderEvaluation;
}

/** Options of {@link searchRecommender}. */
export interface SearchRecommenderOptions extends RecommenderEvaluationOptions {
  /** Metric that orders the candidates; defaults to `"ndcg"`. */
  readonly metric?: RankingMetric | undefined;
  /** Splits the training log; defaults to {@link leaveLastBasket}. */
  readonly split?: ((log: ItemLog) => RecommenderSplit) | undefined;
}

const SEARCH_OPTIONS: OptionShape<SearchRecommenderOptions> = {
  ...EVALUATION_OPTIONS,
  metric: oneOf(RANKING_METRICS),
  split: aFunction,
};
const CANDIDATE = optionsOf<RecommenderCandidate>({ name: aText, fit: aFunction }, ["name", "fit"]);

/**
 * Orders candidates by a metric on validation baskets alone: splits the training log once more and fits every candidate to the
 * first part. Baskets that were held out for the final test are not used. Fit the best candidate again to the whole training
 * log.
 *
 * @param train - the training part of a split
 * @param candidates - at least one, each with its own name
 * @returns the best candidate first, ties by name
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
  options: SearchRecommenderOptions = {},
): SearchedRecommender[] {
  const { metric = "ndcg", split = leaveLastBasket, mode, k, level } = requireOptions(options, SEARCH_OPTIONS);
  requireOption("candidates", candidates, anArray);
  candidates.forEach((candidate, position) => requireOption(`candidates[${position}]`, candidate, CANDIDATE));
  const names = new Set(candidates.map(({ name }) => name));
  if (candidates.length === 0 || names.size < candidates.length)
    throw invalidOption("candidates", candidates, "an array of at least one candidate, each with its own name");
  const validation = split(train);
  return candidates
    .map(({ name, fit }) => ({ name, evaluation: evaluateRecommender(fit(validation.train), validation, { mode, k, level }) }))
    .sort(
      (left, right) =>
        right.evaluation.metrics[metric].estimate - left.evaluation.metrics[metric].estimate ||
        compareCodePoints(left.name, right.name),
    );
}

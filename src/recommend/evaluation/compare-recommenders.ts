import { ClienteleError, randomInteger, seededRandom } from "../../kernel/index.js";
import { aLevel, aSeed, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Interval } from "../../statistics/index.js";
import { quantileSorted } from "../../statistics/internal.js";
import { aCount } from "../option-kinds.js";
import type { RecommenderEvaluation } from "./evaluate-recommender.js";
import { type RankingMetric, RANKING_METRICS } from "./ranking-metrics.js";

/** Difference between two recommenders, with its interval and p-value. */
export interface RecommenderComparison {
  readonly metric: RankingMetric;
  /** Mean of `left` minus mean of `right`, with its bootstrap interval. */
  readonly difference: Interval;
  /** Two-sided p-value of no difference. It is at least 1 / (draws + 1), never 0. */
  readonly pValue: number;
  readonly draws: number;
}

/** Options of {@link compareRecommenders}. */
export interface CompareRecommendersOptions {
  readonly metric: RankingMetric;
  readonly seed: number | string;
  /** Number of bootstrap draws; defaults to 2,000. */
  readonly draws?: number | undefined;
  /** Confidence level of the interval; defaults to 0.95. */
  readonly level?: number | undefined;
}

const COMPARE_OPTIONS: OptionShape<CompareRecommendersOptions> = {
  metric: oneOf(RANKING_METRICS),
  seed: aSeed,
  draws: aCount,
  level: aLevel,
};

/**
 * Compares two recommenders on the same customers by a paired bootstrap: each draw takes a customer with both results, so that
 * customers who are difficult for both do not blur the difference.
 *
 * @param left - evaluation of the recommender that may be better
 * @param right - evaluation on the same split in the same mode
 * @throws ClienteleError `mismatched_evaluations`, `invalid_option`
 * @see Efron, Tibshirani (1993), An introduction to the bootstrap
 * @example
 * const rows = ["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup", "tea"].map((itemId, at) => ({ customerId, itemId, at })));
 * const split = leaveLastBasket(itemLog(rows));
 * const evaluation = evaluateRecommender(fitPopularity(split.train), split);
 * compareRecommenders(evaluation, evaluation, { metric: "ndcg", seed: 1 }).difference.estimate // => 0
 */
export function compareRecommenders(
  left: RecommenderEvaluation,
  right: RecommenderEvaluation,
  options: CompareRecommendersOptions,
): RecommenderComparison {
  const checked = requireOptions(options, COMPARE_OPTIONS, { mandatory: ["metric", "seed"] });
  const { draws = 2000, level = 0.95 } = checked;
  const metric = checked.metric;
  const size = left.customers.length;
  if (
    left.mode !== right.mode ||
    size !== right.customers.length ||
    left.customers.some((id, at) => id !== right.customers[at])
  ) {
    const message =
      "Both evaluations must be about the same customers in the same mode. Evaluate both recommenders on one split.";
    throw new ClienteleError("mismatched_evaluations", message, { left: size, right: right.customers.length });
  }
  const gains = left.byCustomer[metric].map((value, customer) => value - right.byCustomer[metric][customer]!);
  const random = seededRandom(checked.seed);
  const means = new Float64Array(draws);
  let below = 0;
  let above = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let one = 0; one < size; one++) sum += gains[randomInteger(random, size)]!;
    means[draw] = sum / size;
    if (sum <= 0) below++;
    if (sum >= 0) above++;
  }
  means.sort();
  return {
    metric,
    difference: {
      estimate: gains.reduce((sum, gain) => sum + gain, 0) / size,
      lower: quantileSorted(means, (1 - level) / 2),
      upper: quantileSorted(means, (1 + level) / 2),
      level,
    },
    pValue: Math.min(1, (2 * (Math.min(below, above) + 1)) / (draws + 1)),
    draws,
  };
}

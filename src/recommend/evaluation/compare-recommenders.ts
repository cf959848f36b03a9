import { ClienteleError, randomInteger, seededRandom } from "../../kernel/index.js";
import { quantileSorted } from "../../statistics/internal.js";
import type { RecommenderEvaluation } from "./evaluate-recommender.js";
import type { RankingMetric } from "./ranking-metrics.js";
import { invalidOption, requireCount } from "../log/weighting.js";

/** Whether one recommender is better than another, and how surely. */
export interface RecommenderComparison {
  readonly metric: RankingMetric;
  /** Mean of left less mean of right. */
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  /** Two-sided p-value of no difference, never 0: at least 1 / (draws + 1). */
  readonly pValue: number;
  readonly draws: number;
}

/**
 * Compares two recommenders on the same customers by a paired bootstrap: customers are drawn again and again, each with
 * both of its results, so that what is hard for both does not blur the difference.
 *
 * @param left - the one that is said to be better
 * @param right - judged on the same split in the same mode
 * @throws ClienteleError `mismatched_evaluations`, `invalid_option`
 * @see Efron, Tibshirani (1993), An introduction to the bootstrap
 * @example
 * const rows = ["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup", "tea"].map((itemId, at) => ({ customerId, itemId, at })));
 * const split = leaveLastBasket(itemLog(rows));
 * const judged = evaluateRecommender(fitPopularity(split.train), split);
 * compareRecommenders(judged, judged, { metric: "ndcg", seed: 1 }).difference // => 0
 */
export function compareRecommenders(
  left: RecommenderEvaluation,
  right: RecommenderEvaluation,
  options: {
    readonly metric: RankingMetric;
    readonly seed: number | string;
    /** 2,000 unless told. */
    readonly draws?: number | undefined;
    /** .95 unless told. */
    readonly level?: number | undefined;
  },
): RecommenderComparison {
  const { metric, seed, draws = 2000, level = 0.95 } = options;
  requireCount("draws", draws);
  if (!(level > 0 && level < 1)) throw invalidOption("level", level, "between 0 and 1");
  const size = left.customers.length;
  if (
    left.mode !== right.mode ||
    size !== right.customers.length ||
    left.customers.some((id, at) => id !== right.customers[at])
  ) {
    throw new ClienteleError("mismatched_evaluations", "Compare evaluations of the same customers in the same mode.", {
      left: size,
      right: right.customers.length,
    });
  }
  const gains = left.byCustomer[metric].map((value, customer) => value - right.byCustomer[metric][customer]!);
  const random = seededRandom(seed);
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
    difference: gains.reduce((sum, gain) => sum + gain, 0) / size,
    lower: quantileSorted(means, (1 - level) / 2),
    upper: quantileSorted(means, (1 + level) / 2),
    pValue: Math.min(1, (2 * (Math.min(below, above) + 1)) / (draws + 1)),
    draws,
  };
}

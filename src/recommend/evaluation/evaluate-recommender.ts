import { ClienteleError } from "../../kernel/index.js";
import { aLevel, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { type Interval } from "../../statistics/index.js";
import { normalQuantile } from "../../statistics/internal.js";
import { PURCHASE } from "../log/item-interaction.js";
import { ranked } from "../serve/ranking.js";
import { type RankingMetric, type RankingMetrics, RANKING_METRICS, rankingMetrics } from "./ranking-metrics.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { aCount } from "../option-kinds.js";
import { scorerOf } from "../serve/scorer-of.js";
import { historyIn } from "../log/item-log.js";
import type { RecommenderSplit } from "./split-log.js";

/** Options of {@link evaluateRecommender}. */
export interface RecommenderEvaluationOptions {
  /** `"all"` counts every item, also repeat purchases; `"discovery"` only items that are new to the customer. Defaults to `"all"`. */
  readonly mode?: "all" | "discovery" | undefined;
  /** Number of places that count, the k of nDCG@k; defaults to 10. */
  readonly k?: number | undefined;
  /** Confidence level of the intervals; defaults to 0.95. */
  readonly level?: number | undefined;
}

/** Kinds of {@link RecommenderEvaluationOptions}. */
export const EVALUATION_OPTIONS: OptionShape<RecommenderEvaluationOptions> = {
  mode: oneOf(["all", "discovery"]),
  k: aCount,
  level: aLevel,
};

/** Quality of a recommender on baskets that it was not fitted to. */
export interface RecommenderEvaluation {
  readonly mode: "all" | "discovery";
  readonly k: number;
  /** Customers with a relevant item; only they are evaluated. */
  readonly customers: readonly string[];
  /** Means over customers with their intervals; {@link RankingMetrics} defines them. */
  readonly metrics: Readonly<Record<RankingMetric, Interval>>;
  /** Metrics per customer, for comparisons. */
  readonly byCustomer: Readonly<Record<RankingMetric, Float64Array>>;
  /** Share of the catalog that was recommended to at least one customer. */
  readonly coverage: number;
  /** Mean of −log2(share of customers with the item) over the recommended items, in bits of surprise. */
  readonly novelty: number;
  /** Mean share of customers with an item, over recommended and over relevant items. If the first is much larger, the model is biased towards popular items. */
  readonly popularity: { readonly recommended: number; readonly relevant: number };
}

/**
 * Evaluates a recommender on held-out baskets, with the items that `recommend` would have returned to each customer at the
 * instant of the test.
 *
 * @param model - fitted to `split.train` and to nothing else
 * @param split - from `leaveLastBasket` or `splitLogByTime`
 * @throws ClienteleError `unknown_recommender`, `invalid_option`, `empty_log` if no customer has a relevant item
 * @example
 * const rows = ["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup", "tea"].map((itemId, at) => ({ customerId, itemId, at })));
 * const split = leaveLastBasket(itemLog(rows));
 * const { metrics } = evaluateRecommender(fitPopularity(split.train), split, { k: 2 });
 * [metrics.recall.estimate, metrics.precision.estimate] // => [1, 0.5]
 */
export function evaluateRecommender(
  model: RecommenderModel,
  split: RecommenderSplit,
  options: RecommenderEvaluationOptions = {},
): RecommenderEvaluation {
  const { mode = "all", k = 10, level = 0.95 } = requireOptions(options, EVALUATION_OPTIONS);
  const { train, tests } = split;
  const scorer = scorerOf(model);
  const rowOf = new Map(train.customers.map((id, customer) => [id, customer]));
  const takers = takersOf(split);
  const measured: RankingMetrics[] = [];
  const customers: string[] = [];
  const shown = new Set<string>();
  const tally = { novelty: 0, recommended: 0, places: 0, relevant: 0, relevantItems: 0 };
  for (const { customerId, asOf, items } of tests) {
    const history = historyIn(train, rowOf.get(customerId)!);
    const bought = new Set(history.filter(({ type }) => type === PURCHASE).map(({ itemId }) => itemId));
    const relevant = new Set(mode === "all" ? items : items.filter((item) => !bought.has(item)));
    if (relevant.size === 0) continue;
    const scores = new Float64Array(scorer.items.length);
    scorer.score({ history, asOf, customerId }, scores);
    const ranking: string[] = [];
    const offer = (item: string): void => {
      if (mode === "all" || !bought.has(item)) ranking.push(item);
    };
    for (const { position } of ranked(scores, mode === "all" ? k : 4 * k)) {
      if (ranking.length === k) break;
      offer(scorer.items[position]!);
    }
    for (let position = 0; ranking.length < k && position < scores.length; position++) {
      if (!(scores[position]! > 0)) offer(scorer.items[position]!);
    }
    measured.push(rankingMetrics(ranking, relevant, k));
    customers.push(customerId);
    for (const item of ranking) {
      shown.add(item);
      const share = (takers.get(item) ?? 0) / train.customers.length;
      tally.recommended += share;
      // An item without any customer counts as surprising as one with a single customer.
      tally.novelty -= Math.log2(Math.max(share, 1 / train.customers.length));
      tally.places++;
    }
    for (const item of relevant) tally.relevant += (takers.get(item) ?? 0) / train.customers.length;
    tally.relevantItems += relevant.size;
  }
  if (measured.length === 0)
    throw new ClienteleError("empty_log", "No customer of the split has a relevant item.", { what: "relevant items" });
  const byCustomer = Object.fromEntries(
    RANKING_METRICS.map((metric) => [metric, Float64Array.from(measured, (one) => one[metric])]),
  ) as Record<RankingMetric, Float64Array>;
  return {
    mode,
    k,
    customers,
    metrics: Object.fromEntries(RANKING_METRICS.map((metric) => [metric, meanInterval(byCustomer[metric], level)])) as Record<
      RankingMetric,
      Interval
    >,
    byCustomer,
    coverage: shown.size / scorer.items.length,
    novelty: tally.places === 0 ? 0 : tally.novelty / tally.places,
    popularity: {
      recommended: tally.places === 0 ? 0 : tally.recommended / tally.places,
      relevant: tally.relevant / tally.relevantItems,
    },
  };
}

/** Returns the number of customers of the training log with a purchase of each item. */
function takersOf({ train }: RecommenderSplit): Map<string, number> {
  const takers = new Map<string, number>();
  const last = new Int32Array(train.items.length).fill(-1);
  for (let row = 0; row < train.item.length; row++) {
    const item = train.item[row]!;
    if (train.basket[row]! < 0 || last[item] === train.customer[row]) continue;
    last[item] = train.customer[row]!;
    takers.set(train.items[item]!, (takers.get(train.items[item]!) ?? 0) + 1);
  }
  return takers;
}

/** Returns a mean with its normal interval, limited to [0, 1]. */
function meanInterval(values: Float64Array, level: number): Interval {
  const n = values.length;
  const estimate = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - estimate) ** 2, 0);
  // One customer says nothing about the spread.
  if (n === 1) return { estimate, lower: 0, upper: 1, level };
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(squares / (n - 1) / n);
  return { estimate, lower: Math.max(0, estimate - half), upper: Math.min(1, estimate + half), level };
}

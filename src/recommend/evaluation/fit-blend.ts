import {
  aFunction,
  aNonNegativeNumber,
  invalidOption,
  listOf,
  mapOf,
  oneOf,
  type OptionShape,
  requireOptions,
} from "../../kernel/internal.js";
import { blend, BLEND_OPTIONS, type BlendOptions } from "../models/blend.js";
import { evaluateRecommender, EVALUATION_OPTIONS, type RecommenderEvaluationOptions } from "./evaluate-recommender.js";
import type { ItemLog } from "../log/item-log.js";
import { type RankingMetric, RANKING_METRICS } from "./ranking-metrics.js";
import type { BlendModel, RecommenderModel } from "../models/recommender-model.js";
import { leaveLastBasket } from "./split-log.js";

/** Options of {@link fitBlend}. */
export interface FitBlendOptions extends RecommenderEvaluationOptions {
  /** Functions that fit the parts, by name, at least one. The first part has weight 1. */
  readonly parts: Readonly<Record<string, (train: ItemLog) => RecommenderModel>>;
  /** Weights to try for each further part; defaults to 0, ¼, ½, 1 and 2. */
  readonly weights?: readonly number[] | undefined;
  /** As in {@link blend}. Defaults to `"max"`, because scores of different recommenders have different scales. */
  readonly scale?: BlendOptions["scale"] | undefined;
  /** Metric that the weights maximize; defaults to `"ndcg"`. */
  readonly metric?: RankingMetric | undefined;
  /** As in {@link blend}. */
  readonly fallbacks?: BlendOptions["fallbacks"] | undefined;
}

const FIT_BLEND_OPTIONS: OptionShape<FitBlendOptions> = {
  ...EVALUATION_OPTIONS,
  parts: mapOf(aFunction),
  weights: listOf(aNonNegativeNumber),
  scale: BLEND_OPTIONS.scale,
  metric: oneOf(RANKING_METRICS),
  fallbacks: BLEND_OPTIONS.fallbacks,
};

/**
 * Fits a blend: finds the weights on validation baskets, part by part, then fits every part to the whole log. The weights are
 * chosen on this log, so evaluate the blend on baskets that were held out before.
 *
 * @param log - training log; its last baskets are held out for the search and included in the final fit
 * @throws ClienteleError `empty_log` if no customer has two baskets, `invalid_option`
 * @example
 * const rows = ["ann", "bob"].flatMap((customerId, n) => ["tea", "cup", "tea", "tea"].map((itemId, at) => ({ customerId, itemId: n && at === 1 ? "jam" : itemId, at })));
 * const model = fitBlend(itemLog(rows), { parts: { again: (log) => fitPersonalFrequency(log), popular: (log) => fitPopularity(log) } });
 * model.parts.length // => 2
 */
export function fitBlend(log: ItemLog, options: FitBlendOptions): BlendModel {
  const checked = requireOptions(options, FIT_BLEND_OPTIONS, { mandatory: ["parts"] });
  const { weights = [0, 0.25, 0.5, 1, 2], scale = "max", metric = "ndcg", fallbacks, mode, k, level } = checked;
  const parts = checked.parts;
  const fits = Object.values(parts);
  if (fits.length === 0) throw invalidOption("parts", parts, "an object with at least one part");
  if (weights.length === 0) throw invalidOption("weights", weights, "an array with at least one weight");
  const validation = leaveLastBasket(log);
  const models = fits.map((fit) => fit(validation.train));
  const chosen: number[] = fits.map((_, part) => (part === 0 ? 1 : 0));
  const evaluate = (tried: readonly number[]): number => {
    const model = blend(
      models.map((one, part) => ({ model: one, weight: tried[part]! })),
      { scale },
    );
    return evaluateRecommender(model, validation, { mode, k, level }).metrics[metric].estimate;
  };
  for (let part = 1; part < fits.length; part++) {
    let best = Number.NEGATIVE_INFINITY;
    let bestWeight = 0;
    for (const weight of weights) {
      const reached = evaluate(chosen.map((other, index) => (index === part ? weight : other)));
      if (reached > best) {
        best = reached;
        bestWeight = weight;
      }
    }
    chosen[part] = bestWeight;
  }
  return blend(
    fits.map((fit, part) => ({ model: fit(log), weight: chosen[part]! })),
    { scale, fallbacks },
  );
}

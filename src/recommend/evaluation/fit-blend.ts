import { ClienteleError } from "../../kernel/index.js";
import { blend, type BlendModel, type BlendOptions } from "../models/blend.js";
import { evaluateRecommender, type RecommenderEvaluationOptions } from "./evaluate-recommender.js";
import type { ItemLog } from "../log/item-log.js";
import type { RankingMetric } from "./ranking-metrics.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { leaveLastBasket } from "./split-log.js";

/** How {@link fitBlend} learns. */
export interface FitBlendOptions extends RecommenderEvaluationOptions {
  /** The ways to fit, by name, at least one; the first part's weight is 1. */
  readonly parts: Readonly<Record<string, (train: ItemLog) => RecommenderModel>>;
  /** Weights to try for each further part; 0, ¼, ½, 1 and 2 unless told. */
  readonly weights?: readonly number[] | undefined;
  /** `max` unless told: scores of different recommenders are not of one measure. */
  readonly scale?: BlendOptions["scale"] | undefined;
  /** `ndcg` unless told. */
  readonly metric?: RankingMetric | undefined;
  readonly fallbacks?: BlendOptions["fallbacks"] | undefined;
}

/**
 * Finds the weights of a blend on validation baskets, part by part, then fits every part again to the whole log. The
 * weights were chosen on this log: judge the blend on baskets that were held out before.
 *
 * @param log - training log; its last baskets are held out for the search and put back for the fit
 * @throws ClienteleError `empty_log` when nobody has two baskets, `invalid_option`
 * @example
 * const rows = ["ann", "bob"].flatMap((customerId, n) => ["tea", "cup", "tea", "tea"].map((itemId, at) => ({ customerId, itemId: n && at === 1 ? "jam" : itemId, at })));
 * const model = fitBlend(itemLog(rows), { parts: { again: (log) => fitPersonalFrequency(log), popular: (log) => fitPopularity(log) } });
 * model.parts.length // => 2
 */
export function fitBlend(log: ItemLog, options: FitBlendOptions): BlendModel {
  const { parts, weights = [0, 0.25, 0.5, 1, 2], scale = "max", metric = "ndcg", fallbacks } = options;
  const fits = Object.values(parts);
  if (fits.length === 0 || weights.length === 0)
    throw new ClienteleError("invalid_option", "A blend has at least one part, and weights to try.", {
      option: "parts",
      value: parts,
    });
  const validation = leaveLastBasket(log);
  const models = fits.map((fit) => fit(validation.train));
  const chosen: number[] = fits.map((_, part) => (part === 0 ? 1 : 0));
  const judge = (tried: readonly number[]): number => {
    const model = blend(
      models.map((one, part) => ({ model: one, weight: tried[part]! })),
      { scale },
    );
    return evaluateRecommender(model, validation, options).metrics[metric].estimate;
  };
  for (let part = 1; part < fits.length; part++) {
    let best = Number.NEGATIVE_INFINITY;
    let bestWeight = 0;
    for (const weight of weights) {
      const reached = judge(chosen.map((other, index) => (index === part ? weight : other)));
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

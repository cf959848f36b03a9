import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { PopularityModel } from "./popularity.js";
import type { RecommenderBase } from "./recommender.js";
import type { RecommenderModel } from "./recommender-model.js";
import { invalidOption, requireNotNegative, weightingOf } from "../log/weighting.js";

/** One recommender of a blend. */
export interface BlendPart {
  readonly model: RecommenderModel;
  /** 0 or more. */
  readonly weight: number;
}

/**
 * Lifts what sells of late: a score is multiplied by (recent + prior)^strength / (usual + prior)^against, where `recent`
 * is the item's share of the baskets before the day of `asOf`, halved every half-life, and `usual` its share of all of them.
 */
export interface Momentum {
  readonly popularity: PopularityModel;
  readonly halfLifeDays: number;
  /** How much it counts that an item sells of late; 0 is nothing. */
  readonly strength: number;
  /** How much it counts against an item that it always sells; equal to `strength`, only the change counts. */
  readonly against: number;
  /** A share that is added to both: rare items do not jump. */
  readonly prior: number;
}

/** How {@link blend} puts recommenders together. */
export interface BlendOptions {
  /** `raw` adds scores as they are, `max` divides each part's by its largest first; `raw` unless told. A negative score counts as 0. */
  readonly scale?: "raw" | "max" | undefined;
  readonly momentum?: Momentum | undefined;
  /** Asked in turn for what the parts leave open; the last resort is always the catalog in order of popularity. */
  readonly fallbacks?: readonly RecommenderModel[] | undefined;
}

/** Recommenders added up. */
export interface BlendModel extends RecommenderBase {
  readonly kind: "blend";
  readonly parts: readonly BlendPart[];
  readonly scale: "raw" | "max";
  readonly momentum: Momentum | null;
  readonly fallbacks: readonly RecommenderModel[];
}

/**
 * Adds recommenders up with given weights; `fitBlend` finds the weights on held-out baskets.
 *
 * @param parts - at least one, weights 0 or more and not all 0
 * @throws ClienteleError `invalid_option`
 * @example
 * const log = itemLog([{ customerId: "ann", itemId: "tea", at: 0 }, { customerId: "bob", itemId: "cup", at: 0 }]);
 * const both = blend([{ model: fitPersonalFrequency(log), weight: 1 }, { model: fitPopularity(log), weight: 0.1 }]);
 * recommend(both, [{ itemId: "tea", at: 0 }]).items.map(({ itemId, score }) => [itemId, score]) // => [["tea", 1.05], ["cup", 0.05]]
 */
export function blend(parts: readonly BlendPart[], options: BlendOptions = {}): BlendModel {
  const { scale = "raw", momentum, fallbacks = [] } = options;
  if (scale !== "raw" && scale !== "max") throw invalidOption("scale", scale, "raw or max");
  for (const { weight } of parts) requireNotNegative("weight", weight);
  if (!parts.some(({ weight }) => weight > 0)) {
    throw new ClienteleError("invalid_option", "A blend needs a part with a weight above 0.", {
      option: "parts",
      value: parts.length,
    });
  }
  if (momentum !== undefined) {
    const { halfLifeDays, strength, against, prior } = momentum;
    if (!(halfLifeDays > 0)) throw invalidOption("momentum.halfLifeDays", halfLifeDays, "more than 0");
    if (!(prior > 0)) throw invalidOption("momentum.prior", prior, "more than 0");
    requireNotNegative("momentum.strength", strength);
    requireNotNegative("momentum.against", against);
  }
  const counts = new Map<string, number>();
  let asOf = Number.NEGATIVE_INFINITY;
  let customers = 0;
  let pairs = 0;
  for (const model of [...parts.map((part) => part.model), ...fallbacks]) {
    model.items.forEach((item, position) => counts.set(item, Math.max(counts.get(item) ?? 0, model.counts[position]!)));
    if (model.kind === "association-rules") continue;
    asOf = Math.max(asOf, model.fit.asOf);
    customers = Math.max(customers, model.fit.customers);
    pairs = Math.max(pairs, model.fit.pairs);
  }
  const items = [...counts.keys()].sort(
    (left, right) => counts.get(right)! - counts.get(left)! || compareCodePoints(left, right),
  );
  return {
    kind: "blend",
    version: 1,
    items,
    counts: items.map((item) => counts.get(item)!),
    weighting: weightingOf(),
    fit: { customers, items: items.length, pairs, asOf: Number.isFinite(asOf) ? asOf : 0 },
    parts,
    scale,
    momentum: momentum ?? null,
    fallbacks,
  };
}

import { compareCodePoints } from "../../kernel/index.js";
import {
  anArray,
  anObject,
  aNonNegativeNumber,
  aPositiveNumber,
  invalidOption,
  listOf,
  oneOf,
  type OptionShape,
  optionsOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import { weightingOf } from "../log/weighting.js";
import type { BlendModel, BlendPart, Momentum, RecommenderModel } from "./recommender-model.js";

/** Options of {@link blend}. */
export interface BlendOptions {
  /**
   * `"raw"` adds scores as they are; `"max"` first divides the scores of each part by their maximum. Defaults to `"raw"`. A
   * negative score counts as 0.
   */
  readonly scale?: "raw" | "max" | undefined;
  /** Defaults to none. */
  readonly momentum?: Momentum | undefined;
  /** Models that fill the places that the parts leave empty, in this order. The catalog in order of popularity always comes last. */
  readonly fallbacks?: readonly RecommenderModel[] | undefined;
}

const MOMENTUM: OptionShape<Momentum> = {
  popularity: anObject,
  halfLifeDays: aPositiveNumber,
  strength: aNonNegativeNumber,
  against: aNonNegativeNumber,
  prior: aPositiveNumber,
};

/** Kinds of {@link BlendOptions}. */
export const BLEND_OPTIONS: OptionShape<BlendOptions> = {
  scale: oneOf(["raw", "max"]),
  momentum: optionsOf(MOMENTUM, ["popularity", "halfLifeDays", "strength", "against", "prior"]),
  fallbacks: listOf(anObject),
};

const PART = optionsOf<BlendPart>({ model: anObject, weight: aNonNegativeNumber }, ["model", "weight"]);

/**
 * Blends recommenders: returns a model whose scores are the weighted sums of theirs. `fitBlend` finds the weights on held-out
 * baskets.
 *
 * @param parts - models with weights of at least 0, one of them above 0
 * @throws ClienteleError `invalid_option`
 * @example
 * const log = itemLog([{ customerId: "ann", itemId: "tea", at: 0 }, { customerId: "bob", itemId: "cup", at: 0 }]);
 * const both = blend([{ model: fitPersonalFrequency(log), weight: 1 }, { model: fitPopularity(log), weight: 0.1 }]);
 * recommend(both, [{ itemId: "tea", at: 0 }]).items.map(({ itemId, score }) => [itemId, score]) // => [["tea", 1.05], ["cup", 0.05]]
 */
export function blend(parts: readonly BlendPart[], options: BlendOptions = {}): BlendModel {
  const { scale = "raw", momentum, fallbacks = [] } = requireOptions(options, BLEND_OPTIONS);
  requireOption("parts", parts, anArray);
  parts.forEach((part, position) => requireOption(`parts[${position}]`, part, PART));
  if (!parts.some(({ weight }) => weight > 0))
    throw invalidOption("parts", parts, "an array in which a part has a weight above 0");
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

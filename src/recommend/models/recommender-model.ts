import type { AssociationRulesModel } from "./association-rules.js";
import type { ContentModel } from "./content.js";
import type { CustomerSimilarityModel } from "./customer-similarity.js";
import type { EaseModel } from "./ease.js";
import type { ImplicitAlsModel } from "./implicit-als.js";
import type { ItemSimilarityModel } from "./item-similarity.js";
import type { PersonalFrequencyModel } from "./personal-frequency.js";
import type { PopularityModel } from "./popularity.js";
import type { RecommenderBase } from "./recommender.js";
import type { ReplenishmentModel } from "./replenishment.js";

/** Any model that {@link recommend} takes, distinguished by `kind`. */
export type RecommenderModel =
  | AssociationRulesModel
  | BlendModel
  | ContentModel
  | CustomerSimilarityModel
  | EaseModel
  | ImplicitAlsModel
  | ItemSimilarityModel
  | PersonalFrequencyModel
  | PopularityModel
  | ReplenishmentModel;

// A blend holds recommenders and is one: the types that refer to each other share a file.

/** One recommender of a blend. */
export interface BlendPart {
  readonly model: RecommenderModel;
  /** At least 0. */
  readonly weight: number;
}

/**
 * Raises items that sell well recently: a score is multiplied by (recent + prior)^strength / (usual + prior)^against, where
 * `recent` is the item's share of the baskets before the day of `asOf`, halved with every half-life, and `usual` is its
 * share of all baskets before that day.
 */
export interface Momentum {
  readonly popularity: PopularityModel;
  readonly halfLifeDays: number;
  /** How much recent sales count in favor of an item; at 0 they do not count. */
  readonly strength: number;
  /** How much usual sales count against an item. If it equals `strength`, only the change counts. */
  readonly against: number;
  /** Share that is added to both, so that rare items do not jump. */
  readonly prior: number;
}

/** Weighted sum of several recommenders. */
export interface BlendModel extends RecommenderBase {
  readonly kind: "blend";
  readonly parts: readonly BlendPart[];
  readonly scale: "raw" | "max";
  readonly momentum: Momentum | null;
  readonly fallbacks: readonly RecommenderModel[];
}

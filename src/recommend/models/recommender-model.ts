import type { AssociationRulesModel } from "./association-rules.js";
import type { BlendModel } from "./blend.js";
import type { ContentModel } from "./content.js";
import type { CustomerSimilarityModel } from "./customer-similarity.js";
import type { EaseModel } from "./ease.js";
import type { ImplicitAlsModel } from "./implicit-als.js";
import type { ItemSimilarityModel } from "./item-similarity.js";
import type { PersonalFrequencyModel } from "./personal-frequency.js";
import type { PopularityModel } from "./popularity.js";
import type { ReplenishmentModel } from "./replenishment.js";

/** Every model that {@link recommend} takes, told apart by `kind`. */
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

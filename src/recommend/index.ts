/**
 * Recommendations with reasons, the next best action, and opportunities, as pure functions over interactions with items.
 *
 * `itemLog` reads interactions into columns. A `fit…` (`fitItemSimilarity`, `fitPersonalFrequency`, …) or `fitBlend` learns a
 * model, which is plain JSON. `recommend` answers for one customer with reasons. `evaluateRecommender` measures a model on
 * held-out baskets. `nextBestAction` chooses what to do for a customer.
 *
 * Start with the guide docs/guides/what-to-offer-next.md, then docs/guides/repeat-or-discover.md.
 *
 * @packageDocumentation
 */

// Log: what customers did with items, and how much it counts.
export { basketsOf, type Baskets } from "./log/baskets.js";
export type { ItemFacts } from "./log/item-facts.js";
export { type ItemInteraction, itemInteractionsOf } from "./log/item-interaction.js";
export { type ItemLog, itemLog, type ItemLogOptions, type ItemLogReport, type RejectedItemInteraction } from "./log/item-log.js";
export { standardWeights, type Weighting, type WeightingOptions } from "./log/weighting.js";

// Models: recommenders fitted to a log, association rules, replenishment, similar customers.
export {
  type AssociationRule,
  type AssociationRuleOptions,
  associationRules,
  type AssociationRulesModel,
} from "./models/association-rules.js";
export { blend, type BlendOptions } from "./models/blend.js";
export { type ContentModel, type ContentOptions, fitContent } from "./models/content.js";
export {
  type CustomerSimilarityModel,
  type CustomerSimilarityOptions,
  fitCustomerSimilarity,
  type SimilarCustomer,
} from "./models/customer-similarity.js";
export { type EaseModel, type EaseOptions, fitEase } from "./models/ease.js";
export { type FrequentItemsets, frequentItemsets, type Itemset, type ItemsetOptions } from "./models/frequent-itemsets.js";
export { fitImplicitAls, type ImplicitAlsModel, type ImplicitAlsOptions } from "./models/implicit-als.js";
export type { ItemNeighbors } from "./models/item-neighbors.js";
export {
  fitItemSimilarity,
  type ItemSimilarityMeasure,
  type ItemSimilarityModel,
  type ItemSimilarityOptions,
} from "./models/item-similarity.js";
export {
  fitPersonalFrequency,
  type PersonalFrequencyModel,
  type PersonalFrequencyOptions,
} from "./models/personal-frequency.js";
export { fitPopularity, type PopularityModel, type PopularityOptions } from "./models/popularity.js";
export type { PopularitySeries } from "./models/popularity-series.js";
export type { RecommenderBase, RecommenderFit } from "./models/recommender.js";
export type { BlendModel, BlendPart, Momentum, RecommenderModel } from "./models/recommender-model.js";
export {
  fitReplenishment,
  type Refill,
  type RefillOptions,
  replenishment,
  type ReplenishmentModel,
  type ReplenishmentOptions,
} from "./models/replenishment.js";
export { similarCustomers, type SimilarCustomersOptions } from "./models/similar-customers.js";

// Serve: recommendations for one customer or a population.
export { itemRule, type ItemRuleOptions } from "./serve/item-rule.js";
export type { Reason } from "./serve/reasons.js";
export { recommend, type Recommendation, type Recommendations } from "./serve/recommend.js";
export type { CategoryLimit, Exploration, PriceBounds, RecommendOptions } from "./serve/recommend-options.js";
export {
  recommendPopulation,
  type RecommendationColumns,
  type RecommendPopulationOptions,
} from "./serve/recommend-population.js";
export type { ScoreContribution } from "./serve/scorer.js";

// Evaluation: quality on held-out baskets, comparison and choice of recommenders.
export {
  compareRecommenders,
  type CompareRecommendersOptions,
  type RecommenderComparison,
} from "./evaluation/compare-recommenders.js";
export {
  evaluateRecommender,
  type RecommenderEvaluation,
  type RecommenderEvaluationOptions,
} from "./evaluation/evaluate-recommender.js";
export { fitBlend, type FitBlendOptions } from "./evaluation/fit-blend.js";
export { type RankingMetric, type RankingMetrics } from "./evaluation/ranking-metrics.js";
export {
  type RecommenderCandidate,
  type SearchedRecommender,
  searchRecommender,
  type SearchRecommenderOptions,
} from "./evaluation/search-recommender.js";
export {
  type HeldOut,
  leaveLastBasket,
  type RecommenderSplit,
  type SplitLogOptions,
  splitLogByTime,
} from "./evaluation/split-log.js";

// Actions: the next best action, its outcomes, limited capacity, and service after a purchase.
export { type ActionOutcome, type ActionOutcomes, noOutcomes, recordOutcome } from "./actions/action-outcomes.js";
export type { ActionCandidate, ExcludedAction, NextBestAction, ScoredAction } from "./actions/action-types.js";
export {
  type ActionAssignment,
  assignActions,
  type AssignActionsOptions,
  type FairShare,
} from "./actions/assign-actions.js";
export {
  type ActionFatigue,
  nextBestAction,
  type NextBestActionOptions,
  type RecentAction,
} from "./actions/next-best-action.js";
export {
  type FollowUpStep,
  type ServicedProduct,
  type ServiceLeadDays,
  serviceSchedule,
  type ServiceScheduleOptions,
  type ServiceTask,
} from "./actions/service-schedule.js";

// Opportunities: carts, cross-selling, and when items sell.
export {
  behaviorOpportunities,
  type BehaviorOpportunity,
  type BehaviorOpportunityOptions,
} from "./opportunities/behavior-opportunities.js";
export { type CrossSellGap, crossSellGaps, type CrossSellOptions } from "./opportunities/cross-sell-gaps.js";
export { type ProductPattern, type ProductPatternOptions, productPatterns } from "./opportunities/product-patterns.js";

export type { RecommendErrors } from "./errors.js";

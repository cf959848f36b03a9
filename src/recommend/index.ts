export {
  type AssociationRule,
  type AssociationRuleOptions,
  associationRules,
  type AssociationRulesModel,
} from "./models/association-rules.js";
export { type Baskets } from "./log/baskets.js";
export { blend, type BlendModel, type BlendOptions, type BlendPart, type Momentum } from "./models/blend.js";
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
export type { ItemFacts } from "./log/item-facts.js";
export { type ItemInteraction, itemInteractionsOf } from "./log/item-interaction.js";
export { type ItemLog, itemLog, type ItemLogReport, type RejectedItemInteraction } from "./log/item-log.js";
export { type ItemMatrix } from "./log/item-matrix.js";
export type { ItemNeighbors } from "./models/item-neighbors.js";
export { itemRule } from "./serve/item-rule.js";
export {
  fitItemSimilarity,
  type ItemSimilarityMeasure,
  type ItemSimilarityModel,
  type ItemSimilarityOptions,
} from "./models/item-similarity.js";
export { fitPersonalFrequency, type PersonalFrequencyModel } from "./models/personal-frequency.js";
export { fitPopularity, type PopularityModel, type PopularityOptions } from "./models/popularity.js";
export type { PopularitySeries } from "./models/popularity-series.js";
export type { Reason } from "./serve/reasons.js";
export { recommend, type Recommendation, type Recommendations } from "./serve/recommend.js";
export type { RecommendOptions } from "./serve/recommend-options.js";
export type { RecommenderBase, RecommenderFit } from "./models/recommender.js";
export type { RecommenderModel } from "./models/recommender-model.js";
export {
  fitReplenishment,
  type Refill,
  replenishment,
  type ReplenishmentModel,
  type ReplenishmentOptions,
} from "./models/replenishment.js";
export type { Contribution } from "./serve/scorer.js";
export { standardWeights, type Weighting, type WeightingOptions } from "./log/weighting.js";
export { compareRecommenders, type RecommenderComparison } from "./evaluation/compare-recommenders.js";
export {
  evaluateRecommender,
  type RecommenderEvaluation,
  type RecommenderEvaluationOptions,
} from "./evaluation/evaluate-recommender.js";
export { type RankingMetric, type RankingMetrics } from "./evaluation/ranking-metrics.js";
export { type RecommenderCandidate, type SearchedRecommender, searchRecommender } from "./evaluation/search-recommender.js";
export { type HeldOut, leaveLastBasket, type RecommenderSplit, splitLogByTime } from "./evaluation/split-log.js";
export { type ActionOutcome, type ActionOutcomes, noOutcomes, recordOutcome } from "./actions/action-outcomes.js";
export { type ActionAssignment, assignActions } from "./actions/assign-actions.js";
export {
  behaviorOpportunities,
  type BehaviorOpportunity,
  type BehaviorOpportunityOptions,
} from "./opportunities/behavior-opportunities.js";
export { type CrossSellGap, crossSellGaps, type CrossSellOptions } from "./opportunities/cross-sell-gaps.js";
export { fitBlend, type FitBlendOptions } from "./evaluation/fit-blend.js";
export {
  type ActionCandidate,
  type ExcludedAction,
  type JudgedAction,
  type NextBestAction,
  nextBestAction,
  type NextBestActionOptions,
} from "./actions/next-best-action.js";
export { type ProductPattern, type ProductPatternOptions, productPatterns } from "./opportunities/product-patterns.js";
export { recommendPopulation, type RecommendationColumns } from "./serve/recommend-population.js";
export {
  type FollowUpStep,
  type ServicedProduct,
  serviceSchedule,
  type ServiceScheduleOptions,
  type ServiceTask,
} from "./actions/service-schedule.js";
export { similarCustomers } from "./models/similar-customers.js";
export type { RecommendErrors } from "./errors.js";

export {
  type AssociationRule,
  type AssociationRuleOptions,
  associationRules,
  type AssociationRulesModel,
} from "./association-rules.js";
export { type Baskets, basketsOf } from "./baskets.js";
export { blend, type BlendModel, type BlendOptions, type BlendPart, type Momentum } from "./blend.js";
export { type ContentModel, type ContentOptions, fitContent } from "./content.js";
export {
  type CustomerSimilarityModel,
  type CustomerSimilarityOptions,
  fitCustomerSimilarity,
  type SimilarCustomer,
} from "./customer-similarity.js";
export { type EaseModel, type EaseOptions, fitEase } from "./ease.js";
export { type FrequentItemsets, frequentItemsets, type Itemset, type ItemsetOptions } from "./frequent-itemsets.js";
export { fitImplicitAls, type ImplicitAlsModel, type ImplicitAlsOptions } from "./implicit-als.js";
export type { ItemFacts } from "./item-facts.js";
export { type ItemInteraction, itemInteractionsOf } from "./item-interaction.js";
export { type ItemLog, itemLog, type ItemLogReport, type RejectedItemInteraction } from "./item-log.js";
export { type ItemMatrix, itemMatrix } from "./item-matrix.js";
export type { ItemNeighbors } from "./item-neighbors.js";
export { itemRule } from "./item-rule.js";
export {
  fitItemSimilarity,
  type ItemSimilarityMeasure,
  type ItemSimilarityModel,
  type ItemSimilarityOptions,
} from "./item-similarity.js";
export { fitPersonalFrequency, type PersonalFrequencyModel } from "./personal-frequency.js";
export { fitPopularity, type PopularityModel, type PopularityOptions } from "./popularity.js";
export type { PopularitySeries } from "./popularity-series.js";
export type { Reason } from "./reasons.js";
export { recommend, type Recommendation, type Recommendations } from "./recommend.js";
export type { RecommendOptions } from "./recommend-options.js";
export type { RecommenderBase, RecommenderFit } from "./recommender.js";
export type { RecommenderModel } from "./recommender-model.js";
export {
  fitReplenishment,
  type Refill,
  replenishment,
  type ReplenishmentModel,
  type ReplenishmentOptions,
} from "./replenishment.js";
export type { Contribution } from "./scorer.js";
export { standardWeights, type Weighting, type WeightingOptions } from "./weighting.js";
export { compareRecommenders, type RecommenderComparison } from "./compare-recommenders.js";
export { evaluateRecommender, type RecommenderEvaluation, type RecommenderEvaluationOptions } from "./evaluate-recommender.js";
export { type RankingMetric, type RankingMetrics, rankingMetrics } from "./ranking-metrics.js";
export { type RecommenderCandidate, type SearchedRecommender, searchRecommender } from "./search-recommender.js";
export { type HeldOut, leaveLastBasket, type RecommenderSplit, timeSplit } from "./split-log.js";
export { type ActionOutcome, type ActionOutcomes, noOutcomes, recordOutcome } from "./action-outcomes.js";
export { type ActionAssignment, assignActions } from "./assign-actions.js";
export {
  behaviorOpportunities,
  type BehaviorOpportunity,
  type BehaviorOpportunityOptions,
} from "./behavior-opportunities.js";
export { type CrossSellGap, crossSellGaps, type CrossSellOptions } from "./cross-sell-gaps.js";
export { fitBlend, type FitBlendOptions } from "./fit-blend.js";
export {
  type ActionCandidate,
  type ExcludedAction,
  type JudgedAction,
  type NextBestAction,
  nextBestAction,
  type NextBestActionOptions,
} from "./next-best-action.js";
export { type ProductPattern, type ProductPatternOptions, productPatterns } from "./product-patterns.js";
export { recommendPopulation, type RecommendationColumns } from "./recommend-population.js";
export {
  type FollowUpStep,
  type ServicedProduct,
  serviceSchedule,
  type ServiceScheduleOptions,
  type ServiceTask,
  standardFollowUps,
} from "./service-schedule.js";
export { similarCustomers } from "./similar-customers.js";

export { rfmEightClasses, rfmElevenClasses } from "../models/index.js";
export { type AbcClass, abcClasses, type AbcColumns } from "./abc-classes.js";
export {
  type Concentration,
  concentration,
  gini,
  type ParetoCurve,
  paretoCurve,
  type TopShare,
} from "./concentration.js";
export { type Contribution, contribution } from "./contribution.js";
export { type CustomerRevenue, customerRevenue, type RevenueColumns, type RevenueOptions } from "./customer-revenue.js";
export { contributionByGroup, type GroupContribution } from "./group-contribution.js";
export { naturalBreakThresholds } from "./natural-breaks.js";
export type { TransactionGrain } from "./purchase-history.js";
export { rfmClass, type RfmClassColumns, rfmClasses } from "./rfm-class.js";
export type { RfmMeasure, RfmMeasures } from "./rfm-measures.js";
export { type RfmMigration, rfmMigration, type RfmMove } from "./rfm-migration.js";
export {
  meanThresholds,
  quantileThresholds,
  type RfmOptions,
  type RfmScore,
  rfmScore,
  type RfmScores,
  rfmScores,
  type RfmThresholds,
} from "./rfm-scores.js";
export {
  type SummaryOptions,
  type SummaryReport,
  summarizeCustomer,
  summarizeTransactions,
  type TransactionSummary,
  withoutTruncated,
} from "./transaction-summary.js";
export {
  type BgBbModel,
  type BgBbParameters,
  bgBbDiscountedTransactions,
  bgBbExpectedTransactions,
  bgBbExpectedTransactionsOfNew,
  bgBbProbabilityAlive,
  fitBgBb,
} from "./bg-bb.js";
export {
  type BgCnbdModel,
  type CnbdModel,
  type CnbdParameters,
  cnbdExpectedTransactions,
  cnbdExpectedTransactionsOfNew,
  cnbdProbabilityAlive,
  type MbgCnbdModel,
} from "./bg-cnbd.js";
export {
  type BetaGeometricParameters,
  type BgNbdModel,
  bgNbdExpectedTransactions,
  bgNbdExpectedTransactionsOfNew,
  bgNbdProbabilityAlive,
} from "./bg-nbd.js";
export type { ClvModelBase, CovariateEffects, FitDiagnostic, FitReport, Fitted } from "./clv-model.js";
export {
  type ExplainedProbabilityAlive,
  expectedTransactions,
  expectedTransactionsOfNew,
  explainProbabilityAlive,
  probabilityAlive,
  type PurchaseModel,
} from "./clv-scores.js";
export { type CompressedSummary, compressSummary } from "./compress-summary.js";
export type { CovariateChoice } from "./covariates.js";
export { discountedExpectedTransactions, type DiscountedOptions } from "./discounted-transactions.js";
export { continuousRate, convertTime, type DiscountRate, type TimeSpan } from "./discounting.js";
export {
  type BetaGeometricFitOptions,
  type CnbdFitOptions,
  fitBgCnbd,
  fitBgNbd,
  fitMbgCnbd,
  fitMbgNbd,
} from "./fit-beta-geometric.js";
export { fitNbd } from "./fit-nbd.js";
export { fitParetoNbd, type ParetoNbdFitOptions } from "./fit-pareto-nbd.js";
export {
  type CustomerSpend,
  expectedSpend,
  fitGammaGamma,
  type GammaGammaModel,
  type GammaGammaParameters,
  type SpendColumns,
  type SpendCounts,
  type SpendIndependence,
  spendIndependence,
} from "./gamma-gamma.js";
export { logLikelihood } from "./log-likelihood.js";
export type { FitOptions } from "./maximize-likelihood.js";
export {
  type MbgNbdModel,
  mbgNbdExpectedTransactions,
  mbgNbdExpectedTransactionsOfNew,
  mbgNbdProbabilityAlive,
} from "./mbg-nbd.js";
export { type NbdModel, type NbdParameters, nbdExpectedTransactions, nbdExpectedTransactionsOfNew } from "./nbd.js";
export {
  type ParetoNbdModel,
  type ParetoNbdParameters,
  paretoNbdExpectedTransactions,
  paretoNbdExpectedTransactionsOfNew,
  paretoNbdProbabilityAlive,
} from "./pareto-nbd.js";
export {
  type BdwModel,
  type BdwParameters,
  expectedLifetimePeriods,
  fitBdw,
  fitSbg,
  type LifetimeOptions,
  residualLifetimePeriods,
  type RetentionModel,
  retentionRates,
  type SbgModel,
  type SbgParameters,
  survival,
} from "./sbg.js";
export type { CustomerOrColumns, ScoreOf } from "./score-rows.js";
export type { Survivors } from "./survivors.js";
export { type DistributionOptions, transactionDistribution } from "./transaction-distribution.js";
export { simulateCustomers, type SimulatedCustomers, simulateFuture, type SimulateOptions } from "./simulate-customers.js";
export { customerLifetimeValue, type LifetimeValueOptions, type LifetimeValues } from "./customer-lifetime-value.js";
export { customerIntervals, type CustomerIntervalOptions, type CustomerIntervals } from "./customer-intervals.js";
export {
  evaluateForecast,
  evaluateHoldout,
  type ForecastError,
  type HoldoutData,
  type HoldoutEvaluation,
} from "./evaluate-holdout.js";
export {
  bootstrapModels,
  deltaInterval,
  type EstimatedModel,
  type Interval,
  type IntervalOptions,
  parameterIntervals,
  type PortfolioInterval,
  portfolioInterval,
  type PortfolioOptions,
  sampleModels,
} from "./intervals.js";
export {
  type CohortComparison,
  compareCohorts,
  type ModelCandidate,
  type ModelSelection,
  type SelectOptions,
  selectClvModel,
} from "./select-clv-model.js";
export {
  type FrequencyHistogram,
  frequencyHistogram,
  type TrackingOptions,
  type TrackingSeries,
  trackingSeries,
} from "./tracking-series.js";
export { type AcquisitionReturn, acquisitionCosts, acquisitionReturn, type ChannelAcquisition } from "./acquisition.js";
export { allocateCosts, type CostDriver, type CustomerCosts } from "./customer-costs.js";
export { type HistoricalValue, historicalValue } from "./historical-value.js";
export { loyaltyIndex, type LoyaltyIndex, type LoyaltyOptions, type LoyaltyPart, type LoyaltySigns } from "./loyalty-index.js";
export { type ProductDemand, productDemand, type ProductDemandOptions } from "./product-demand.js";
export { paymentsOf, type RefundPolicy, underRefundPolicy } from "./transaction-basis.js";
export {
  type ServiceEffect,
  serviceEffect,
  type ServiceFit,
  serviceFit,
  type ServiceOffer,
  type ServiceTakeUp,
  serviceTakeUp,
} from "./value-added-services.js";
export { type CustomerValueChange, type ValueChange, valueChange, type ValuePeriod } from "./value-change.js";
export { VALUE_TIER_PLAYS } from "./value-plays.js";
export { contributionExpression, rfmScoreExpressions, toScoreExpression } from "./to-score-expression.js";
export { type HoldoutSplit, splitHoldout } from "./split-holdout.js";
export { defineSeasonalClock, type SeasonalClock, seasonalTime } from "./seasonal-clock.js";
export { fitSeasonalIndex, type SeasonalActivity, seasonalActivity } from "./seasonal-index.js";

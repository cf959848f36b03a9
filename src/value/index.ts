export { rfmEightClasses, rfmElevenClasses } from "../models/internal.js";
export { type AbcClass, abcClasses, type AbcColumns } from "./revenue/abc-classes.js";
export {
  type Concentration,
  concentration,
  gini,
  type ParetoCurve,
  paretoCurve,
  type TopShare,
} from "./revenue/concentration.js";
export { type Contribution, contribution } from "./revenue/contribution.js";
export { type CustomerRevenue, customerRevenue, type RevenueColumns, type RevenueOptions } from "./revenue/customer-revenue.js";
export { contributionByGroup, type GroupContribution } from "./revenue/group-contribution.js";
export { naturalBreakThresholds } from "./rfm/natural-breaks.js";
export type { TransactionGrain } from "./summary/purchase-history.js";
export { rfmClass, type RfmClassColumns, rfmClasses } from "./rfm/rfm-class.js";
export type { RfmMeasure, RfmMeasures } from "./summary/rfm-measures.js";
export { type RfmMigration, rfmMigration, type RfmMove } from "./rfm/rfm-migration.js";
export {
  meanThresholds,
  quantileThresholds,
  type RfmOptions,
  type RfmScore,
  rfmScore,
  type RfmScores,
  rfmScores,
  type RfmThresholds,
} from "./rfm/rfm-scores.js";
export {
  type SummaryOptions,
  type SummaryReport,
  summarizeCustomer,
  summarizeTransactions,
  type TransactionSummary,
  excludeTruncated,
} from "./summary/transaction-summary.js";
export { type BgBbModel, type BgBbParameters, fitBgBb } from "./clv/discrete/bg-bb.js";
export { type BgCnbdModel, type CnbdModel, type CnbdParameters, type MbgCnbdModel } from "./clv/beta-geometric/bg-cnbd.js";
export { type BetaGeometricParameters, type BgNbdModel } from "./clv/beta-geometric/bg-nbd.js";
export type { ClvModelBase, CovariateEffects, FitDiagnostic, FitReport, Fitted } from "./clv/model/clv-model.js";
export {
  type ExplainedProbabilityAlive,
  expectedTransactions,
  expectedTransactionsForNewCustomer,
  explainProbabilityAlive,
  probabilityAlive,
  type PurchaseModel,
} from "./clv/scores/clv-scores.js";
export { type CompressedSummary, compressSummary } from "./summary/compress-summary.js";
export type { CovariateChoice } from "./clv/fit/covariates.js";
export { discountedExpectedTransactions, type DiscountedOptions } from "./clv/scores/discounted-transactions.js";
export { type DiscountRate, type TimeSpan } from "./clv/model/discounting.js";
export {
  type BetaGeometricFitOptions,
  type CnbdFitOptions,
  fitBgCnbd,
  fitBgNbd,
  fitMbgCnbd,
  fitMbgNbd,
} from "./clv/beta-geometric/fit-beta-geometric.js";
export { fitNbd } from "./clv/nbd/fit-nbd.js";
export { fitParetoNbd, type ParetoNbdFitOptions } from "./clv/pareto-nbd/fit-pareto-nbd.js";
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
} from "./clv/spend/gamma-gamma.js";
export { logLikelihood } from "./clv/scores/log-likelihood.js";
export type { FitOptions } from "./clv/fit/maximize-likelihood.js";
export { type MbgNbdModel } from "./clv/beta-geometric/mbg-nbd.js";
export { type NbdModel, type NbdParameters } from "./clv/nbd/nbd.js";
export { type ParetoNbdModel, type ParetoNbdParameters } from "./clv/pareto-nbd/pareto-nbd.js";
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
} from "./clv/discrete/sbg.js";
export type { CustomerOrColumns, ScoreOf } from "./summary/score-rows.js";
export type { Survivors } from "./clv/discrete/survivors.js";
export { type DistributionOptions, transactionDistribution } from "./clv/scores/transaction-distribution.js";
export { simulateCustomers, type SimulatedCustomers, type SimulateOptions } from "./clv/scores/simulate-customers.js";
export { customerLifetimeValue, type LifetimeValueOptions, type LifetimeValues } from "./clv/scores/customer-lifetime-value.js";
export { customerIntervals, type CustomerIntervalOptions, type CustomerIntervals } from "./clv/scores/customer-intervals.js";
export {
  evaluateForecast,
  evaluateHoldout,
  type ForecastError,
  type HoldoutData,
  type HoldoutEvaluation,
} from "./clv/scores/evaluate-holdout.js";
export {
  bootstrapModels,
  deltaInterval,
  type EstimatedModel,
  type Interval,
  type IntervalOptions,
  type PortfolioInterval,
  portfolioInterval,
  type PortfolioOptions,
} from "./clv/scores/intervals.js";
export {
  type CohortComparison,
  compareCohorts,
  type ModelCandidate,
  type ModelSelection,
  type SelectOptions,
  selectClvModel,
} from "./clv/scores/select-clv-model.js";
export {
  type FrequencyHistogram,
  frequencyHistogram,
  type TrackingOptions,
  type TrackingSeries,
  trackingSeries,
} from "./clv/scores/tracking-series.js";
export { type AcquisitionReturn, acquisitionCosts, acquisitionReturn, type ChannelAcquisition } from "./revenue/acquisition.js";
export { allocateCosts, type CostDriver, type CustomerCosts } from "./revenue/customer-costs.js";
export { type HistoricalValue, historicalValue } from "./revenue/historical-value.js";
export {
  loyaltyIndex,
  type LoyaltyIndex,
  type LoyaltyOptions,
  type LoyaltyPart,
  type LoyaltySigns,
} from "./revenue/loyalty-index.js";
export { type ProductDemand, productDemand, type ProductDemandOptions } from "./forecast/product-demand.js";
export { paymentsOf, type RefundPolicy, applyRefundPolicy } from "./summary/transaction-basis.js";
export {
  type ServiceEffect,
  serviceEffect,
  type ServiceFit,
  serviceFit,
  type ServiceOffer,
  type ServiceTakeUp,
  serviceTakeUp,
} from "./services/value-added-services.js";
export { type CustomerValueChange, type ValueChange, valueChange, type ValuePeriod } from "./revenue/value-change.js";
export { VALUE_TIER_PLAYS } from "./revenue/value-plays.js";
export { toScoreExpression } from "./clv/scores/to-score-expression.js";
export { type HoldoutSplit, splitHoldout } from "./clv/scores/split-holdout.js";
export { defineSeasonalClock, type SeasonalClock, seasonalTime } from "./summary/seasonal-clock.js";
export { fitSeasonalIndex, type SeasonalActivity, seasonalActivity } from "./forecast/seasonal-index.js";
export type { ValueErrors } from "./errors.js";

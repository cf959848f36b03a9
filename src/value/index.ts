/**
 * Value of customers: summaries of transactions, RFM, contribution, costs, lifetime-value models, forecasts and services. All amounts
 * are in minor units.
 *
 * The main functions are `summarizeTransactions` (transactions to one row per customer), `rfmScores`, `contribution`, `fitMbgNbd` (a
 * purchase model; its siblings are `fitBgNbd`, `fitParetoNbd`, …) and `customerLifetimeValue`. Start with the guide "RFM and
 * contribution" for what customers brought so far, and with "Customer value" for what they will bring.
 *
 * @packageDocumentation
 */

// Summaries: transactions to columns, seasonal clocks, refund policies
export { type CompressedSummary, compressSummary } from "./summary/compress-summary.js";
export type { TransactionGrain } from "./summary/purchase-history.js";
export type { RfmMeasure, RfmMeasures } from "./summary/rfm-measures.js";
export type { CustomerOrColumns, ScoreOf } from "./summary/score-rows.js";
export { defineSeasonalClock, type SeasonalClock, seasonalTime } from "./summary/seasonal-clock.js";
export { applyRefundPolicy, paymentsOf, type RefundPolicy } from "./summary/transaction-basis.js";
export {
  excludeTruncated,
  summarizeCustomer,
  summarizeTransactions,
  type SummaryOptions,
  type SummaryReport,
  type TransactionSummary,
} from "./summary/transaction-summary.js";

// RFM: scores, thresholds, classes, migration. The class tables lie in `models`, because segments use them too
export { rfmEightClasses, rfmElevenClasses } from "../models/internal.js";
export { type NaturalBreakOptions, naturalBreakThresholds } from "./rfm/natural-breaks.js";
export { rfmClass, type RfmClassColumns, rfmClasses } from "./rfm/rfm-class.js";
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

// Revenue: contribution, concentration, costs, historical value, acquisition, change, loyalty
export { type AbcClass, abcClasses, type AbcColumns, type AbcOptions } from "./revenue/abc-classes.js";
export { acquisitionCosts, type AcquisitionReturn, acquisitionReturn, type ChannelAcquisition } from "./revenue/acquisition.js";
export {
  type Concentration,
  concentration,
  gini,
  type ParetoCurve,
  paretoCurve,
  type TopShare,
} from "./revenue/concentration.js";
export { type Contribution, contribution } from "./revenue/contribution.js";
export { allocateCosts, type CostDriver, type CustomerCosts } from "./revenue/customer-costs.js";
export { type CustomerRevenue, customerRevenue, type RevenueColumns, type RevenueOptions } from "./revenue/customer-revenue.js";
export { contributionByGroup, type GroupContribution } from "./revenue/group-contribution.js";
export { type HistoricalValue, historicalValue, type HistoricalValueOptions } from "./revenue/historical-value.js";
export {
  type LoyaltyIndex,
  loyaltyIndex,
  type LoyaltyOptions,
  type LoyaltyPart,
  type LoyaltySigns,
} from "./revenue/loyalty-index.js";
export { type CustomerValueChange, type ValueChange, valueChange, type ValuePeriod } from "./revenue/value-change.js";
export { standardTierPlays } from "./revenue/value-plays.js";

// Lifetime value, model: what all purchase models share
export type { ClvModelBase, CovariateEffects, FitDiagnostic, FitReport, Fitted } from "./clv/model/clv-model.js";
export type { DiscountRate, TimeSpan } from "./clv/model/discounting.js";

// Lifetime value, fit: options of all fits
export type { CovariateChoice } from "./clv/fit/covariates.js";
export type { FitOptions } from "./clv/fit/maximize-likelihood.js";

// Lifetime value, BG/NBD and its variants
export type { BgCnbdModel, CnbdModel, CnbdParameters, MbgCnbdModel } from "./clv/beta-geometric/bg-cnbd.js";
export type { BetaGeometricParameters, BgNbdModel } from "./clv/beta-geometric/bg-nbd.js";
export {
  type BetaGeometricFitOptions,
  type CnbdFitOptions,
  fitBgCnbd,
  fitBgNbd,
  fitMbgCnbd,
  fitMbgNbd,
} from "./clv/beta-geometric/fit-beta-geometric.js";
export type { MbgNbdModel } from "./clv/beta-geometric/mbg-nbd.js";

// Lifetime value, Pareto/NBD
export { fitParetoNbd, type ParetoNbdFitOptions } from "./clv/pareto-nbd/fit-pareto-nbd.js";
export type { ParetoNbdModel, ParetoNbdParameters } from "./clv/pareto-nbd/pareto-nbd.js";

// Lifetime value, NBD
export { fitNbd } from "./clv/nbd/fit-nbd.js";
export type { NbdModel, NbdParameters } from "./clv/nbd/nbd.js";

// Lifetime value in discrete time: BG/BB, and contracts with sBG and BdW
export { type BgBbModel, type BgBbParameters, fitBgBb } from "./clv/discrete/bg-bb.js";
export {
  type BdwModel,
  type BdwParameters,
  fitBdw,
  fitSbg,
  type RetentionModel,
  type SbgModel,
  type SbgParameters,
} from "./clv/discrete/sbg.js";
export {
  expectedLifetimePeriods,
  type LifetimeOptions,
  residualLifetimePeriods,
  retentionRates,
  survival,
  type SurvivalOptions,
} from "./clv/discrete/survival.js";
export type { Survivors } from "./clv/discrete/survivors.js";

// Lifetime value, spend: Gamma-Gamma
export {
  type CustomerSpend,
  expectedSpend,
  fitGammaGamma,
  type GammaGammaModel,
  type GammaGammaParameters,
  type SpendColumns,
  type SpendCounts,
} from "./clv/spend/gamma-gamma.js";
export { type SpendIndependence, spendIndependence } from "./clv/spend/spend-independence.js";

// Lifetime value, scores: predictions, value, intervals, holdout, selection, simulation
export {
  expectedTransactions,
  expectedTransactionsForNewCustomer,
  type HorizonOption,
  probabilityAlive,
  type PurchaseModel,
} from "./clv/scores/clv-scores.js";
export { type CustomerIntervalOptions, type CustomerIntervals, customerIntervals } from "./clv/scores/customer-intervals.js";
export { customerLifetimeValue, type LifetimeValueOptions, type LifetimeValues } from "./clv/scores/customer-lifetime-value.js";
export { discountedExpectedTransactions, type DiscountedOptions } from "./clv/scores/discounted-transactions.js";
export { bootstrapModels, type DrawOptions, type EstimatedModel } from "./clv/scores/draw-models.js";
export {
  evaluateForecast,
  evaluateHoldout,
  type ForecastError,
  type HoldoutData,
  type HoldoutEvaluation,
} from "./clv/scores/evaluate-holdout.js";
export { type ExplainedProbabilityAlive, explainProbabilityAlive } from "./clv/scores/explain-probability-alive.js";
export {
  deltaInterval,
  type IntervalOptions,
  type PortfolioInterval,
  portfolioInterval,
  type PortfolioOptions,
} from "./clv/scores/intervals.js";
export { logLikelihood } from "./clv/scores/log-likelihood.js";
export {
  type CohortComparison,
  compareCohorts,
  type ModelCandidate,
  type ModelSelection,
  selectClvModel,
  type SelectOptions,
} from "./clv/scores/select-clv-model.js";
export { type SimulatedCustomers, simulateCustomers, type SimulateOptions } from "./clv/scores/simulate-customers.js";
export { type HoldoutSplit, splitHoldout, type SplitOptions } from "./clv/scores/split-holdout.js";
export { toScoreExpression } from "./clv/scores/to-score-expression.js";
export {
  type FrequencyHistogram,
  frequencyHistogram,
  type TrackingOptions,
  type TrackingSeries,
  trackingSeries,
} from "./clv/scores/tracking-series.js";
export { type DistributionOptions, transactionDistribution } from "./clv/scores/transaction-distribution.js";

// Forecasts: seasonal index, product demand
export {
  type DemandPeriod,
  type ProductDemand,
  productDemand,
  type ProductDemandOptions,
  type RatioInterval,
} from "./forecast/product-demand.js";
export {
  fitSeasonalIndex,
  type SeasonalActivity,
  seasonalActivity,
  type SeasonalActivityOptions,
} from "./forecast/seasonal-index.js";

// Value-added services: fit, take-up, effect
export {
  type ServiceCustomer,
  type ServiceEffect,
  serviceEffect,
  type ServiceEffectOptions,
  type ServiceFit,
  serviceFit,
  type ServiceOffer,
  type ServiceTakeUp,
  serviceTakeUp,
  type TakeUpOptions,
} from "./services/value-added-services.js";

// Errors
export type { ValueErrors } from "./errors.js";

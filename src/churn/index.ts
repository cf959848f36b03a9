export { backtestChurn, type ChurnBacktest, type ChurnLearner } from "./backtest-churn.js";
export { type AlertAdvance, advanceAlert, type ChurnAlert } from "./churn-alert.js";
export { buildChurnDataset, type ChurnDataset, type ChurnDatasetOptions } from "./churn-dataset.js";
export { type ChurnFeatures, churnFeatures, type FeatureDefinitions } from "./churn-features.js";
export type { AlertRule, ChurnBand, ChurnPolicy, ChurnPolicyDefinition } from "./churn-policy.js";
export {
  type ChurnChange,
  type ChurnRisk,
  churnRisk,
  type ChurnRiskOptions,
  churnSignals,
  type ChurnSignalSeen,
} from "./churn-risk.js";
export { type ChurnRisks, churnRisks, scoreChurnInputs } from "./churn-risks.js";
export type { ChurnCause, ChurnSignal, SeverityCurve, SignalSource } from "./churn-signal.js";
export type { ChurnSubject } from "./churn-subject.js";
export { defineChurnPolicy } from "./define-churn-policy.js";
export {
  evaluatePlan,
  holdOut,
  type PlanAssignment,
  type PlanEvaluation,
  type PlanOutcomes,
  planOutcomes,
} from "./evaluate-plan.js";
export { type CallListCustomers, type CallListResult, judgeCallLists } from "./judge-call-lists.js";
export { type ChurnInputs, churnMetrics, churnScoreExpressions } from "./policy-sql.js";
export { fitPurchaseRhythm, type PurchaseGaps, type PurchaseRhythm, silenceTail } from "./purchase-rhythm.js";
export { logisticLearner, treesLearner } from "./ready-learners.js";
export { accountChurnPolicy, type ReadyPolicyOptions, retailChurnPolicy, subscriptionChurnPolicy } from "./ready-policies.js";
export {
  aliveUnlikely,
  basketShrinking,
  categoriesShrinking,
  complaints,
  contractEnding,
  discountDependence,
  failedPayments,
  frequencyFalling,
  interactionsFalling,
  loginsFalling,
  noContact,
  recommendationLow,
  satisfactionFalling,
  type SignalOptions,
  silence,
  supportUnresolved,
  turnedAway,
  usageFalling,
} from "./ready-signals.js";
export { type RetentionPlan, retentionPlan, type RetentionPlanOptions } from "./retention-plan.js";
export { defaultPlays, type RetentionPlay } from "./retention-play.js";
export {
  offerCeiling,
  type RetentionCustomers,
  type RetentionOffer,
  retentionProfit,
  type RetentionTargets,
  retentionTargets,
} from "./retention-targets.js";
export {
  type LostCustomer,
  type WinBackOffer,
  type WinBackOptions,
  type WinBackPlan,
  winBackPlan,
  winBackPlans,
} from "./win-back-plan.js";
export { riskScoreExpression } from "./risk-score-expression.js";
export {
  type BoostedTreesModel,
  type BoostedTreesOptions,
  calibrate,
  calibrationCurve,
  type ClassifierEvaluation,
  type ClassifierModel,
  conditionalSurvival,
  type CoxModel,
  coxSurvival,
  crossValidate,
  evaluateClassifier,
  expectedProfit,
  explainPrediction,
  featureDrift,
  fitBoostedTrees,
  fitCox,
  fitLogisticRegression,
  hazardRatios,
  kaplanMeier,
  type KaplanMeier,
  liftAt,
  liftCurve,
  type LogisticRegressionModel,
  type LogisticRegressionOptions,
  logRankTest,
  numberAtRisk,
  populationStability,
  predictProbabilities,
  predictProbability,
  type PredictionExplained,
  profitCurve,
  profitThreshold,
  proportionalityTest,
  restrictedMean,
  survivalAt,
  survivalConcordance,
  type SurvivalTimes,
} from "../statistics/index.js";

export { backtestChurn, type ChurnBacktest, type ChurnLearner } from "./training/backtest-churn.js";
export { type AlertAdvance, advanceAlert, type ChurnAlert } from "./risk/churn-alert.js";
export { buildChurnDataset, type ChurnDataset, type ChurnDatasetOptions } from "./training/churn-dataset.js";
export { type ChurnFeatures, churnFeatures, type FeatureDefinitions } from "./training/churn-features.js";
export type { AlertRule, ChurnBand, ChurnPolicy, ChurnPolicyDefinition } from "./policy/churn-policy.js";
export {
  type ChurnChange,
  type ChurnRisk,
  churnRisk,
  type ChurnRiskOptions,
  churnSignals,
  type ChurnSignalSeen,
} from "./risk/churn-risk.js";
export { type ChurnRisks, churnRisks, scoreChurnInputs } from "./risk/churn-risks.js";
export type { ChurnCause, ChurnSignal, SeverityCurve, SignalSource } from "./policy/churn-signal.js";
export type { ChurnSubject } from "./policy/churn-subject.js";
export { defineChurnPolicy } from "./policy/define-churn-policy.js";
export {
  evaluatePlan,
  holdOut,
  type PlanAssignment,
  type PlanEvaluation,
  type PlanOutcomes,
  planOutcomes,
} from "./retention/evaluate-plan.js";
export { type CallListCustomers, type CallListResult, evaluateCallLists } from "./training/evaluate-call-lists.js";
export { type ChurnInputs, churnMetrics, churnScoreExpressions } from "./policy/policy-sql.js";
export { fitPurchaseRhythm, type PurchaseGaps, type PurchaseRhythm } from "./policy/purchase-rhythm.js";
export { logisticLearner, treesLearner } from "./training/ready-learners.js";
export {
  accountChurnPolicy,
  type ReadyPolicyOptions,
  retailChurnPolicy,
  subscriptionChurnPolicy,
} from "./policy/ready-policies.js";
export {
  lowProbabilityAlive,
  basketShrinking,
  categoriesShrinking,
  complaints,
  contractEnding,
  discountDependence,
  failedPayments,
  frequencyFalling,
  interactionsFalling,
  loginsFalling,
  unreached,
  recommendationLow,
  satisfactionFalling,
  type SignalOptions,
  silence,
  supportUnresolved,
  optedOut,
  usageFalling,
} from "./policy/ready-signals.js";
export { type RetentionPlan, retentionPlan, type RetentionPlanOptions } from "./retention/retention-plan.js";
export { defaultPlays, type RetentionPlay } from "./retention/retention-play.js";
export {
  offerCeiling,
  type RetentionCustomers,
  type RetentionOffer,
  retentionProfit,
  type RetentionTargets,
  retentionTargets,
} from "./retention/retention-targets.js";
export {
  type LostCustomer,
  type WinBackOffer,
  type WinBackOptions,
  type WinBackPlan,
  winBackPlan,
} from "./retention/win-back-plan.js";
export { riskScoreExpression } from "./risk/risk-score-expression.js";
export type { ChurnErrors } from "./errors.js";

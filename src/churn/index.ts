/**
 * Churn: which customers are likely to leave, which of them are worth the effort, and what to do about the cause. The five main
 * functions are `churnRisk` (score one customer with reasons), `churnRisks` (score a population), `buildChurnDataset` (training
 * rows without leaks), `retentionTargets` (customers to save first, by profit) and `evaluatePlan` (effect against a hold-out).
 * Start with the guide "Who is leaving, and what to do" and `retailChurnPolicy`. Models and survival are in
 * `clientele/statistics`.
 *
 * @packageDocumentation
 */

// policy: signals and policies.
export type { AlertRule, ChurnBand, ChurnPolicy, ChurnPolicyDefinition } from "./policy/churn-policy.js";
export type { ChurnCause, ChurnSignal, SeverityCurve, SignalSource } from "./policy/churn-signal.js";
export type { ChurnSubject } from "./policy/churn-subject.js";
export { type ChurnPolicyOptions, defineChurnPolicy } from "./policy/define-churn-policy.js";
export { type ChurnInputs, churnMetrics, churnScoreExpressions } from "./policy/policy-sql.js";
export { fitPurchaseRhythm, type PurchaseRhythm, type PurchaseRhythmOptions } from "./policy/purchase-rhythm.js";
export {
  accountChurnPolicy,
  type AccountPolicyOptions,
  type ReadyPolicyOptions,
  retailChurnPolicy,
  type RetailPolicyOptions,
  subscriptionChurnPolicy,
  type SubscriptionPolicyOptions,
} from "./policy/ready-policies.js";

// policy/signals: ready signals, by cause.
export { optedOut, unreached, type UnreachedOptions } from "./policy/signals/contact-signals.js";
export { contractEnding, type ContractOptions } from "./policy/signals/contract-signals.js";
export { frequencyFalling, interactionsFalling, silence, type SilenceOptions } from "./policy/signals/drifting-signals.js";
export { lowProbabilityAlive, type ProbabilityAliveOptions } from "./policy/signals/model-signals.js";
export { failedPayments } from "./policy/signals/payment-signals.js";
export { discountDependence } from "./policy/signals/price-signals.js";
export { basketShrinking, type BasketOptions, categoriesShrinking } from "./policy/signals/range-signals.js";
export { complaints, recommendationLow, satisfactionFalling, supportUnresolved } from "./policy/signals/service-signals.js";
export type { SignalOptions, SpanOptions, WeightOptions } from "./policy/signals/signal-options.js";
export { loginsFalling, usageFalling } from "./policy/signals/usage-signals.js";

// risk: scores of customers, alerts, and fitted models as SQL.
export { type AlertAdvance, advanceAlert, type ChurnAlert } from "./risk/churn-alert.js";
export {
  type ChurnChange,
  type ChurnRisk,
  churnRisk,
  type ChurnRiskOptions,
  type ChurnSignalOptions,
  type ChurnSignalResult,
  churnSignals,
} from "./risk/churn-risk.js";
export { type ChurnRisks, churnRisks, type ChurnRisksOptions, scoreChurnInputs } from "./risk/churn-risks.js";
export { riskScoreExpression } from "./risk/risk-score-expression.js";

// training: training sets, backtests, and the comparison of call lists.
export { backtestChurn, type ChurnBacktest, type ChurnLearner } from "./training/backtest-churn.js";
export { buildChurnDataset, type ChurnDataset, type ChurnDatasetOptions } from "./training/churn-dataset.js";
export { type ChurnFeatures, churnFeatures, type FeatureDefinitions } from "./training/churn-features.js";
export {
  type CallListCustomers,
  type CallListOptions,
  type CallListResult,
  evaluateCallLists,
} from "./training/evaluate-call-lists.js";
export { logisticLearner, treesLearner } from "./training/ready-learners.js";

// retention: customers to save or win back, plans, and their effect.
export { evaluatePlan, type EvaluatePlanOptions, type PlanEvaluation } from "./retention/evaluate-plan.js";
export {
  holdOut,
  type HoldOutOptions,
  type PlanAssignment,
  type PlanOutcomes,
  planOutcomes,
  type PlanOutcomesOptions,
} from "./retention/hold-out.js";
export { type RetentionPlan, retentionPlan, type RetentionPlanOptions } from "./retention/retention-plan.js";
export { type RetentionPlay, standardRetentionPlays } from "./retention/retention-play.js";
export {
  offerCeiling,
  type OfferTerms,
  type RetentionCustomers,
  type RetentionOffer,
  retentionProfit,
  type RetentionTargetOptions,
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

export type { ChurnErrors } from "./errors.js";

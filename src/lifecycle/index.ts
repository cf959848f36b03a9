export { type Advance, advance, nextCheckAt, replay, startLifecycle, type TakenTransition } from "./machine/advance.js";
export { defineLifecycle, type LifecycleOptions } from "./machine/define-lifecycle.js";
export {
  type EffectDefinition,
  type Lifecycle,
  type LifecycleDefinition,
  type RequiredInputs,
  type StateDefinition,
  type TransitionDefinition,
} from "./machine/definition.js";
export type { Correction, LifecycleEffect } from "./machine/effects.js";
export { retailLifecycle, type RetailParameters, type RetailStage } from "./ready/retail-lifecycle.js";
export type { LifecycleSnapshot, LifecycleSubject, SeenEvidence, StageTransition } from "./machine/snapshot.js";
export { type StagePaths, stagePaths } from "./analysis/stage-paths.js";
export { type StageSizes, stagesAt, stageSizes } from "./analysis/stage-sizes.js";
export { withStageTimelines } from "./machine/stage-timeline.js";
export type { Play, PlayBase, PlayKind, Strategy } from "./machine/strategy.js";
export {
  type LifecycleFinding,
  type LifecycleFindingKind,
  validateLifecycle,
  type ValidateOptions,
} from "./machine/validate-lifecycle.js";
export { accountLifecycle, type AccountParameters, type AccountStage } from "./ready/account-lifecycle.js";
export { checkTransition, manualTransitions, type TransitionCheck, type TransitionRequest } from "./machine/check-transition.js";
export { feedbackCaseLifecycle, type FeedbackCaseParameters, type FeedbackCaseStage } from "./ready/feedback-case-lifecycle.js";
export { loginAccountLifecycle, type LoginAccountParameters, type LoginAccountStage } from "./ready/login-account-lifecycle.js";
export { type LifecycleMigration, migrateSnapshot } from "./machine/migrate-snapshot.js";
export { opportunityLifecycle, type OpportunityParameters, type OpportunityStage } from "./ready/opportunity-lifecycle.js";
export { subscriptionLifecycle, type SubscriptionParameters, type SubscriptionStage } from "./ready/subscription-lifecycle.js";
export { ticketLifecycle, type TicketParameters, type TicketStage } from "./ready/ticket-lifecycle.js";
export {
  type StageAbsorption,
  stageAbsorption,
  type StageChain,
  stageChain,
  type StageForecast,
  stageForecast,
} from "./analysis/stage-chain.js";
export type { PlayUse } from "./analysis/play-stays.js";
export {
  type PlayArm,
  type PlayBalance,
  type PlayEffect,
  type PlayEffectOptions,
  stagePlayEffects,
} from "./analysis/stage-play-effects.js";
export { type StageLeak, type StageLeakOptions, stageLeaks } from "./analysis/stage-leaks.js";
export {
  type ReturnChances,
  type SuggestedThresholds,
  suggestThresholds,
  type ThresholdOptions,
} from "./analysis/suggest-thresholds.js";
export { type TimeInStage, timeInStage } from "./analysis/time-in-stage.js";
export {
  type StageMove,
  type TransitionMatrix,
  transitionMatrix,
  type TransitionMatrixOptions,
} from "./analysis/transition-matrix.js";
export { toMermaid } from "./export/to-mermaid.js";
export {
  toXState,
  type XStateContext,
  type XStateEvent,
  xstateEvents,
  type XStateMachine,
  type XStateTransition,
} from "./export/to-xstate.js";
export { stageStepper, type StagePosition } from "./machine/stage-stepper.js";
export type { LifecycleErrors } from "./errors.js";

export { type Advance, advance, nextCheckAt, replay, startLifecycle, type TakenTransition } from "./advance.js";
export { defineLifecycle, type LifecycleOptions } from "./define-lifecycle.js";
export {
  type EffectDefinition,
  type Lifecycle,
  type LifecycleDefinition,
  type RequiredInputs,
  stageKey,
  type StateDefinition,
  type TransitionDefinition,
} from "./definition.js";
export type { Correction, LifecycleEffect } from "./effects.js";
export { retailLifecycle, type RetailParameters, type RetailStage } from "./retail-lifecycle.js";
export type { LifecycleSnapshot, LifecycleSubject, SeenEvidence, StageTransition } from "./snapshot.js";
export { type StagePaths, stagePaths } from "./stage-paths.js";
export { type StageSizes, stagesAt, stageSizes } from "./stage-sizes.js";
export { stageTimeline, withStageTimelines } from "./stage-timeline.js";
export type { Play, Strategy } from "./strategy.js";
export {
  type LifecycleFinding,
  type LifecycleFindingKind,
  validateLifecycle,
  type ValidateOptions,
} from "./validate-lifecycle.js";
export { accountLifecycle, type AccountParameters, type AccountStage } from "./account-lifecycle.js";
export { checkTransition, manualTransitions, type TransitionCheck, type TransitionRequest } from "./check-transition.js";
export { feedbackCaseLifecycle, type FeedbackCaseParameters, type FeedbackCaseStage } from "./feedback-case-lifecycle.js";
export { loginAccountLifecycle, type LoginAccountParameters, type LoginAccountStage } from "./login-account-lifecycle.js";
export { type LifecycleMigration, migrateSnapshot } from "./migrate-snapshot.js";
export { opportunityLifecycle, type OpportunityParameters, type OpportunityStage } from "./opportunity-lifecycle.js";
export { subscriptionLifecycle, type SubscriptionParameters, type SubscriptionStage } from "./subscription-lifecycle.js";
export { ticketLifecycle, type TicketParameters, type TicketStage } from "./ticket-lifecycle.js";
export {
  type StageAbsorption,
  stageAbsorption,
  type StageChain,
  stageChain,
  type StageForecast,
  stageForecast,
} from "./stage-chain.js";
export type { PlayUse } from "./play-stays.js";
export {
  type PlayArm,
  type PlayBalance,
  type PlayEffect,
  type PlayEffectOptions,
  stagePlayEffects,
} from "./stage-play-effects.js";
export { type StageLeak, type StageLeakOptions, stageLeaks } from "./stage-leaks.js";
export {
  type ReturnChances,
  type SuggestedThresholds,
  suggestThresholds,
  type ThresholdOptions,
} from "./suggest-thresholds.js";
export { type TimeInStage, timeInStage } from "./time-in-stage.js";
export { type StageMove, type TransitionMatrix, transitionMatrix, type TransitionMatrixOptions } from "./transition-matrix.js";
export { toMermaid } from "./to-mermaid.js";
export {
  toXState,
  type XStateContext,
  type XStateEvent,
  xstateEvents,
  type XStateMachine,
  type XStateTransition,
} from "./to-xstate.js";
export { stageStepper, type Standing } from "./stage-stepper.js";

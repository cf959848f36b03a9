/**
 * Lifecycles: state machines that move customers, accounts, tickets and deals between stages by what happens and by time.
 *
 * `defineLifecycle` checks a definition of states and transitions; `retailLifecycle` and its siblings are ready to use.
 * `replay` computes the path of one subject from its history, and `advance` moves a stored snapshot forward. `stagePaths`
 * replays a whole population, which every analysis of stages takes. `checkTransition` decides about a move by hand.
 *
 * Start reading at `machine/definition.ts` for the format and at `machine/run.ts` for the meaning.
 *
 * @packageDocumentation
 */

// Defining a lifecycle
export { defineLifecycle, type LifecycleOptions } from "./machine/define-lifecycle.js";
export type {
  EffectDefinition,
  Lifecycle,
  LifecycleDefinition,
  RequiredInputs,
  StateDefinition,
  TransitionDefinition,
} from "./machine/definition.js";
export type { Play, PlayBase, PlayKind, Strategy } from "./machine/strategy.js";
export {
  type LifecycleFinding,
  type LifecycleFindingKind,
  validateLifecycle,
  type ValidateLifecycleOptions,
} from "./machine/validate-lifecycle.js";

// Moving subjects through it
export {
  type Advance,
  advance,
  type AdvanceOptions,
  nextCheckAt,
  type NextCheckOptions,
  replay,
  type ReplayOptions,
  startLifecycle,
  type StartLifecycleOptions,
  type TakenTransition,
} from "./machine/advance.js";
export {
  checkTransition,
  manualTransitions,
  type TransitionCheck,
  type TransitionCheckOptions,
  type TransitionRequest,
} from "./machine/check-transition.js";
export type { Correction, LifecycleEffect } from "./machine/effects.js";
export { type LifecycleMigration, migrateSnapshot } from "./machine/migrate-snapshot.js";
export type { LifecycleSnapshot, LifecycleSubject, SeenEvidence, StageTransition } from "./machine/snapshot.js";
export { type StagePosition, stageStepper } from "./machine/stage-stepper.js";
export { type StageTimelineOptions, withStageTimelines } from "./machine/stage-timeline.js";

// Ready lifecycles
export { accountLifecycle, type AccountParameters, type AccountStage } from "./ready/account-lifecycle.js";
export { feedbackCaseLifecycle, type FeedbackCaseParameters, type FeedbackCaseStage } from "./ready/feedback-case-lifecycle.js";
export { loginAccountLifecycle, type LoginAccountParameters, type LoginAccountStage } from "./ready/login-account-lifecycle.js";
export { opportunityLifecycle, type OpportunityParameters, type OpportunityStage } from "./ready/opportunity-lifecycle.js";
export { retailLifecycle, type RetailParameters, type RetailStage } from "./ready/retail-lifecycle.js";
export { subscriptionLifecycle, type SubscriptionParameters, type SubscriptionStage } from "./ready/subscription-lifecycle.js";
export { ticketLifecycle, type TicketParameters, type TicketStage } from "./ready/ticket-lifecycle.js";

// Analyses of a population
export type { PlayUse } from "./analysis/play-stays.js";
export {
  type StageAbsorption,
  stageAbsorption,
  type StageChain,
  stageChain,
  type StageChainOptions,
  type StageForecast,
  stageForecast,
} from "./analysis/stage-chain.js";
export { type StageLeak, type StageLeakOptions, stageLeaks } from "./analysis/stage-leaks.js";
export { type StagePathOptions, type StagePaths, stagePaths } from "./analysis/stage-paths.js";
export {
  type PlayArm,
  type PlayBalance,
  type PlayEffect,
  type PlayEffectOptions,
  stagePlayEffects,
} from "./analysis/stage-play-effects.js";
export { stagesAt, type StagesAtOptions, type StageSizes, stageSizes } from "./analysis/stage-sizes.js";
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

// Translations into other formats
export { lifecycleToMermaid, type LifecycleToMermaidOptions } from "./export/to-mermaid.js";
export {
  lifecycleToXState,
  type LifecycleToXStateOptions,
  type XStateContext,
  type XStateEvent,
  type XStateEventOptions,
  xstateEvents,
  type XStateMachine,
  type XStateTransition,
} from "./export/to-xstate.js";

export type { LifecycleErrors } from "./errors.js";

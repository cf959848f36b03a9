/**
 * Live rules answer a set of rules for one customer from stored state, without the history. Compile a set with
 * {@link defineLiveRules}, begin with {@link emptyLiveState}, and give facts to {@link applyFacts} as they come in; it returns
 * the next state and every change with its exact instant. {@link advanceTo} lets time pass, and {@link membershipsOf} tells
 * which rules hold. Everything is pure: a state is never changed, and the caller stores it as JSON.
 *
 * @packageDocumentation
 */

// Set: what is answered.
export { defineLiveRules, type LiveRulesDefinition } from "./define-live-rules.js";
export type { HistoryNeed, LiveRules } from "./live-set.js";

// State: what is kept of a customer.
export {
  emptyLiveState,
  type FoundFacts,
  type LiveChange,
  type LiveNeed,
  type LiveOptions,
  type LiveResult,
  type LiveState,
  type Watermark,
} from "./live-state.js";

// Events: what happens to it.
export { advanceTo, applyFacts, needsOf, retractFacts } from "./apply-facts.js";

export { mergeStates } from "./merge-states.js";

// Storage: a state as plain JSON.
export {
  loadLiveState,
  type LoadLiveStateOptions,
  type StoredLiveState,
  type StoredLog,
  storeLiveState,
} from "./store-live-state.js";

// Answers.
export {
  dueAtOf,
  figuresOf,
  type LiveFigures,
  type LiveFiguresOptions,
  membershipsOf,
  type NextLiveChange,
  nextLiveChangeAt,
  type NextLiveChangeOptions,
} from "./live-answers.js";

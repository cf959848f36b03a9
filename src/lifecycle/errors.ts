import type { Problem } from "../kernel/index.js";

/** Errors of lifecycles. */
export interface LifecycleErrors {
  /**
   * @cause The definition of a lifecycle has problems: an unknown key or state, a guard that is an invalid rule, a transition that nothing can trigger, or a transition out of a final state.
   * @remedy Fix every problem in `details.problems`; each has its path and, where one is near, the correct spelling.
   */
  invalid_lifecycle: { readonly problems: readonly Problem[] };
  /**
   * @cause The lifecycle was not returned by `defineLifecycle`: it is plain JSON, a copy, or comes from another copy of the package.
   * @remedy Pass the definition to `defineLifecycle` once, with the schema that its guards refer to, and keep the result.
   */
  undefined_lifecycle: { readonly lifecycle: unknown };
  /**
   * @cause A snapshot belongs to another lifecycle, another version of it, or another subject.
   * @remedy Load the right snapshot. After a new version of the definition, migrate snapshots with `migrateSnapshot`.
   */
  mismatched_snapshot: {
    readonly expected: { readonly lifecycle: string; readonly version: number; readonly subjectId: string };
    readonly actual: { readonly lifecycle: unknown; readonly version: unknown; readonly subjectId: unknown };
  };
  /**
   * @cause `advance` was called with an instant before the cursor of the snapshot.
   * @remedy Advance to the same instant or a later one; for a question about the past, use `replay`.
   */
  instant_before_cursor: { readonly cursor: number; readonly asOf: number };
  /**
   * @cause Transitions trigger each other without end: more than 16 at one instant, or more than 10,000 by time alone without an interaction in between.
   * @remedy Make the guards of the stages in `details.stages` exclude each other, or give one of the transitions an `after`.
   */
  transition_cycle: {
    readonly lifecycle: string;
    readonly subjectId: string;
    readonly at: number;
    readonly stages: readonly string[];
  };
  /**
   * @cause Lifecycles read each other's stages, or segments of one set each other's memberships, in a circle, so none of them can be computed first.
   * @remedy Break the circle: make one of those in `details.states` decide by facts instead of another one's timeline.
   */
  state_cycle: { readonly states: readonly string[] };
  /**
   * @cause No migration starts at the version of a snapshot, or the snapshot contains a state that the new version does not have.
   * @remedy Declare a migration for every version in between, with a new name for each state that was renamed, merged or removed.
   */
  missing_migration: { readonly lifecycle: string; readonly version: number; readonly state: string | null };
  /**
   * @cause There is too little history for the estimate: no customer returned, no stage was left, or no time was observed.
   * @remedy Observe for longer or include more customers; the message says what is missing.
   */
  insufficient_history: { readonly customers: number; readonly gaps: number };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends LifecycleErrors {}
}

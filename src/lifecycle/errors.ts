import type { Problem } from "../kernel/index.js";

/** Errors of lifecycles. */
export interface LifecycleErrors {
  /**
   * @cause A lifecycle is not what it must be: an unknown state, a guard that is no valid rule, a transition that nothing can set off, a final state with a way out.
   * @remedy Mend every listed problem; each has its path and, where one is near, the right spelling.
   */
  invalid_lifecycle: { readonly problems: readonly Problem[] };
  /**
   * @cause An object was passed as a lifecycle that `defineLifecycle` did not return: plain JSON, a copy, or one of another copy of the package.
   * @remedy Pass it through `defineLifecycle` once, with the schema that its guards speak of, and keep the result.
   */
  undefined_lifecycle: { readonly lifecycle: unknown };
  /**
   * @cause A snapshot belongs to another lifecycle, to another version of it, or to another subject.
   * @remedy Load the right snapshot; after a new version of the definition, move snapshots by `migrateSnapshot`.
   */
  mismatched_snapshot: {
    readonly expected: { readonly lifecycle: string; readonly version: number; readonly subjectId: string };
    readonly actual: { readonly lifecycle: unknown; readonly version: unknown; readonly subjectId: unknown };
  };
  /**
   * @cause A snapshot was to be advanced to an instant before the one that it has reached.
   * @remedy Advance to the same instant or a later one; for a question about the past, use `replay`.
   */
  instant_before_cursor: { readonly cursor: number; readonly asOf: number };
  /**
   * @cause Transitions set each other off without end: more than 16 at one instant, or 10,000 by time alone without an interaction between them.
   * @remedy Make the guards of the stages in `details` exclude each other, or give one of the transitions an `after`.
   */
  transition_cycle: {
    readonly lifecycle: string;
    readonly subjectId: string;
    readonly at: number;
    readonly stages: readonly string[];
  };
  /**
   * @cause Lifecycles read each other's stages in a circle, so that none can be computed first.
   * @remedy Cut the circle: let one of the lifecycles in `details` decide by facts instead of by another's stage.
   */
  state_cycle: { readonly lifecycles: readonly string[] };
  /**
   * @cause A snapshot is of a version from which no migration leads on, or stands in a state that the new version has not.
   * @remedy Declare a migration for every version on the way, with a new name for each state that was renamed, merged or dropped.
   */
  missing_migration: { readonly lifecycle: string; readonly version: number; readonly state: string | null };
  /**
   * @cause Too little has happened to estimate what was asked for: nobody returned, no stage was left, no time was observed.
   * @remedy Observe longer or take more customers; the message says what is missing.
   */
  insufficient_history: { readonly customers: number; readonly gaps: number };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends LifecycleErrors {}
}

import type { Duration, LocalizedText } from "../../kernel/index.js";
import type { Rule } from "../../rules/index.js";
import type { Strategy } from "./strategy.js";

/** Something for the host to do when a stage is entered or left. It is plain data: the host carries it out. */
export interface EffectDefinition {
  /** Name of the effect, for programs: `"task.create"`, `"message.send"`. */
  readonly type: string;
  /** What the host needs to carry it out; plain JSON. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** A stage that a subject can be in. */
export interface StateDefinition {
  /** Name for people; defaults to the name of the state. */
  readonly label?: LocalizedText | undefined;
  readonly description?: LocalizedText | undefined;
  /** Whether no transition leads out of the stage; defaults to false. */
  readonly final?: boolean | undefined;
  /**
   * How far along the lifecycle the stage is, for the highest stage reached. If no state of a lifecycle has a rank, states rank
   * in the order of declaration; if some have one, the others never count as the highest.
   */
  readonly rank?: number | undefined;
  /** What the stage is meant to achieve, and how. */
  readonly strategy?: Strategy | undefined;
  readonly entry?: readonly EffectDefinition[] | undefined;
  readonly exit?: readonly EffectDefinition[] | undefined;
}

/** What is required before a transition may be taken by hand. */
export interface RequiredInputs {
  /** Roles of which the person must have one; defaults to no requirement. */
  readonly roles?: readonly string[] | undefined;
  /** Paths of the subject's attributes that must be filled in. */
  readonly attributes?: readonly string[] | undefined;
  /** Names of the inputs that the request must bring: a reason, a date. */
  readonly inputs?: readonly string[] | undefined;
}

/**
 * A transition between two states, triggered by an interaction (`on`), by hand (`manual`) or by time. Without `on` and
 * `manual`, it is taken at the first instant at which its guard holds and `after` has passed.
 */
export interface TransitionDefinition<State extends string = string> {
  /** Stable identifier, for programs; defaults to its position (`"#3"`). */
  readonly id?: string | undefined;
  /** One state, several, or `"*"`: every state that is not final, except the target. */
  readonly from: State | readonly State[] | "*";
  readonly to: State;
  /** Types of interactions that trigger it. */
  readonly on?: string | readonly string[] | undefined;
  /** Whether a `stage.changed` interaction that names this lifecycle and this target triggers it; defaults to false. */
  readonly manual?: boolean | undefined;
  /** Guard that must hold. When an interaction triggers the transition, the guard sees the history up to that interaction. */
  readonly when?: Rule | undefined;
  /** Minimum time since the stage was entered. */
  readonly after?: Duration | undefined;
  /** The highest priority is tried first, equal ones in the order of declaration; defaults to 0. */
  readonly priority?: number | undefined;
  /** Reason, for people: "No order for 90 days". */
  readonly label?: LocalizedText | undefined;
  readonly effects?: readonly EffectDefinition[] | undefined;
  /** Requirements that `checkTransition` checks before the move is recorded; a recorded move is not checked again. */
  readonly requires?: RequiredInputs | undefined;
}

/** Input of {@link defineLifecycle}: states and the transitions between them, as plain JSON. */
export interface LifecycleDefinition<State extends string = string> {
  /** Identifier of the lifecycle; its timeline is called `stage:<id>`. */
  readonly id: string;
  /** Integer of at least 1 that is raised with every change of meaning; defaults to 1. */
  readonly version?: number | undefined;
  readonly label?: LocalizedText | undefined;
  /** State in which every subject starts. */
  readonly initial: NoInfer<State>;
  readonly states: Readonly<Record<State, StateDefinition>>;
  readonly transitions: readonly TransitionDefinition<NoInfer<State>>[];
}

/** A checked lifecycle: the definition with its defaults, frozen. */
export interface Lifecycle<State extends string = string> {
  readonly id: string;
  readonly version: number;
  readonly label: LocalizedText;
  readonly initial: State;
  readonly states: Readonly<Record<State, StateDefinition & { readonly label: LocalizedText }>>;
  readonly transitions: readonly (TransitionDefinition<State> & { readonly id: string })[];
}

/** Returns the key of a lifecycle's timeline, as rules read it: `stage:retail`. */
export function stageKey(lifecycle: { readonly id: string }): string {
  return `stage:${lifecycle.id}`;
}

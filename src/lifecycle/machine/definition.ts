import type { Duration, LocalizedText } from "../../kernel/index.js";
import type { Rule } from "../../rules/index.js";
import type { Strategy } from "./strategy.js";

/** Something that the host is to do when a stage is entered or left: data, carried out elsewhere. */
export interface EffectDefinition {
  /** What, for programs: `"task.create"`, `"message.send"`. */
  readonly type: string;
  /** Whatever the host needs to do it; plain JSON. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** A stage that a subject can be in. */
export interface StateDefinition {
  /** For people; the state's name unless given. */
  readonly label?: LocalizedText | undefined;
  readonly description?: LocalizedText | undefined;
  /** No way leads out. */
  readonly final?: boolean | undefined;
  /**
   * How far along the way the stage stands, for the high-water mark. Where no state of a lifecycle has a rank, they rank
   * in the order of declaration; where some have, the others never count as the highest.
   */
  readonly rank?: number | undefined;
  /** What is wanted of those who are in it. */
  readonly strategy?: Strategy | undefined;
  readonly entry?: readonly EffectDefinition[] | undefined;
  readonly exit?: readonly EffectDefinition[] | undefined;
}

/** What must be there before somebody may take a transition by hand. */
export interface RequiredInputs {
  /** Who may: one of these roles; anybody unless told. */
  readonly roles?: readonly string[];
  /** Paths of the subject's attributes that must be filled in. */
  readonly attributes?: readonly string[];
  /** Names of what must be given with the move: a reason, a date. */
  readonly inputs?: readonly string[];
}

/**
 * A way from one state to another, set off by an interaction (`on`), by hand (`manual`), or by time: with neither it is
 * taken at the first instant at which its guard holds and `after` has passed.
 */
export interface TransitionDefinition<State extends string = string> {
  /** Stable, for programs; its position (`"#3"`) unless given. */
  readonly id?: string | undefined;
  /** One state, several, or `"*"`: every state that is not final, the target apart. */
  readonly from: State | readonly State[] | "*";
  readonly to: State;
  /** Types of the interactions that set it off. */
  readonly on?: string | readonly string[] | undefined;
  /** Set off by a `stage.changed` interaction that names this lifecycle and this target. */
  readonly manual?: boolean | undefined;
  /** Guard: must hold. For an interaction it sees everything up to that interaction and nothing later. */
  readonly when?: Rule | undefined;
  /** Time since the stage was entered. */
  readonly after?: Duration | undefined;
  /** The highest goes first; equal ones in the order of declaration. 0 unless given. */
  readonly priority?: number | undefined;
  /** Why, for people: "No order for 90 days". */
  readonly label?: LocalizedText | undefined;
  readonly effects?: readonly EffectDefinition[] | undefined;
  /** Asked for by `checkTransition` before the move is recorded; a fact that is recorded stands. */
  readonly requires?: RequiredInputs | undefined;
}

/** What {@link defineLifecycle} takes; plain JSON. */
export interface LifecycleDefinition<State extends string = string> {
  /** Names the timeline, `stage:<id>`. */
  readonly id: string;
  /** Whole, from 1; raise it with every change of meaning. 1 unless given. */
  readonly version?: number | undefined;
  readonly label?: LocalizedText | undefined;
  /** Where every subject starts. */
  readonly initial: NoInfer<State>;
  readonly states: Readonly<Record<State, StateDefinition>>;
  readonly transitions: readonly TransitionDefinition<NoInfer<State>>[];
}

/** A lifecycle that passed its checks: the definition with its defaults, frozen. */
export interface Lifecycle<State extends string = string> {
  readonly id: string;
  readonly version: number;
  readonly label: LocalizedText;
  readonly initial: State;
  readonly states: Readonly<Record<State, StateDefinition & { readonly label: LocalizedText }>>;
  readonly transitions: readonly (TransitionDefinition<State> & { readonly id: string })[];
}

/** The key of a lifecycle's timeline, as rules read it: `stage:retail`. */
export function stageKey(lifecycle: { readonly id: string }): string {
  return `stage:${lifecycle.id}`;
}

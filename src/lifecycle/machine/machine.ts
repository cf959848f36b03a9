import { ClienteleError } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import { type CompiledRule, type CompileOptions, compileRule } from "../../rules/index.js";
import { bindCalendars, typeMatcher } from "../../rules/internal.js";
import type { Lifecycle, TransitionDefinition } from "./definition.js";
import { type Silence, silenceOf } from "./silence.js";

/** A compiled transition. */
export interface CompiledTransition {
  /** Position in the definition. */
  readonly index: number;
  /** Position of the target among the states. */
  readonly to: number;
  readonly guard: CompiledRule | null;
  /** Set if the guard only waits for a silence, which is evaluated without the rule. */
  readonly silence: Silence | null;
  /** Minimum milliseconds since the stage was entered. */
  readonly after: number;
  /** For a manual transition, the value of `to` that triggers it. */
  readonly manualTo: string | null;
}

/** A compiled state: the transitions out of it, each list by priority, then in the order of declaration. */
export interface CompiledState {
  readonly byType: ReadonlyMap<string, readonly CompiledTransition[]>;
  readonly timed: readonly CompiledTransition[];
}

/** A compiled lifecycle. */
export interface Machine {
  readonly lifecycle: Lifecycle;
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly states: readonly CompiledState[];
  readonly initial: number;
  /** Rank of each state for the highest stage; −∞ for a state that does not count. */
  readonly ranks: readonly number[];
  /** Whether a type can trigger a transition or affect the guard of a timed one; `null` if every type can. */
  readonly watches: ((type: string) => boolean) | null;
  /** Whether the guard of a timed transition reads an attribute, which makes profile changes relevant instants. */
  readonly watchesAttributes: boolean;
  /** Timelines that guards of timed transitions read. */
  readonly watchedStates: readonly string[];
  /** Timelines that any guard reads. */
  readonly readStates: readonly string[];
}

const machines = new WeakMap<object, Machine>();

/**
 * Compiles a lifecycle and remembers the result.
 *
 * @throws ClienteleError `invalid_rule` for calendars that are not supplied
 */
export function keepMachine(lifecycle: Lifecycle, options: CompileOptions): void {
  machines.set(lifecycle, compileMachine(lifecycle, options));
}

/** Returns the compiled form of a lifecycle that `defineLifecycle` returned. */
export function machineOf(lifecycle: object): Machine {
  const machine = machines.get(lifecycle);
  if (machine === undefined) {
    throw new ClienteleError("undefined_lifecycle", "The lifecycle must be a result of `defineLifecycle`, not a copy of one.", {
      lifecycle: (lifecycle as { id?: unknown } | null | undefined)?.id,
    });
  }
  return machine;
}

/** Type of the interaction by which a host moves a customer by hand. */
export const MANUAL_TYPE = "stage.changed";

function compileMachine(lifecycle: Lifecycle, options: CompileOptions): Machine {
  // All at once, so that each problem has its path in the lifecycle.
  bindCalendars(
    lifecycle.transitions.map(({ when }) => ({ when })),
    options.calendars,
    "transitions",
  );
  const names = Object.keys(lifecycle.states);
  const positions = new Map(names.map((name, position) => [name, position]));
  const compiled = lifecycle.transitions.map(
    (transition, index): CompiledTransition => ({
      index,
      to: positions.get(transition.to)!,
      guard: transition.when === undefined ? null : compileRule(transition.when, options),
      silence: transition.when === undefined ? null : silenceOf(transition.when),
      after: transition.after === undefined ? 0 : durationMilliseconds(transition.after),
      manualTo: transition.manual === true ? transition.to : null,
    }),
  );
  const order = [...compiled].sort(
    (left, right) => priorityOf(lifecycle, right) - priorityOf(lifecycle, left) || left.index - right.index,
  );
  const watched = new Set<string>();
  const watchedStates = new Set<string>();
  let anyInteraction = false;
  let watchesAttributes = false;
  const states = names.map((name): CompiledState => {
    const byType = new Map<string, CompiledTransition[]>();
    const timed: CompiledTransition[] = [];
    for (const transition of order) {
      const definition = lifecycle.transitions[transition.index]!;
      if (!leaves(definition, name, lifecycle)) continue;
      const types = triggersOf(definition);
      for (const type of types) {
        watched.add(type);
        const list = byType.get(type);
        if (list === undefined) byType.set(type, [transition]);
        else list.push(transition);
      }
      if (types.length > 0) continue;
      timed.push(transition);
      const reads = transition.guard?.reads;
      if (reads === undefined) continue;
      for (const type of reads.interactions) watched.add(type);
      for (const key of reads.states) watchedStates.add(key);
      anyInteraction ||= reads.anyInteraction;
      watchesAttributes ||= reads.attributes.length > 0;
    }
    return { byType, timed };
  });
  const ranked = names.some((name) => lifecycle.states[name]!.rank !== undefined);
  return {
    lifecycle,
    names,
    positions,
    states,
    initial: positions.get(lifecycle.initial)!,
    ranks: names.map((name, position) => (ranked ? (lifecycle.states[name]!.rank ?? Number.NEGATIVE_INFINITY) : position)),
    watches: anyInteraction ? null : typeMatcher([...watched]),
    watchesAttributes,
    watchedStates: [...watchedStates],
    readStates: [...new Set(compiled.flatMap(({ guard }) => guard?.reads.states ?? []))],
  };
}

function priorityOf(lifecycle: Lifecycle, { index }: CompiledTransition): number {
  return lifecycle.transitions[index]!.priority ?? 0;
}

/** Returns the types of interactions that trigger a transition; none for a timed one. */
export function triggersOf({ on, manual }: TransitionDefinition): readonly string[] {
  const types = on === undefined ? [] : typeof on === "string" ? [on] : on;
  return manual === true ? [...new Set([...types, MANUAL_TYPE])] : types;
}

/** Returns whether a transition leads out of a state. */
export function leaves(transition: TransitionDefinition, state: string, lifecycle: Lifecycle): boolean {
  const { from, to } = transition;
  if (from === "*") return state !== to && lifecycle.states[state]!.final !== true;
  return typeof from === "string" ? from === state : from.includes(state);
}

/** Returns whether an interaction triggers a transition, not considering its guard. */
export function isTriggeredBy(machine: Machine, transition: CompiledTransition, interaction: Interaction): boolean {
  if (transition.manualTo === null || interaction.type !== MANUAL_TYPE) return true;
  // A manual transition that also lists stage.changed in `on` is triggered by a matching one only.
  const { properties } = interaction;
  return properties.lifecycle === machine.lifecycle.id && properties.to === transition.manualTo;
}

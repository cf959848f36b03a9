import { ClienteleError } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import { type Catalog, type CompiledRule, compileRule } from "../../rules/index.js";
import type { Lifecycle, TransitionDefinition } from "./definition.js";
import { type Silence, silenceOf } from "./silence.js";

/** A transition, compiled. */
export interface CompiledTransition {
  /** Position in the definition. */
  readonly index: number;
  /** Position of the target among the states. */
  readonly to: number;
  readonly guard: CompiledRule | null;
  /** Where the guard asks for no more than a silence: answered without the rule. */
  readonly silence: Silence | null;
  /** Milliseconds from the entry of the stage before which it is not taken. */
  readonly after: number;
  /** Of a manual one: the value of `to` that sets it off. */
  readonly manualTo: string | null;
}

/** A state, compiled: its ways out, each list by priority, then in the order of declaration. */
export interface CompiledState {
  readonly byType: ReadonlyMap<string, readonly CompiledTransition[]>;
  readonly timed: readonly CompiledTransition[];
}

/** A lifecycle as tables. */
export interface Machine {
  readonly lifecycle: Lifecycle;
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly states: readonly CompiledState[];
  readonly initial: number;
  /** Rank of each state for the high-water mark; −∞ for one that does not count. */
  readonly ranks: readonly number[];
  /** Types that can set a transition off or touch the guard of a timed one; `null` when every type can. */
  readonly watched: ReadonlySet<string> | null;
  /** Whether the guard of a timed transition reads an attribute, so that changes of the profile are instants to look at. */
  readonly watchesAttributes: boolean;
  /** Timelines that guards of timed transitions read. */
  readonly watchedStates: readonly string[];
  /** Timelines that any guard reads. */
  readonly readStates: readonly string[];
}

const machines = new WeakMap<object, Machine>();

/** Keeps the machine of a lifecycle beside it. */
export function keepMachine(lifecycle: Lifecycle, catalog: Catalog): void {
  machines.set(lifecycle, compileMachine(lifecycle, catalog));
}

/** The machine of a lifecycle that was defined. */
export function machineOf(lifecycle: object): Machine {
  const machine = machines.get(lifecycle);
  if (machine === undefined) {
    throw new ClienteleError("undefined_lifecycle", "Pass what defineLifecycle returned, not a copy of it.", {
      lifecycle: (lifecycle as { id?: unknown } | null | undefined)?.id,
    });
  }
  return machine;
}

/** The type of interaction by which a host moves a customer by hand. */
export const MANUAL_TYPE = "stage.changed";

function compileMachine(lifecycle: Lifecycle, catalog: Catalog): Machine {
  const names = Object.keys(lifecycle.states);
  const positions = new Map(names.map((name, position) => [name, position]));
  const compiled = lifecycle.transitions.map(
    (transition, index): CompiledTransition => ({
      index,
      to: positions.get(transition.to)!,
      guard: transition.when === undefined ? null : compileRule(transition.when, { schema: catalog }),
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
    watched: anyInteraction ? null : watched,
    watchesAttributes,
    watchedStates: [...watchedStates],
    readStates: [...new Set(compiled.flatMap(({ guard }) => guard?.reads.states ?? []))],
  };
}

function priorityOf(lifecycle: Lifecycle, { index }: CompiledTransition): number {
  return lifecycle.transitions[index]!.priority ?? 0;
}

/** Types of interactions that set a transition off; none for a timed one. */
export function triggersOf({ on, manual }: TransitionDefinition): readonly string[] {
  const types = on === undefined ? [] : typeof on === "string" ? [on] : on;
  return manual === true ? [...new Set([...types, MANUAL_TYPE])] : types;
}

/** Whether a transition leads out of a state. */
export function leaves(transition: TransitionDefinition, state: string, lifecycle: Lifecycle): boolean {
  const { from, to } = transition;
  if (from === "*") return state !== to && lifecycle.states[state]!.final !== true;
  return typeof from === "string" ? from === state : from.includes(state);
}

/** Whether an interaction sets a transition off, its guard apart. */
export function isSetOffBy(machine: Machine, transition: CompiledTransition, interaction: Interaction): boolean {
  if (transition.manualTo === null || interaction.type !== MANUAL_TYPE) return true;
  // A manual transition that also lists stage.changed in `on` is set off by a matching one only.
  const { properties } = interaction;
  return properties.lifecycle === machine.lifecycle.id && properties.to === transition.manualTo;
}

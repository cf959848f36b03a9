import { type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { aFunction, anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { type PreparedSubject } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { replay } from "../machine/advance.js";
import type { Lifecycle } from "../machine/definition.js";
import { type CompiledTransition, isTriggeredBy, machineOf } from "../machine/machine.js";
import { type LifecycleSubject } from "../machine/snapshot.js";

/** Context of the machine: when its stage was entered, in epoch milliseconds. */
export interface XStateContext {
  readonly entered: number;
}

/** Event of the machine: an interaction of the subject, or the arrival of an instant. */
export interface XStateEvent {
  /** Type of the interaction, or `due`. */
  readonly type: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly subject: PreparedSubject;
  /** Index of the interaction in the subject's history; absent for `due`. */
  readonly interaction?: number;
}

interface Arguments {
  readonly context: XStateContext;
  readonly event: XStateEvent;
}

/** A transition in the format of XState. */
export interface XStateTransition {
  readonly target: string;
  readonly guard: string;
  readonly actions: readonly string[];
  readonly reenter: true;
}

/** Configuration and implementations for XState's `createMachine`. */
export interface XStateMachine {
  readonly config: {
    readonly id: string;
    readonly initial: string;
    readonly context: (scope: { readonly input: { readonly at: number } }) => XStateContext;
    readonly states: Readonly<
      Record<
        string,
        {
          readonly type?: "final";
          readonly meta: { readonly stage: string; readonly label: LocalizedText };
          readonly on?: Readonly<Record<string, readonly XStateTransition[]>>;
        }
      >
    >;
  };
  readonly implementations: {
    readonly guards: Readonly<Record<string, (scope: Arguments) => boolean>>;
    readonly actions: Readonly<Record<string, unknown>>;
  };
}

/** Options of {@link lifecycleToXState}. */
export interface LifecycleToXStateOptions {
  /** The `assign` function of XState; passing it keeps this package free of a dependency on XState. */
  readonly assign: (assignment: (scope: Arguments) => XStateContext) => unknown;
}

const OPTIONS: OptionShape<LifecycleToXStateOptions> = { assign: aFunction };

/**
 * Translates a lifecycle into a machine of XState v5, for hosts that run their machines there. Guards are the compiled rules;
 * time arrives as explicit `due` events (see {@link xstateEvents}), never as a timer. The machine takes the same path as
 * {@link replay}.
 *
 * @returns `config` and `implementations` for `createMachine(config, implementations)`; start it with `input: { at }`
 * @throws ClienteleError `undefined_lifecycle`, `invalid_option`
 * @see https://stately.ai/docs/machines
 * @example
 * const { config } = lifecycleToXState(retailLifecycle(), { assign: (assignment) => assignment });
 * Object.keys(config.states["first-time"]?.on ?? {}) // => ["order.placed", "due"]
 */
export function lifecycleToXState<State extends string>(
  lifecycle: Lifecycle<State>,
  options: LifecycleToXStateOptions,
): XStateMachine {
  const { assign } = requireOptions(options, OPTIONS, { mandatory: ["assign"] });
  const machine = machineOf(lifecycle);
  const { names, states, lifecycle: defined } = machine;
  const keys = names.map((name, position) => (/^[\w-]+$/.test(name) ? name : `stage ${position}`));
  const guards: Record<string, (scope: Arguments) => boolean> = {};
  const nameOf = ({ index }: CompiledTransition): string => `may take ${defined.transitions[index]!.id}`;
  const transition = (compiled: CompiledTransition): XStateTransition => {
    guards[nameOf(compiled)] = ({ context, event }) => {
      const { at, subject, interaction } = event;
      if (at < context.entered + compiled.after) return false;
      if (interaction === undefined) return compiled.guard === null || compiled.guard.matches(subject, at);
      if (!isTriggeredBy(machine, compiled, subject.history[interaction]!)) return false;
      return compiled.guard === null || compiled.guard.matches(subject, at, { interactions: interaction + 1, until: at });
    };
    return { target: keys[compiled.to]!, guard: nameOf(compiled), actions: ["enter"], reenter: true };
  };
  return {
    config: {
      id: defined.id,
      initial: keys[machine.initial]!,
      context: ({ input }) => ({ entered: input.at }),
      states: Object.fromEntries(
        names.map((name, position): [string, XStateMachine["config"]["states"][string]] => {
          const { byType, timed } = states[position]!;
          const meta = { stage: name, label: defined.states[name]!.label };
          if (defined.states[name]!.final === true) return [keys[position]!, { type: "final" as const, meta }];
          const on = Object.fromEntries([...byType].map(([type, candidates]) => [type, candidates.map(transition)]));
          return [keys[position]!, { meta, on: { ...on, ...(timed.length > 0 && { due: timed.map(transition) }) } }];
        }),
      ),
    },
    implementations: { guards, actions: { enter: assign(({ event }) => ({ entered: event.at })) } },
  };
}

/** Options of {@link xstateEvents}. */
export interface XStateEventOptions {
  /** Facts up to this instant count. */
  readonly to: InstantInput;
}

const EVENT_OPTIONS: OptionShape<XStateEventOptions> = { to: anInstant };

/**
 * Returns the events that take a machine of {@link lifecycleToXState} along a subject's path: its interactions in order, and
 * a `due` at every instant at which time moves it.
 *
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`, `invalid_instant`, `invalid_option`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const events = xstateEvents(retailLifecycle(), { id: "c1", attributes: {}, history: [order] }, { to: 100 * 86_400_000 });
 * events.map(({ type, at }) => [type, at]) // => [["order.placed", 0], ["due", 7776000000]]
 */
export function xstateEvents<State extends string>(
  lifecycle: Lifecycle<State>,
  record: LifecycleSubject,
  options: XStateEventOptions,
): XStateEvent[] {
  const to = toMilliseconds(requireOptions(options, EVENT_OPTIONS, { mandatory: ["to"] }).to, "to");
  const subject = preparedOf(record);
  const { snapshot } = replay(lifecycle, subject, { to });
  const interactions = subject.history.flatMap(({ type, at }, interaction): XStateEvent[] =>
    at.getTime() <= to ? [{ type, at: at.getTime(), subject, interaction }] : [],
  );
  const due = snapshot.path
    .filter(({ interactionId }) => interactionId === undefined)
    .map(({ at }): XStateEvent => ({ type: "due", at, subject }));
  // The sort is stable: at one instant, interactions come before `due`.
  return [...interactions, ...due].sort((left, right) => left.at - right.at);
}

import type { InstantInput } from "../../kernel/index.js";
import { anIterable, anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { preparedOf, startOfRecord } from "../../rules/internal.js";
import type { Lifecycle } from "./definition.js";
import { type CompiledTransition, isTriggeredBy, leaves, type Machine, machineOf } from "./machine.js";
import { type Position, run } from "./run.js";
import type { LifecycleSubject } from "./snapshot.js";

/** Weaknesses that a well-formed lifecycle can have. */
export type LifecycleFindingKind = "unreachable" | "dead-end" | "shadowed" | "ambiguous" | "missing-fallback";

/** A weakness of a lifecycle. */
export interface LifecycleFinding {
  readonly kind: LifecycleFindingKind;
  /** State that it concerns. */
  readonly state: string;
  /** Identifiers of the transitions that it concerns. */
  readonly transitions: readonly string[];
  /** Problem and remedy, in one sentence. */
  readonly message: string;
  /** For `ambiguous`, a case in which both guards held, at an instant in epoch milliseconds. */
  readonly witness?: { readonly subjectId: string; readonly at: number };
}

/** Options of {@link validateLifecycle}. */
export interface ValidateLifecycleOptions {
  /** Sample of records in which to look for two guards that hold at once. Finding none proves nothing. */
  readonly records?: Iterable<LifecycleSubject> | undefined;
  /** End of the replays; defaults to the last interaction of each record. */
  readonly to?: InstantInput | undefined;
}

const OPTIONS: OptionShape<ValidateLifecycleOptions> = { records: anIterable, to: anInstant };

/**
 * Finds the weaknesses of a well-formed lifecycle: states that no transition reaches, states that are not final and have no
 * transition out, transitions that another one always precedes, transitions of equal priority whose guards can both hold
 * (shown by a sampled record), and choices without a fallback.
 *
 * @returns findings in the order of states; an empty list does not prove that guards exclude each other
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`, `invalid_instant`, `invalid_option`
 * @example
 * const lifecycle = defineLifecycle({
 *   id: "two", initial: "a", states: { a: {}, b: {}, c: { final: true } },
 *   transitions: [{ from: "b", to: "c", on: "order.placed" }],
 * });
 * validateLifecycle(lifecycle).map(({ kind, state }) => [kind, state]) // => [["dead-end", "a"], ["unreachable", "b"], ["unreachable", "c"]]
 */
export function validateLifecycle<State extends string>(
  lifecycle: Lifecycle<State>,
  options: ValidateLifecycleOptions = {},
): LifecycleFinding[] {
  requireOptions(options, OPTIONS);
  const machine = machineOf(lifecycle);
  const reachable = reachableFrom(machine);
  const witnesses = witnessesOf(machine, options);
  return machine.names.flatMap((state, position): LifecycleFinding[] => {
    if (!reachable.has(position)) {
      const message = `No transition leads from ${machine.lifecycle.initial} to ${state}: add one or remove the state.`;
      return [{ kind: "unreachable", state, transitions: [], message }];
    }
    const out = machine.lifecycle.transitions.filter((transition) => leaves(transition, state, machine.lifecycle));
    if (out.length === 0 && machine.lifecycle.states[state]!.final !== true) {
      const message = `No transition leads out of ${state}: add one or mark the state as final.`;
      return [{ kind: "dead-end", state, transitions: [], message }];
    }
    return [
      ...choicesOf(machine, position).flatMap((choice) => findingsOfChoice(machine, state, choice)),
      ...witnesses.filter((finding) => finding.state === state),
    ];
  });
}

function reachableFrom(machine: Machine): Set<number> {
  const reachable = new Set([machine.initial]);
  for (const position of reachable) {
    const name = machine.names[position]!;
    for (const transition of machine.lifecycle.transitions)
      if (leaves(transition, name, machine.lifecycle)) reachable.add(machine.positions.get(transition.to)!);
  }
  return reachable;
}

/** Transitions that compete for one trigger, in the order in which they are tried. */
interface Choice {
  readonly type: string | null;
  readonly candidates: readonly CompiledTransition[];
}

function choicesOf(machine: Machine, position: number): Choice[] {
  const { byType, timed } = machine.states[position]!;
  return [...[...byType].map(([type, candidates]) => ({ type, candidates })), { type: null, candidates: timed }];
}

function findingsOfChoice(machine: Machine, state: string, { type, candidates }: Choice): LifecycleFinding[] {
  const { transitions } = machine.lifecycle;
  const idOf = ({ index }: CompiledTransition): string => transitions[index]!.id;
  const when = type === null ? "by time" : `on ${type}`;
  const findings: LifecycleFinding[] = [];
  // A rival without a guard that is due as early and tried first always wins.
  candidates.forEach((candidate, place) => {
    const rival = candidates
      .slice(0, place)
      .find(({ guard, manualTo, after }) => guard === null && manualTo === null && after <= candidate.after);
    if (rival === undefined) return;
    findings.push({
      kind: "shadowed",
      state,
      transitions: [idOf(rival), idOf(candidate)],
      message: `In ${state}, ${when}, ${idOf(rival)} is always taken before ${idOf(candidate)}: add a guard to ${idOf(rival)} or give ${idOf(candidate)} a higher priority.`,
    });
  });
  const choosing = candidates.filter(({ manualTo }) => manualTo === null);
  if (type !== null && choosing.length > 1 && choosing.every(({ guard }) => guard !== null)) {
    findings.push({
      kind: "missing-fallback",
      state,
      transitions: choosing.map(idOf),
      message: `In ${state}, ${when}, every transition has a guard, so nothing happens if none holds. Add a last transition without a guard unless that is intended.`,
    });
  }
  return findings;
}

/** Returns pairs of guards that both held when a transition was taken, each pair once. */
function witnessesOf(machine: Machine, options: ValidateLifecycleOptions): LifecycleFinding[] {
  const { records = [] } = options;
  const to = options.to === undefined ? undefined : toMilliseconds(options.to, "to");
  const found = new Map<string, LifecycleFinding>();
  const { transitions } = machine.lifecycle;
  for (const record of records) {
    const subject = preparedOf(record);
    const start = startOfRecord(subject);
    if (start === null) continue;
    const end = to ?? subject.history.at(-1)?.at.getTime() ?? start;
    const position: Position = { stage: machine.initial, entered: start, cursor: start - 1, settled: false };
    let entered = start;
    run(machine, subject, position, end, (index, from, target, at, interaction) => {
      const { byType, timed } = machine.states[from]!;
      const fact = interaction < 0 ? undefined : subject.history[interaction]!;
      const visible = { interactions: interaction + 1, until: at };
      for (const rival of fact === undefined ? timed : (byType.get(fact.type) ?? [])) {
        if (rival.index === index || rival.to === target || at < entered + rival.after) continue;
        if ((transitions[rival.index]!.priority ?? 0) !== (transitions[index]!.priority ?? 0)) continue;
        if (fact !== undefined && !isTriggeredBy(machine, rival, fact)) continue;
        // The run evaluates guards on the same subject: restore what it sees.
        const kept = subject.visible;
        const holds = rival.guard === null || rival.guard.matches(subject, at, fact === undefined ? undefined : visible);
        subject.visible = kept;
        const names = [transitions[index]!.id, transitions[rival.index]!.id];
        const state = machine.names[from]!;
        const key = JSON.stringify([state, ...names.sort()]);
        if (!holds || found.has(key)) continue;
        found.set(key, {
          kind: "ambiguous",
          state,
          transitions: names,
          message: `In ${state}, ${names.join(" and ")} can both be taken, and only their order decides: set priorities or make their guards exclude each other.`,
          witness: { subjectId: subject.id, at },
        });
      }
      entered = at;
    });
  }
  return [...found.values()];
}

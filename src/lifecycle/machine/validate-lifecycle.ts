import { preparedOf } from "../../rules/internal.js";
import type { Lifecycle } from "./definition.js";
import { type CompiledTransition, isSetOffBy, leaves, type Machine, machineOf } from "./machine.js";
import { type Position, run } from "./run.js";
import { type LifecycleSubject, startOfRecord } from "./snapshot.js";

/** What can be wrong with a lifecycle that is well formed. */
export type LifecycleFindingKind = "unreachable" | "dead-end" | "shadowed" | "ambiguous" | "missing-fallback";

/** Something to look at in a lifecycle. */
export interface LifecycleFinding {
  readonly kind: LifecycleFindingKind;
  /** The state that it is about. */
  readonly state: string;
  /** Transitions that it is about. */
  readonly transitions: readonly string[];
  /** What is wrong and what to do, in a sentence. */
  readonly message: string;
  /** Of `ambiguous`: a case in which both guards held. */
  readonly witness?: { readonly subjectId: string; readonly at: number };
}

/** Records to look for witnesses in. */
export interface ValidateOptions {
  /** A sample: two guards that both hold somewhere in it are reported. None found is no proof. */
  readonly records?: Iterable<LifecycleSubject> | undefined;
  /** Replays go up to here (epoch milliseconds or a date); the last interaction of each record unless told. */
  readonly to?: number | Date | undefined;
}

/**
 * Looks for what makes a lifecycle go wrong although it is well formed: states that nothing leads to, states that nothing
 * leads out of although they are not final, transitions that another always forestalls, choices of equal priority between
 * guards that can both hold (by witness, from sampled records), choices without an "else".
 *
 * @returns findings, in the order of states; none is no proof that guards exclude each other
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`
 * @example
 * const lifecycle = defineLifecycle({
 *   id: "two", initial: "a", states: { a: {}, b: {}, c: { final: true } },
 *   transitions: [{ from: "b", to: "c", on: "order.placed" }],
 * });
 * validateLifecycle(lifecycle).map(({ kind, state }) => [kind, state]) // => [["dead-end", "a"], ["unreachable", "b"], ["unreachable", "c"]]
 */
export function validateLifecycle<State extends string>(
  lifecycle: Lifecycle<State>,
  options: ValidateOptions = {},
): LifecycleFinding[] {
  const machine = machineOf(lifecycle);
  const reachable = reachableFrom(machine);
  const witnesses = witnessesOf(machine, options);
  return machine.names.flatMap((state, position): LifecycleFinding[] => {
    if (!reachable.has(position)) {
      const message = `Nothing leads from ${machine.lifecycle.initial} to ${state}: add a transition, or leave the state out.`;
      return [{ kind: "unreachable", state, transitions: [], message }];
    }
    const out = machine.lifecycle.transitions.filter((transition) => leaves(transition, state, machine.lifecycle));
    if (out.length === 0 && machine.lifecycle.states[state]!.final !== true) {
      const message = `Nothing leads out of ${state}: mark it final, or add a transition.`;
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

/** The transitions that compete for one trigger, in the order in which they are asked. */
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
  // Without a guard, a rival that comes as early and is asked first always wins.
  candidates.forEach((candidate, place) => {
    const rival = candidates
      .slice(0, place)
      .find(({ guard, manualTo, after }) => guard === null && manualTo === null && after <= candidate.after);
    if (rival === undefined) return;
    findings.push({
      kind: "shadowed",
      state,
      transitions: [idOf(rival), idOf(candidate)],
      message: `In ${state}, ${when}, ${idOf(rival)} is always taken before ${idOf(candidate)}: give it a guard, or the other the higher priority.`,
    });
  });
  const choosing = candidates.filter(({ manualTo }) => manualTo === null);
  if (type !== null && choosing.length > 1 && choosing.every(({ guard }) => guard !== null)) {
    findings.push({
      kind: "missing-fallback",
      state,
      transitions: choosing.map(idOf),
      message: `In ${state}, ${when}, every way out has a guard: where none holds, nothing happens. Add a last one without a guard if that is not meant.`,
    });
  }
  return findings;
}

/** Pairs of guards that both held where a transition was taken, each pair once. */
function witnessesOf(machine: Machine, { records = [], to }: ValidateOptions): LifecycleFinding[] {
  const found = new Map<string, LifecycleFinding>();
  const { transitions } = machine.lifecycle;
  for (const record of records) {
    const subject = preparedOf(record);
    const start = startOfRecord(subject);
    if (start === null) continue;
    const end = to === undefined ? (subject.history.at(-1)?.at.getTime() ?? start) : Number(to);
    const position: Position = { stage: machine.initial, entered: start, cursor: start - 1, settled: false };
    let entered = start;
    run(machine, subject, position, end, (index, from, target, at, interaction) => {
      const { byType, timed } = machine.states[from]!;
      const fact = interaction < 0 ? undefined : subject.history[interaction]!;
      const visible = { interactions: interaction + 1, until: at };
      for (const rival of fact === undefined ? timed : (byType.get(fact.type) ?? [])) {
        if (rival.index === index || rival.to === target || at < entered + rival.after) continue;
        if ((transitions[rival.index]!.priority ?? 0) !== (transitions[index]!.priority ?? 0)) continue;
        if (fact !== undefined && !isSetOffBy(machine, rival, fact)) continue;
        // The run asks its own questions of the subject: keep what it sees.
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
          message: `In ${state}, ${names.join(" and ")} can both be taken, and only their order decides: set priorities, or let their guards exclude each other.`,
          witness: { subjectId: subject.id, at },
        });
      }
      entered = at;
    });
  }
  return [...found.values()];
}

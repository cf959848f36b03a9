import { ClienteleError } from "../../kernel/index.js";
import { countStepsUpTo, countUpTo, firstAfter } from "../../kernel/internal.js";
import type { PreparedSubject } from "../../rules/index.js";
import { type CompiledTransition, isTriggeredBy, type Machine } from "./machine.js";
import { endOfSilence } from "./silence.js";

/** Current position of a subject. {@link run} changes it in place. */
export interface Position {
  /** Position of the stage among the machine's states. */
  stage: number;
  /** Epoch milliseconds at which it was entered. */
  entered: number;
  /** Everything at or before this instant is done: interactions first, then due timed transitions. */
  cursor: number;
  /** Whether the timed guards are known to be false at the cursor, as they are after a run. */
  settled: boolean;
}

/** Callback for every transition: its position in the definition, from, to, instant, and position of the interaction (−1: time). */
export type Take = (transition: number, from: number, to: number, at: number, interaction: number) => void;

/** Maximum timed transitions at one instant. */
const MAX_AT_ONE_INSTANT = 16;
/** Maximum timed transitions without an interaction in between. */
const MAX_BY_TIME_ALONE = 10_000;

/**
 * Advances a subject to an instant. At each instant, its interactions come first, in their order, with at most one transition
 * each; then the timed transitions that are due. A timed transition is taken at the instant at which it became due.
 */
export function run(machine: Machine, subject: PreparedSubject, position: Position, to: number, take: Take): void {
  const { history } = subject;
  const { watches, states } = machine;
  const marks = marksOf(machine, subject, position.cursor, to);
  const visible = { interactions: 0, until: 0 };
  let byTimeAlone = 0;

  const move = (transition: CompiledTransition, at: number, interaction: number): void => {
    const from = position.stage;
    position.stage = transition.to;
    position.entered = at;
    take(transition.index, from, transition.to, at, interaction);
  };

  /** Takes the timed transitions that are due at an instant whose interactions are done. */
  const settle = (at: number): void => {
    for (let taken = 0; ; taken++) {
      const due = firstDue(states[position.stage]!.timed, subject, position.entered, at);
      if (due === undefined) break;
      if (taken >= MAX_AT_ONE_INSTANT || ++byTimeAlone > MAX_BY_TIME_ALONE) throw cycle(machine, subject.id, position, at);
      move(due, at, -1);
    }
    position.cursor = at;
    position.settled = true;
  };

  /** Takes every timed transition that becomes due in (cursor, until]. */
  const pass = (until: number): void => {
    while (position.cursor < until) {
      const { timed } = states[position.stage]!;
      const due = timed.length === 0 ? Number.POSITIVE_INFINITY : dueAfter(timed, subject, position, until);
      if (due > until) {
        position.cursor = until;
        position.settled = true;
        return;
      }
      settle(due);
    }
  };

  let index = countUpTo(history, position.cursor);
  let mark = 0;
  for (;;) {
    if (watches !== null) while (index < history.length && !watches(history[index]!.type)) index++;
    const next = index < history.length ? history[index]!.at.getTime() : Number.POSITIVE_INFINITY;
    const instant = mark < marks.length ? Math.min(next, marks[mark]!) : next;
    if (instant > to) break;
    pass(instant - 1);
    while (index < history.length) {
      const interaction = history[index]!;
      if (interaction.at.getTime() !== instant) break;
      byTimeAlone = 0;
      const candidates = states[position.stage]!.byType.get(interaction.type);
      if (candidates !== undefined) {
        visible.interactions = index + 1;
        visible.until = instant;
        for (const candidate of candidates) {
          if (instant < position.entered + candidate.after || !isTriggeredBy(machine, candidate, interaction)) continue;
          if (candidate.guard !== null && !candidate.guard.matches(subject, instant, visible)) continue;
          move(candidate, instant, index);
          break;
        }
      }
      index++;
    }
    while (mark < marks.length && marks[mark] === instant) mark++;
    settle(instant);
  }
  pass(to);
}

/**
 * Returns the earliest instant in (cursor, until] at which a timed transition becomes due if nothing else happens; ∞ if none.
 *
 * @param search - where a calendar ends before that is known, `nextChange` throws `beyond_calendar`, and `nextCheck` finds the
 * first instant at which it is not known
 */
export function dueAfter(
  timed: readonly CompiledTransition[],
  subject: PreparedSubject,
  { entered, cursor, settled }: Position,
  until: number,
  search: "nextChange" | "nextCheck" = "nextChange",
): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const transition of timed) {
    const limit = Math.min(until, earliest - 1);
    // A guard that is false at the cursor stays false until its next change. Any other guard is evaluated at the first instant
    // that counts: entry plus `after`, or just past the cursor if an attribute was overwritten without a history.
    const isFalse = settled && entered + transition.after <= cursor && transition.guard !== null;
    const start = isFalse ? cursor : Math.max(entered + transition.after, cursor + 1);
    if (start > limit) continue;
    const isKnown = search === "nextChange" || start <= (transition.guard?.horizon ?? start);
    const isDue = !isFalse && (!isKnown || holds(transition, subject, start));
    const due = isDue ? start : nextTrue(transition, subject, start, limit, search);
    if (due < earliest) earliest = due;
  }
  return earliest;
}

/** Returns whether the guard of a timed transition holds at an instant. */
function holds({ guard, silence }: CompiledTransition, subject: PreparedSubject, at: number): boolean {
  if (silence !== null) return endOfSilence(silence, subject, at) <= at;
  return guard === null || guard.matches(subject, at);
}

/** Returns the first instant in (from, limit] at which a guard that is false becomes true by time alone; ∞ if none. */
function nextTrue(
  { guard, silence }: CompiledTransition,
  subject: PreparedSubject,
  from: number,
  limit: number,
  search: "nextChange" | "nextCheck",
): number {
  if (silence !== null) {
    const due = endOfSilence(silence, subject, from);
    // Without any such interaction there is no silence.
    return due > from && due <= limit ? due : Number.POSITIVE_INFINITY;
  }
  return guard?.[search](subject, from, limit) ?? Number.POSITIVE_INFINITY;
}

/** Returns the first timed transition, by priority, that is due at an instant. */
function firstDue(
  timed: readonly CompiledTransition[],
  subject: PreparedSubject,
  entered: number,
  at: number,
): CompiledTransition | undefined {
  for (const transition of timed) {
    if (at >= entered + transition.after && holds(transition, subject, at)) return transition;
  }
  return undefined;
}

const NO_MARKS: readonly number[] = [];

/** Returns the instants in (after, to] at which a profile change or a timeline step may change a timed guard. */
function marksOf(machine: Machine, subject: PreparedSubject, after: number, to: number): readonly number[] {
  const { watchesAttributes, watchedStates } = machine;
  if ((!watchesAttributes || subject.past === null) && watchedStates.length === 0) return NO_MARKS;
  const marks = new Set<number>();
  const starts = watchesAttributes ? (subject.past?.starts ?? []) : [];
  for (const at of starts.slice(firstAfter(starts, after), firstAfter(starts, to))) marks.add(at);
  for (const key of watchedStates) {
    const steps = Object.hasOwn(subject.timelines, key) ? subject.timelines[key]! : [];
    for (const { from } of steps.slice(countStepsUpTo(steps, after), countStepsUpTo(steps, to))) marks.add(from.getTime());
  }
  return [...marks].sort((left, right) => left - right);
}

function cycle(machine: Machine, subjectId: string, { stage }: Position, at: number): ClienteleError {
  // The stages that timed transitions lead to from here, each once.
  const stages = new Set([stage]);
  for (const position of stages) for (const { to } of machine.states[position]!.timed) stages.add(to);
  return new ClienteleError(
    "transition_cycle",
    `Transitions of ${JSON.stringify(machine.lifecycle.id)} trigger each other without end. Make their guards exclude each other.`,
    { lifecycle: machine.lifecycle.id, subjectId, at, stages: [...stages].map((position) => machine.names[position]!) },
  );
}

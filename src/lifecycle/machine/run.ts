import { ClienteleError } from "../../kernel/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import { type CompiledTransition, isSetOffBy, type Machine } from "./machine.js";
import { endOfSilence } from "./silence.js";

/** Where a subject stands. Mutable: {@link run} moves it. */
export interface Position {
  /** Position of the stage among the machine's states. */
  stage: number;
  /** Epoch milliseconds at which it was entered. */
  entered: number;
  /** Everything at or before it is over: interactions first, then what time made due. */
  cursor: number;
  /** Whether the timed guards are known to be false at the cursor, as a run leaves them. */
  settled: boolean;
}

/** Told of every transition: its position in the definition, from, to, when, and the interaction's position (−1: time). */
export type Take = (transition: number, from: number, to: number, at: number, interaction: number) => void;

/** Timed transitions at one instant. */
const MOST_AT_ONE_INSTANT = 16;
/** Timed transitions without an interaction between them. */
const MOST_BY_TIME_ALONE = 10_000;

/**
 * Moves a subject on to an instant: at each instant first its interactions in their order, at most one transition each,
 * then what time has made due. Time-driven transitions are taken at the instant at which they fell due.
 */
export function run(machine: Machine, subject: PreparedSubject, position: Position, to: number, take: Take): void {
  const { history } = subject;
  const { watched, states } = machine;
  const marks = marksOf(machine, subject, position.cursor, to);
  const visible = { interactions: 0, until: 0 };
  let byTimeAlone = 0;

  const move = (transition: CompiledTransition, at: number, interaction: number): void => {
    const from = position.stage;
    position.stage = transition.to;
    position.entered = at;
    take(transition.index, from, transition.to, at, interaction);
  };

  /** Takes what is due at an instant whose interactions are over. */
  const settle = (at: number): void => {
    for (let taken = 0; ; taken++) {
      const due = firstDue(states[position.stage]!.timed, subject, position.entered, at);
      if (due === undefined) break;
      if (taken >= MOST_AT_ONE_INSTANT || ++byTimeAlone > MOST_BY_TIME_ALONE) throw cycle(machine, subject.id, position, at);
      move(due, at, -1);
    }
    position.cursor = at;
    position.settled = true;
  };

  /** Lets time pass: everything due in (cursor, until]. */
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

  let index = firstAfter(history, position.cursor);
  let mark = 0;
  for (;;) {
    if (watched !== null) while (index < history.length && !watched.has(history[index]!.type)) index++;
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
          if (instant < position.entered + candidate.after || !isSetOffBy(machine, candidate, interaction)) continue;
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

/** The earliest instant in (cursor, until] at which time makes a transition due if nothing more happens; ∞ if none. */
export function dueAfter(
  timed: readonly CompiledTransition[],
  subject: PreparedSubject,
  { entered, cursor, settled }: Position,
  until: number,
): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const transition of timed) {
    const limit = Math.min(until, earliest - 1);
    // A guard that is false at the cursor stays so until its next change; one that has to be asked first is asked at the
    // first instant that counts: entry plus `after`, or just past the cursor where an attribute was overwritten without a past.
    const isFalse = settled && entered + transition.after <= cursor && transition.guard !== null;
    const start = isFalse ? cursor : Math.max(entered + transition.after, cursor + 1);
    if (start > limit) continue;
    const due = !isFalse && holds(transition, subject, start) ? start : nextTrue(transition, subject, start, limit);
    if (due < earliest) earliest = due;
  }
  return earliest;
}

/** Whether the guard of a timed transition holds at an instant. */
function holds({ guard, silence }: CompiledTransition, subject: PreparedSubject, at: number): boolean {
  if (silence !== null) return endOfSilence(silence, subject, at) <= at;
  return guard === null || guard.matches(subject, at);
}

/** The first instant in (from, limit] at which a guard that is false becomes true by time alone; ∞ if none. */
function nextTrue({ guard, silence }: CompiledTransition, subject: PreparedSubject, from: number, limit: number): number {
  if (silence !== null) {
    const due = endOfSilence(silence, subject, from);
    // Without any such interaction there is no silence to speak of.
    return due > from && due <= limit ? due : Number.POSITIVE_INFINITY;
  }
  return guard?.nextChange(subject, from, limit) ?? Number.POSITIVE_INFINITY;
}

/** The first timed transition, by priority, that is due at an instant. */
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

/** Position of the first interaction after an instant. */
export function firstAfter(history: PreparedSubject["history"], instant: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (history[middle]!.at.getTime() <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NO_MARKS: readonly number[] = [];

/** Instants in (after, to] at which the profile or a timeline changes under a timed guard. */
function marksOf(machine: Machine, subject: PreparedSubject, after: number, to: number): readonly number[] {
  const { watchesAttributes, watchedStates } = machine;
  if ((!watchesAttributes || subject.past === null) && watchedStates.length === 0) return NO_MARKS;
  const marks = new Set<number>();
  const add = (at: number): void => {
    if (at > after && at <= to) marks.add(at);
  };
  if (watchesAttributes) for (const at of subject.past?.starts ?? []) add(at);
  for (const key of watchedStates) {
    if (Object.hasOwn(subject.timelines, key)) for (const { from } of subject.timelines[key]!) add(from.getTime());
  }
  return [...marks].sort((left, right) => left - right);
}

function cycle(machine: Machine, subjectId: string, { stage }: Position, at: number): ClienteleError {
  // The stages that time alone leads to from here, each once.
  const stages = new Set([stage]);
  for (const position of stages) for (const { to } of machine.states[position]!.timed) stages.add(to);
  return new ClienteleError(
    "transition_cycle",
    `Transitions of ${machine.lifecycle.id} set each other off without end; let their guards exclude each other.`,
    { lifecycle: machine.lifecycle.id, subjectId, at, stages: [...stages].map((position) => machine.names[position]!) },
  );
}

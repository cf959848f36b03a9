import { ClienteleError, type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { LOOK_AHEAD, toMilliseconds } from "../../kernel/internal.js";
import { type PreparedSubject } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import type { Lifecycle } from "./definition.js";
import { type Correction, correctionOf, type LifecycleEffect, effectsOf, reasonOf } from "./effects.js";
import { type Machine, machineOf } from "./machine.js";
import { dueAfter, type Position, run } from "./run.js";
import {
  evidenceOf,
  joinId,
  type LifecycleSnapshot,
  type LifecycleSubject,
  requireSnapshot,
  startOfRecord,
  type StageTransition,
} from "./snapshot.js";

/** A step, and why it was taken. */
export interface TakenTransition<State extends string = string> extends StageTransition<State> {
  readonly reason: LocalizedText;
}

/** What {@link advance} and {@link replay} return. */
export interface Advance<State extends string = string> {
  readonly snapshot: LifecycleSnapshot<State>;
  /** Steps after the snapshot's cursor, in order; corrections of the past are not among them. */
  readonly transitions: readonly TakenTransition<State>[];
  /** What the host is to do, in order: of each step exit, transition, entry; one `stage.corrected` where the past changed. */
  readonly effects: readonly LifecycleEffect[];
  /** What late facts changed about the path up to the snapshot's cursor; `null` if nothing. */
  readonly corrections: Correction<State> | null;
  /** When time alone will move the subject next, if nothing more happens; `null` within ten years. */
  readonly nextCheckAt: Date | null;
}

/** How far ahead {@link nextCheckAt} looks unless told: ten years. */

/**
 * A snapshot from which {@link advance} sets out: nothing seen, nothing done.
 *
 * @param subjectId - whose
 * @param options - `at`: enter the initial stage then and take up interactions from then on; without it, the record tells
 *   (`createdAt` or the first interaction, whichever is earlier)
 * @throws ClienteleError `undefined_lifecycle`, `invalid_instant`
 * @example
 * startLifecycle(retailLifecycle(), "c1").stage // => "prospect"
 */
export function startLifecycle<State extends string>(
  lifecycle: Lifecycle<State>,
  subjectId: string,
  options: { readonly at?: InstantInput | undefined } = {},
): LifecycleSnapshot<State> {
  machineOf(lifecycle);
  const startedAt = options.at === undefined ? null : toMilliseconds(options.at, "at");
  return {
    lifecycle: lifecycle.id,
    version: lifecycle.version,
    subjectId,
    stage: lifecycle.initial,
    enteredAt: startedAt,
    startedAt,
    start: startedAt === null ? "record" : "given",
    cursor: null,
    highest: null,
    path: [],
    seen: { interactions: 0, last: null, changes: 0, states: 0 },
  };
}

/** Options of {@link advance}. */
export interface AdvanceOptions {
  /** What had happened by then counts, nothing later. */
  readonly asOf: InstantInput;
  /** Decide the whole path anew, whether or not something came late; defaults to false. */
  readonly recheck?: boolean | undefined;
}

/**
 * Moves a snapshot on to an instant by what happened and by time. Steps that time made due bear the instant at which they
 * fell due, not that of the check. Facts that arrived late (at or before the snapshot's cursor) are noticed: the path is
 * computed anew, and `corrections` say what it changed. Any number of calls, in any portions, come to what
 * {@link replay} comes to.
 *
 * @param snapshot - from {@link startLifecycle}, or the `snapshot` of the call before
 * @param record - the subject with its whole history so far
 * @param asOf - what had happened by then counts
 * @param options - `recheck`: compute the path anew even if nothing seems late (after erasing or replacing facts)
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot`, `instant_before_cursor`, `transition_cycle`, `invalid_instant`
 * @example
 * const lifecycle = retailLifecycle();
 * const ordered = { id: "i1", customerId: "c1", type: "order.placed", at: new Date(0), properties: { orderId: "o1", total: 100, currency: "EUR" } };
 * const record = { id: "c1", attributes: {}, history: [ordered] };
 * const { snapshot, nextCheckAt } = advance(lifecycle, startLifecycle(lifecycle, "c1"), record, { asOf: 0 });
 * snapshot.stage // => "first-time"
 * nextCheckAt // => new Date("1970-04-01T00:00:00Z")
 */
export function advance<State extends string>(
  lifecycle: Lifecycle<State>,
  snapshot: LifecycleSnapshot<State>,
  record: LifecycleSubject,
  { asOf, recheck = false }: AdvanceOptions,
): Advance<State> {
  const machine = machineOf(lifecycle);
  const subject = preparedOf(record);
  const to = toMilliseconds(asOf, "asOf");
  requireSnapshot(machine, snapshot, subject.id);
  if (snapshot.cursor !== null && to < snapshot.cursor) {
    throw new ClienteleError("instant_before_cursor", "A snapshot moves forward only; replay answers about the past.", {
      cursor: snapshot.cursor,
      asOf: to,
    });
  }
  const late = recheck || isLate(machine, snapshot, subject);
  const base = late ? { ...startLifecycle(lifecycle, subject.id), ...givenStart(snapshot) } : snapshot;
  const reached = continueFrom(machine, base, subject, to) as LifecycleSnapshot<State>;
  const cursor = snapshot.cursor ?? Number.NEGATIVE_INFINITY;
  const fresh = late ? reached.path.filter(({ at }) => at > cursor) : reached.path.slice(snapshot.path.length);
  const corrections = late ? correctionOf(snapshot, reached, cursor) : null;
  const starts = reached.startedAt !== null && (snapshot.cursor === null || reached.startedAt > snapshot.cursor);
  return {
    snapshot: reached,
    transitions: fresh.map((step) => ({ ...step, reason: reasonOf(machine.lifecycle, step) })),
    effects: effectsOf(machine.lifecycle, reached, fresh, { starts, corrections, cursor }),
    corrections,
    nextCheckAt: nextDue(machine, subject, reached, to + LOOK_AHEAD),
  };
}

/**
 * The whole path of a subject up to an instant, from its start.
 *
 * @param record - the subject with its history
 * @param options - `to`: what had happened by then counts; `from`: enter the initial stage then, instead of at the start of the record
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`, `invalid_instant`
 * @example
 * const order = (id: string, day: number) => ({ id, customerId: "c1", type: "order.placed", at: new Date(day * 86_400_000), properties: { orderId: id, total: 100, currency: "EUR" } });
 * const record = { id: "c1", attributes: {}, history: [order("a", 0), order("b", 10)] };
 * replay(retailLifecycle(), record, { to: 200 * 86_400_000 }).transitions.map(({ to }) => to) // => ["first-time", "repeat", "at-risk", "dormant"]
 */
export function replay<State extends string>(
  lifecycle: Lifecycle<State>,
  record: LifecycleSubject,
  options: { readonly to: InstantInput; readonly from?: InstantInput | undefined },
): Advance<State> {
  const subject = preparedOf(record);
  const start = startLifecycle(lifecycle, subject.id, options.from === undefined ? {} : { at: options.from });
  return advance(lifecycle, start, subject, { asOf: options.to });
}

/**
 * When time alone will move a subject next, if nothing more happens.
 *
 * @param options - `until`: how far to look, ten years after the cursor unless told
 * @returns the exact instant at which a transition falls due; `null` if none does before `until`
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot`, `invalid_instant`
 * @example
 * const lifecycle = retailLifecycle();
 * nextCheckAt(lifecycle, startLifecycle(lifecycle, "c1"), { id: "c1", attributes: {}, history: [] }) // => null
 */
export function nextCheckAt<State extends string>(
  lifecycle: Lifecycle<State>,
  snapshot: LifecycleSnapshot<State>,
  record: LifecycleSubject,
  options: { readonly until?: InstantInput | undefined } = {},
): Date | null {
  const machine = machineOf(lifecycle);
  const subject = preparedOf(record);
  requireSnapshot(machine, snapshot, subject.id);
  if (snapshot.cursor === null) return null;
  const until = options.until === undefined ? snapshot.cursor + LOOK_AHEAD : toMilliseconds(options.until, "until");
  return nextDue(machine, subject, snapshot, until);
}

function nextDue(machine: Machine, subject: PreparedSubject, snapshot: LifecycleSnapshot, until: number): Date | null {
  if (snapshot.enteredAt === null || snapshot.cursor === null) return null;
  const stage = machine.positions.get(snapshot.stage)!;
  const position: Position = { stage, entered: snapshot.enteredAt, cursor: snapshot.cursor, settled: true };
  const due = dueAfter(machine.states[stage]!.timed, subject, position, until);
  return due === Number.POSITIVE_INFINITY ? null : new Date(due);
}

/** Whether facts at or before the cursor are others than the snapshot has seen. */
function isLate(machine: Machine, snapshot: LifecycleSnapshot, subject: PreparedSubject): boolean {
  if (snapshot.cursor === null) return false;
  const { interactions, last, changes, states } = evidenceOf(machine, subject, snapshot.cursor);
  const { seen } = snapshot;
  if (interactions !== seen.interactions || last !== seen.last || changes !== seen.changes) return true;
  if (seen.states !== null && states !== seen.states) return true;
  if (snapshot.start === "given") return false;
  const start = startOfRecord(subject);
  return (start !== null && start <= snapshot.cursor ? start : null) !== snapshot.startedAt;
}

/** Runs the machine from a snapshot to an instant. */
function continueFrom(machine: Machine, base: LifecycleSnapshot, subject: PreparedSubject, to: number): LifecycleSnapshot {
  const { lifecycle, names, ranks } = machine;
  const start = base.startedAt ?? startOfRecord(subject);
  const seen = evidenceOf(machine, subject, to);
  if (start === null || start > to) return { ...base, cursor: to, seen };
  const started = base.cursor !== null && base.startedAt !== null && base.cursor >= start;
  const position: Position = {
    stage: machine.positions.get(base.stage)!,
    entered: base.enteredAt ?? start,
    cursor: started ? base.cursor : start - 1,
    settled: false,
  };
  const path = [...base.path];
  let highest = base.highest ?? (ranks[machine.initial] === Number.NEGATIVE_INFINITY ? null : { stage: base.stage, at: start });
  let rank = highest === null ? Number.NEGATIVE_INFINITY : ranks[machine.positions.get(highest.stage)!]!;
  let ordinal = 0;
  run(machine, subject, position, to, (transition, from, target, at, interaction) => {
    ordinal = path.at(-1)?.at === at ? ordinal + 1 : 0;
    path.push({
      id: joinId(lifecycle.id, subject.id, at, names[from]!, names[target]!, ordinal),
      at,
      from: names[from]!,
      to: names[target]!,
      transition: lifecycle.transitions[transition]!.id,
      ...(interaction >= 0 && { interactionId: subject.history[interaction]!.id }),
    });
    if (ranks[target]! > rank) {
      rank = ranks[target]!;
      highest = { stage: names[target]!, at };
    }
  });
  return {
    ...base,
    stage: names[position.stage]!,
    enteredAt: position.entered,
    startedAt: start,
    cursor: to,
    highest,
    path,
    seen,
  };
}

function givenStart(snapshot: LifecycleSnapshot): Partial<LifecycleSnapshot> {
  if (snapshot.start !== "given") return {};
  return { startedAt: snapshot.startedAt, enteredAt: snapshot.startedAt, start: "given" };
}

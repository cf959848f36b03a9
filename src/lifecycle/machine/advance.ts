import { ClienteleError, type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { aBoolean, anInstant, LOOK_AHEAD, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { type PreparedSubject } from "../../rules/index.js";
import { preparedOf, startOfRecord } from "../../rules/internal.js";
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
  type StageTransition,
} from "./snapshot.js";

/** A step with the reason why it was taken. */
export interface TakenTransition<State extends string = string> extends StageTransition<State> {
  readonly reason: LocalizedText;
}

/** Result of {@link advance} and {@link replay}. */
export interface Advance<State extends string = string> {
  readonly snapshot: LifecycleSnapshot<State>;
  /** Steps after the snapshot's cursor, in order, without corrections of the past. */
  readonly transitions: readonly TakenTransition<State>[];
  /** Effects for the host to carry out, in order: exit, transition and entry of each step; one `stage.corrected` if the past changed. */
  readonly effects: readonly LifecycleEffect[];
  /** Changes that late facts made to the path up to the snapshot's cursor; `null` if there are none. */
  readonly corrections: Correction<State> | null;
  /**
   * Next instant at which time alone moves the subject if nothing else happens; `null` if there is none within ten years. Where a
   * calendar ends before that is known, the first instant after its end.
   */
  readonly nextCheckAt: Date | null;
}

/** Options of {@link startLifecycle}. */
export interface StartLifecycleOptions {
  /**
   * Instant at which the subject enters the initial stage; earlier interactions trigger nothing. Defaults to the start of the
   * record: `createdAt` or the first interaction, the earlier one.
   */
  readonly at?: InstantInput | undefined;
}

const START_OPTIONS: OptionShape<StartLifecycleOptions> = { at: anInstant };

/**
 * Returns the snapshot from which {@link advance} starts: nothing seen, nothing done.
 *
 * @param subjectId - identifier of the subject
 * @throws ClienteleError `undefined_lifecycle`, `invalid_instant`, `invalid_option`
 * @example
 * startLifecycle(retailLifecycle(), "c1").stage // => "prospect"
 */
export function startLifecycle<State extends string>(
  lifecycle: Lifecycle<State>,
  subjectId: string,
  options: StartLifecycleOptions = {},
): LifecycleSnapshot<State> {
  machineOf(lifecycle);
  requireOptions(options, START_OPTIONS);
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
  /** Facts up to this instant count. */
  readonly asOf: InstantInput;
  /** Whether to recompute the whole path even if no fact seems late (after facts were erased or replaced); defaults to false. */
  readonly recheck?: boolean | undefined;
}

const ADVANCE_OPTIONS: OptionShape<AdvanceOptions> = { asOf: anInstant, recheck: aBoolean };

/**
 * Advances a snapshot to an instant, by interactions and by time. A timed step has the instant at which it became due, not
 * the instant of the check. Late facts (at or before the snapshot's cursor) are detected: the path is recomputed, and
 * `corrections` tell what changed. Any sequence of calls ends with the same path as one {@link replay}.
 *
 * @param snapshot - from {@link startLifecycle}, or the `snapshot` of the previous call
 * @param record - the subject with its whole history so far
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot`, `instant_before_cursor`, `transition_cycle`, `beyond_calendar`, `invalid_instant`, `invalid_option`
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
  options: AdvanceOptions,
): Advance<State> {
  const { asOf, recheck = false } = requireOptions(options, ADVANCE_OPTIONS, { mandatory: ["asOf"] });
  const machine = machineOf(lifecycle);
  const subject = preparedOf(record);
  const to = toMilliseconds(asOf, "asOf");
  requireSnapshot(machine, snapshot, subject.id);
  if (snapshot.cursor !== null && to < snapshot.cursor) {
    const cursor = new Date(snapshot.cursor).toISOString();
    throw new ClienteleError(
      "instant_before_cursor",
      `\`asOf\` must not be before the snapshot's cursor ${cursor}, got ${new Date(to).toISOString()}. Use \`replay\` for the past.`,
      { cursor: snapshot.cursor, asOf: to },
    );
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

/** Options of {@link replay}. */
export interface ReplayOptions {
  /** Instant at which the subject enters the initial stage; defaults to the start of the record. */
  readonly from?: InstantInput | undefined;
  /** Facts up to this instant count. */
  readonly to: InstantInput;
}

const REPLAY_OPTIONS: OptionShape<ReplayOptions> = { from: anInstant, to: anInstant };

/**
 * Computes the whole path of a subject up to an instant, from its start.
 *
 * @param record - the subject with its history
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`, `beyond_calendar`, `invalid_instant`, `invalid_option`
 * @example
 * const order = (id: string, day: number) => ({ id, customerId: "c1", type: "order.placed", at: new Date(day * 86_400_000), properties: { orderId: id, total: 100, currency: "EUR" } });
 * const record = { id: "c1", attributes: {}, history: [order("a", 0), order("b", 10)] };
 * replay(retailLifecycle(), record, { to: 200 * 86_400_000 }).transitions.map(({ to }) => to) // => ["first-time", "repeat", "at-risk", "dormant"]
 */
export function replay<State extends string>(
  lifecycle: Lifecycle<State>,
  record: LifecycleSubject,
  options: ReplayOptions,
): Advance<State> {
  const { from, to } = requireOptions(options, REPLAY_OPTIONS, { mandatory: ["to"] });
  const asOf = toMilliseconds(to, "to");
  const subject = preparedOf(record);
  const at = from === undefined ? undefined : toMilliseconds(from, "from");
  return advance(lifecycle, startLifecycle(lifecycle, subject.id, { at }), subject, { asOf });
}

/** Options of {@link nextCheckAt}. */
export interface NextCheckOptions {
  /** End of the look ahead; defaults to ten years after the cursor of the snapshot. */
  readonly until?: InstantInput | undefined;
}

const NEXT_CHECK_OPTIONS: OptionShape<NextCheckOptions> = { until: anInstant };

/**
 * Returns when time alone moves a subject next if nothing else happens.
 *
 * @returns the exact instant at which a transition becomes due, or the first one after the end of a calendar that decides it; `null`
 * if there is none up to `until`
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot`, `invalid_instant`, `invalid_option`
 * @example
 * const lifecycle = retailLifecycle();
 * nextCheckAt(lifecycle, startLifecycle(lifecycle, "c1"), { id: "c1", attributes: {}, history: [] }) // => null
 */
export function nextCheckAt<State extends string>(
  lifecycle: Lifecycle<State>,
  snapshot: LifecycleSnapshot<State>,
  record: LifecycleSubject,
  options: NextCheckOptions = {},
): Date | null {
  requireOptions(options, NEXT_CHECK_OPTIONS);
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
  const due = dueAfter(machine.states[stage]!.timed, subject, position, until, "nextCheck");
  return due === Number.POSITIVE_INFINITY ? null : new Date(due);
}

/** Returns whether the facts at or before the cursor differ from those that the snapshot has seen. */
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

/** Runs a compiled lifecycle from a snapshot to an instant. */
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

import { ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { Customer, Interaction, ProfileChange, Timelines, TimelineStep } from "../../models/index.js";
import { type PreparedSubject, prepareSubject } from "../../rules/index.js";
import { fieldFor } from "../access/inventory.js";
import { invalidRoom } from "../plugins/sort-plugins.js";
import type { DecisionEvidence, RoomStanding, Standing } from "../persistence/customer-state.js";
import type { RoomDecision, RoomInput, RoomMessage, WorkspaceRoom } from "../plugins/workspace-plugin.js";

/** A fitted model in use. */
export interface RoomModel {
  /** Grows by one with every refresh. */
  readonly version: number;
  readonly value: unknown;
}

/** Everything that a decision stands on. */
export interface DecisionInput {
  readonly customer: Customer;
  /** By `(at, id)`; may reach beyond `asOf`. */
  readonly history: readonly Interaction[];
  readonly changes: readonly ProfileChange[];
  /** The last decision; `null` at first. */
  readonly standing: Standing | null;
  /** Epoch milliseconds; a decision is never taken before the last one, whatever a clock says. */
  readonly asOf: number;
  readonly models: ReadonlyMap<string, RoomModel>;
  /** The facts that came in for this decision, where they are known: how far back the past has changed. */
  readonly added?: readonly Interaction[] | undefined;
  /** Decide the past anew although nothing seems late. */
  readonly recheck?: boolean | undefined;
}

/** A change that a room announced. */
export interface DecidedMessage extends RoomMessage {
  readonly room: string;
}

/** What all rooms decided. */
export interface Decision {
  readonly standing: Standing;
  readonly messages: readonly DecidedMessage[];
  /** What each room was given, for its view. */
  readonly inputs: readonly RoomInput<unknown, unknown>[];
}

/**
 * Decides about one customer, room after room; a pure function.
 *
 * @param rooms - in the order of `orderRooms`
 * @throws ClienteleError `room_failed`, `invalid_room`
 */
export function decideCustomer(rooms: readonly WorkspaceRoom[], input: DecisionInput): Decision {
  const { customer, history, changes, standing, models } = input;
  const asOf = Math.max(input.asOf, standing?.asOf ?? input.asOf);
  const since = standing?.asOf ?? null;
  const settled = standing === null ? null : settledInstant(standing, input);
  const base = prepareSubject({ id: customer.id, attributes: { ...customer }, history, changes, timelines: {} });
  const inputs: RoomInput<unknown, unknown>[] = [];
  const standings: RoomStanding[] = [];
  const messages: DecidedMessage[] = [];
  let timelines: Timelines = {};

  for (const room of rooms) {
    const before = standing?.rooms.find(({ id }) => id === room.id);
    const model = models.get(room.id);
    const known = standing?.timelines ?? {};
    const subject: PreparedSubject = { ...base, timelines: pick(timelines, room.reads) };
    const state = before === undefined ? null : stateOf(room, before);
    // A new model judges the past anew.
    const isSame = state !== null && before?.model === (model?.version ?? null);
    const roomSettled = isSame && settled !== null ? Math.min(settled, settledReads(room.reads, known, timelines)) : null;
    const roomInput: RoomInput<unknown, unknown> = {
      subject,
      state,
      timelines: pick(known, room.writes),
      since: state === null ? null : since,
      asOf,
      late: state !== null && roomSettled !== since,
      settled: roomSettled === Number.NEGATIVE_INFINITY ? null : roomSettled,
      model: model?.value ?? null,
    };
    const decided = guarded(room, customer.id, () => room.decide(roomInput));
    requireSound(room, decided, asOf);
    inputs.push(roomInput);
    messages.push(...decided.messages.map((message) => ({ ...message, room: room.id })));
    standings.push({
      id: room.id,
      version: room.version,
      state: decided.state,
      model: model?.version ?? null,
      nextCheckAt: decided.nextCheckAt?.getTime() ?? null,
    });
    timelines = { ...timelines, ...decided.timelines };
  }

  const checks = standings.flatMap(({ nextCheckAt }) => nextCheckAt ?? []);
  const future = history[countUpTo(history, asOf)]?.at.getTime();
  if (future !== undefined) checks.push(future);
  return {
    standing: {
      status: "active",
      asOf,
      revision: (standing?.revision ?? 0) + 1,
      seen: evidenceOf(history, changes, asOf),
      changes,
      timelines,
      rooms: standings,
      dueAt: checks.length === 0 ? null : Math.min(...checks),
    },
    messages,
    inputs,
  };
}

/** Runs a room's own code; what it throws says which room it was. */
export function guarded<Value>(room: WorkspaceRoom, customerId: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ClienteleError(
      "room_failed",
      `The room ${room.id} failed: ${problem}`,
      { room: room.id, customerId, code: isClienteleError(error) ? error.code : null, problem },
      "",
    );
  }
}

function stateOf(room: WorkspaceRoom, before: RoomStanding): unknown {
  if (before.version === room.version) return before.state;
  return room.migrate?.(before.state, before.version) ?? null;
}

/** Refuses what a room has not declared, and a check that would come at once again. */
function requireSound(room: WorkspaceRoom, { state, timelines, nextCheckAt }: RoomDecision<unknown>, asOf: number): void {
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    throw invalidRoom(room.id, "Let the state be an object.");
  }
  for (const field of Object.keys(state)) {
    if (fieldFor(room.inventory, field) === undefined && !room.inventory.some(({ path }) => path.startsWith(`${field}.`))) {
      throw invalidRoom(room.id, `Name the field ${field} of its state in the inventory.`);
    }
  }
  for (const key of Object.keys(timelines)) {
    if (!room.writes.includes(key)) throw invalidRoom(room.id, `Name the timeline ${key} in its writes.`);
  }
  // Written this way round, an invalid Date does not pass either.
  if (nextCheckAt !== null && !(nextCheckAt.getTime() > asOf)) {
    throw invalidRoom(room.id, "Let nextCheckAt come after asOf; else a tick would never end.");
  }
}

/** The instant up to which the past is as the last decision saw it; −∞ where nobody can say. */
function settledInstant(standing: Standing, { history, changes, added = [], recheck }: DecisionInput): number {
  if (recheck === true) return Number.NEGATIVE_INFINITY;
  const { asOf, seen } = standing;
  const now = evidenceOf(history, changes, asOf);
  const late = added.filter(({ at }) => at.getTime() <= asOf);
  const edits = changes.slice(standing.changes.length).filter(({ at }) => at.getTime() <= asOf);
  const isExplained =
    now.interactions === seen.interactions + late.length &&
    now.changes === seen.changes + edits.length &&
    (late.length > 0 || now.last === seen.last);
  if (!isExplained) return Number.NEGATIVE_INFINITY;
  return [...late, ...edits].reduce((earliest, { at }) => Math.min(earliest, at.getTime() - 1), asOf);
}

/** The instant before the first difference between the timelines that a room reads, then and now; ∞ where there is none. */
function settledReads(keys: readonly string[], before: Timelines, now: Timelines): number {
  return keys.reduce(
    (earliest, key) => Math.min(earliest, lastAlike(before[key] ?? [], now[key] ?? [])),
    Number.POSITIVE_INFINITY,
  );
}

function lastAlike(before: readonly TimelineStep[], now: readonly TimelineStep[]): number {
  const differs = (step: number): boolean =>
    before[step]?.value !== now[step]?.value || before[step]?.from.getTime() !== now[step]?.from.getTime();
  for (let step = 0; step < Math.max(before.length, now.length); step++) {
    if (!differs(step)) continue;
    const instants = [before[step], now[step]].flatMap((one) => one?.from.getTime() ?? []);
    return Math.min(...instants) - 1;
  }
  return Number.POSITIVE_INFINITY;
}

function evidenceOf(history: readonly Interaction[], changes: readonly ProfileChange[], asOf: number): DecisionEvidence {
  const interactions = countUpTo(history, asOf);
  return {
    interactions,
    last: interactions === 0 ? null : history[interactions - 1]!.id,
    changes: changes.filter(({ at }) => at.getTime() <= asOf).length,
  };
}

/** How many interactions had happened by an instant. */
function countUpTo(history: readonly Interaction[], instant: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (history[middle]!.at.getTime() <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pick(timelines: Timelines, keys: readonly string[]): Timelines {
  return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(timelines, key) ? [[key, timelines[key]!]] : [])));
}

import { ClienteleError } from "../../kernel/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import type { SubjectSource } from "../../rules/internal.js";
import type { Machine } from "./machine.js";
import { firstAfter } from "./run.js";

/** One step on a subject's way. Instants are epoch milliseconds, so that a snapshot survives JSON. */
export interface StageTransition<State extends string = string> {
  /** The same wherever and whenever it is computed: lifecycle, subject, instant, from, to, and its number at that instant. */
  readonly id: string;
  /** When it happened, or fell due. */
  readonly at: number;
  readonly from: State;
  readonly to: State;
  /** Identifier of the transition in the definition. */
  readonly transition: string;
  /** The interaction that set it off; absent where time did. */
  readonly interactionId?: string;
}

/** What a snapshot has seen of its subject, by which late arrivals are noticed. */
export interface SeenEvidence {
  /** Interactions up to the cursor. */
  readonly interactions: number;
  /** The last of them. */
  readonly last: string | null;
  /** Changes of the profile up to the cursor. */
  readonly changes: number;
  /** Fingerprint of the timelines that guards read, up to the cursor; `null` after a migration: not compared. */
  readonly states: number | null;
}

/** Where one subject stands in one lifecycle: plain JSON. */
export interface LifecycleSnapshot<State extends string = string> {
  readonly lifecycle: string;
  /** Version of the definition that made it. */
  readonly version: number;
  readonly subjectId: string;
  /** The current stage; the initial one until the subject has started. */
  readonly stage: State;
  /** When the stage was entered; `null` until the subject has started. */
  readonly enteredAt: number | null;
  /** When the subject started; `null` while nothing is known of it. */
  readonly startedAt: number | null;
  /** Whether the start was given, or is that of the record (`createdAt` or the first interaction, whichever is earlier). */
  readonly start: "given" | "record";
  /** Everything up to and including this instant is over; what arrives at or before it is late. */
  readonly cursor: number | null;
  /** The furthest stage so far, and when it was first reached. */
  readonly highest: { readonly stage: State; readonly at: number } | null;
  /** Every step so far, in order. */
  readonly path: readonly StageTransition<State>[];
  readonly seen: SeenEvidence;
}

/** Whoever has a lifecycle: a customer's record, any subject of rules, or one prepared for many questions. */
export type LifecycleSubject = SubjectSource;

/** When a subject starts by its record: `createdAt` or its first interaction; `null` if it has neither. */
export function startOfRecord(subject: PreparedSubject): number | null {
  const created: unknown = Object.hasOwn(subject.attributes, "createdAt") ? subject.attributes.createdAt : undefined;
  const known = created instanceof Date && !Number.isNaN(created.getTime()) ? created.getTime() : null;
  const first = subject.history.length > 0 ? subject.history[0]!.at.getTime() : null;
  return known === null || (first !== null && first < known) ? first : known;
}

/** What is to be seen of a subject up to an instant. */
export function evidenceOf(machine: Machine, subject: PreparedSubject, cursor: number): SeenEvidence {
  const interactions = firstAfter(subject.history, cursor);
  let changes = 0;
  for (const at of subject.past?.starts ?? []) if (at > Number.NEGATIVE_INFINITY && at <= cursor) changes++;
  return {
    interactions,
    last: interactions === 0 ? null : subject.history[interactions - 1]!.id,
    changes,
    states: machine.readStates.length === 0 ? 0 : fingerprint(machine.readStates, subject, cursor),
  };
}

/** FNV-1a over the steps of some timelines. */
function fingerprint(keys: readonly string[], subject: PreparedSubject, cursor: number): number {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  };
  for (const key of keys) {
    const steps = Object.hasOwn(subject.timelines, key) ? subject.timelines[key]! : [];
    for (const { from, value } of steps) if (from.getTime() <= cursor) add(`${key}|${from.getTime()}|${typeof value}|${value}\n`);
  }
  return hash >>> 0;
}

/** Refuses a snapshot of another lifecycle, version or subject. */
export function requireSnapshot(machine: Machine, snapshot: LifecycleSnapshot, subjectId: string): void {
  const { id, version } = machine.lifecycle;
  if (
    snapshot.lifecycle === id &&
    snapshot.version === version &&
    snapshot.subjectId === subjectId &&
    machine.positions.has(snapshot.stage)
  )
    return;
  throw new ClienteleError(
    "mismatched_snapshot",
    snapshot.lifecycle === id && snapshot.subjectId === subjectId
      ? `The snapshot is of version ${snapshot.version} and the definition of version ${version}: use migrateSnapshot.`
      : "The snapshot belongs to another lifecycle or subject.",
    {
      expected: { lifecycle: id, version, subjectId },
      actual: { lifecycle: snapshot.lifecycle, version: snapshot.version, subjectId: snapshot.subjectId },
    },
  );
}

/** Joins the parts of an identifier so that different parts never make the same text. */
export function joinId(...parts: readonly (string | number)[]): string {
  return parts.map((part) => (typeof part === "number" ? part : part.replace(/[\\:]/g, "\\$&"))).join(":");
}

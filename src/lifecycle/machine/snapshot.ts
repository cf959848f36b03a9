import { ClienteleError } from "../../kernel/index.js";
import { countUpTo } from "../../kernel/internal.js";
import type { PreparedSubject } from "../../rules/index.js";
import type { SubjectSource } from "../../rules/internal.js";
import type { Machine } from "./machine.js";

/** One step of a subject through a lifecycle. Instants are epoch milliseconds, so that a snapshot survives JSON. */
export interface StageTransition<State extends string = string> {
  /** Deterministic identifier: lifecycle, subject, instant, from, to, and the number of the step at that instant. */
  readonly id: string;
  /** Instant at which it happened or became due. */
  readonly at: number;
  readonly from: State;
  readonly to: State;
  /** Identifier of the transition in the definition. */
  readonly transition: string;
  /** Interaction that triggered it; absent if time did. */
  readonly interactionId?: string;
}

/** Evidence of what a snapshot has seen of its subject, used to detect late facts. */
export interface SeenEvidence {
  /** Number of interactions up to the cursor. */
  readonly interactions: number;
  /** Identifier of the last of them. */
  readonly last: string | null;
  /** Number of profile changes up to the cursor. */
  readonly changes: number;
  /** Fingerprint of the timelines that guards read, up to the cursor; `null` after a migration, which means "not compared". */
  readonly states: number | null;
}

/** State of one subject in one lifecycle, as plain JSON. */
export interface LifecycleSnapshot<State extends string = string> {
  readonly lifecycle: string;
  /** Version of the definition that produced it. */
  readonly version: number;
  readonly subjectId: string;
  /** The current stage; the initial one until the subject has started. */
  readonly stage: State;
  /** Instant at which the stage was entered; `null` until the subject has started. */
  readonly enteredAt: number | null;
  /** Instant at which the subject started; `null` while nothing is known about it. */
  readonly startedAt: number | null;
  /** `"given"` if the caller set the start, `"record"` if the record did (`createdAt` or the first interaction, the earlier one). */
  readonly start: "given" | "record";
  /** Everything up to and including this instant is done; facts at or before it that arrive later are late. */
  readonly cursor: number | null;
  /** Highest stage so far, with the instant at which it was first reached. */
  readonly highest: { readonly stage: State; readonly at: number } | null;
  /** Every step so far, in order. */
  readonly path: readonly StageTransition<State>[];
  readonly seen: SeenEvidence;
}

/** Subject of a lifecycle: a customer record, a subject of rules, or a prepared subject. */
export type LifecycleSubject = SubjectSource;

/** Returns the evidence of a subject up to an instant. */
export function evidenceOf(machine: Machine, subject: PreparedSubject, cursor: number): SeenEvidence {
  const interactions = countUpTo(subject.history, cursor);
  let changes = 0;
  for (const at of subject.past?.starts ?? []) if (at > Number.NEGATIVE_INFINITY && at <= cursor) changes++;
  return {
    interactions,
    last: interactions === 0 ? null : subject.history[interactions - 1]!.id,
    changes,
    states: machine.readStates.length === 0 ? 0 : fingerprint(machine.readStates, subject, cursor),
  };
}

/**
 * Returns the FNV-1a hash of the steps of some timelines, over UTF-16 code units. `fnv1a` of the kernel reads UTF-8 bytes, so that
 * it gives other numbers for text outside ASCII than those that stored snapshots hold.
 */
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

/** Throws if a snapshot belongs to another lifecycle, version or subject. */
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
      ? `The snapshot has version ${snapshot.version}, the definition version ${version}. Migrate it with \`migrateSnapshot\`.`
      : `The snapshot belongs to ${JSON.stringify(snapshot.subjectId)} in ${JSON.stringify(snapshot.lifecycle)}, not to ${JSON.stringify(subjectId)} in ${JSON.stringify(id)}.`,
    {
      expected: { lifecycle: id, version, subjectId },
      actual: { lifecycle: snapshot.lifecycle, version: snapshot.version, subjectId: snapshot.subjectId },
    },
  );
}

/** Joins the parts of an identifier; different parts never give the same text. */
export function joinId(...parts: readonly (string | number)[]): string {
  return parts.map((part) => (typeof part === "number" ? part : part.replace(/[\\:]/g, "\\$&"))).join(":");
}

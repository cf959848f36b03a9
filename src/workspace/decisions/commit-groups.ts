import type { ChangeSet, DocumentChange, DocumentKey, StorageDocument, Stored } from "../../storage/index.js";
import { documentText } from "../persistence/changes.js";
import type { Found } from "../persistence/load-customer.js";

/** Tasks whose changes are committed together. */
export interface CommitGroup<Task> {
  readonly members: readonly Task[];
  /** `null` if the members write nothing. */
  readonly set: ChangeSet | null;
}

/** Collects what the tasks of a batch decide into the sets to commit. */
export interface CommitGroups<Task> {
  /** Returns what was found for a task, with the shared documents as the tasks before it are about to write them. */
  seenBy(found: Found, documents: readonly DocumentKey[]): Found;
  /**
   * Adds a task that has decided. One that saw a document which another is about to write belongs to the group of the other,
   * even if it writes nothing: what it decided is true only if the other is committed.
   */
  add(task: Task, documents: readonly DocumentKey[], set: ChangeSet | null): void;
  /** The groups, each with changes of its own. */
  all(): readonly CommitGroup<Task>[];
}

/**
 * Creates an empty collection. Customers who share a document, such as a stock, decide after each other within one batch: each
 * sees the document as the one before leaves it. Otherwise all but the first of them would conflict.
 */
export function commitGroups<Task>(): CommitGroups<Task> {
  interface Group {
    readonly members: Task[];
    readonly sets: ChangeSet[];
  }
  const groups = new Set<Group>();
  /** Shared documents that a task is about to write, with the version that is stored. */
  const pending = new Map<string, { readonly document: Stored<StorageDocument> | null; group: Group }>();

  const joined = (others: ReadonlySet<Group>): Group => {
    const group: Group = { members: [], sets: [] };
    for (const other of others) {
      group.members.push(...other.members);
      group.sets.push(...other.sets);
      groups.delete(other);
    }
    for (const each of pending.values()) if (others.has(each.group)) each.group = group;
    groups.add(group);
    return group;
  };

  return {
    seenBy(found, documents) {
      if (!documents.some((key) => pending.has(documentText(key)))) return found;
      const seen = documents.map((key, position) => pending.get(documentText(key))?.document ?? found.documents[position]!);
      return { ...found, documents: seen };
    },
    add(task, documents, set) {
      const others = new Set(documents.flatMap((key) => pending.get(documentText(key))?.group ?? []));
      const group = joined(others);
      group.members.push(task);
      if (set === null) return;
      group.sets.push(set);
      const shared = new Set(documents.map(documentText));
      for (const change of set.documents ?? [])
        if (shared.has(documentText(change))) pending.set(documentText(change), { document: storedBy(change), group });
    },
    all: () => [...groups].map(({ members, sets }) => ({ members, set: sets.length === 0 ? null : joinedSet(sets) })),
  };
}

/** Returns a document as it will be, under the version that its next change has to expect. */
function storedBy({ kind, id, document, expected }: DocumentChange): Stored<StorageDocument> | null {
  return document === null ? null : { value: { ...document, kind, id }, version: expected as never };
}

/** Joins sets into one. Of a document that several of them write, the last content counts. */
function joinedSet(sets: readonly ChangeSet[]): ChangeSet {
  if (sets.length === 1) return sets[0]!;
  const documents = new Map(sets.flatMap((set) => set.documents ?? []).map((change) => [documentText(change), change]));
  const checks = new Map(sets.flatMap((set) => set.checks ?? []).map((check) => [documentText(check), check]));
  return {
    customers: sets.flatMap((set) => set.customers ?? []),
    documents: [...documents.values()],
    // A document that is written is compared anyway.
    checks: [...checks].flatMap(([key, check]) => (documents.has(key) ? [] : [check])),
    removeHistories: sets.flatMap((set) => set.removeHistories ?? []),
    interactions: sets.flatMap((set) => set.interactions ?? []),
    messages: sets.flatMap((set) => set.messages ?? []),
  };
}

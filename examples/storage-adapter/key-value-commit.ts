import {
  type CheckedChangeSets,
  checkChangeSets,
  type Committed,
  type OutboxMessage,
  type StorageAdapter,
  type Version,
} from "clientele/storage";
import { tenantOf } from "./conventions.js";
import { customerIn, customerKey, customerWrites } from "./key-value-customers.js";
import { documentIn, documentKey, documentWrites } from "./key-value-documents.js";
import {
  historyEntries,
  interactionIn,
  interactionKey,
  interactionRemoval,
  interactionWrites,
} from "./key-value-interactions.js";
import { enqueue, messageKey } from "./key-value-outbox.js";
import type { Checks, KeyValueStore, Writes } from "./key-value-store.js";
import { keyOf } from "./keys.js";

/** One commit of the database: a record with all its keys, if the record is still the one that was compared. */
interface Step {
  readonly checks: Checks;
  readonly writes: Writes;
}

/**
 * Creates `commit`. A commit of the database is atomic and small: etcd takes 128 keys, and one change set may have a thousand.
 * The adapter therefore has no transactions. It compares a whole set, and then writes record after record: what happened first,
 * then what was decided from it, and messages last. If the process ends in between, the library repeats the operation, which
 * finds what is written and completes the rest.
 */
export function keyValueCommit(store: KeyValueStore): StorageAdapter["commit"] {
  return async (context, sets) => {
    const tenant = tenantOf(context);
    const checked = checkChangeSets(sets);
    // No stamp is used twice, and a key occurs once per call, so one stamp is a fresh version for all its records.
    const version = (await store.commit(new Map(), new Map([[keyOf(tenant, "commits"), ""]])))!;
    const outcomes: Committed[] = [];
    for (const position of sets.keys()) outcomes.push(await commitSet(store, tenant, rowsOf(checked, position), version));
    return outcomes;
  };
}

/** Returns the rows of one set; documents in the order in which they are written. */
function rowsOf(checked: CheckedChangeSets, position: number): CheckedChangeSets {
  const own = <Row extends { readonly set: number }>(rows: readonly Row[]): Row[] => rows.filter(({ set }) => set === position);
  return {
    customers: own(checked.customers),
    documents: own(checked.documents).sort((left, right) => left.index - right.index),
    checks: own(checked.checks),
    removeHistories: own(checked.removeHistories),
    interactions: own(checked.interactions),
    messages: own(checked.messages),
  };
}

async function commitSet(store: KeyValueStore, tenant: string, rows: CheckedChangeSets, version: Version): Promise<Committed> {
  const steps = await stepsOf(store, tenant, rows, version);
  if (steps === null) return { ok: false, reason: "conflict" };
  for (const { checks, writes } of steps) {
    // Checking and writing are one step of the database. Reading first and writing later would lose updates.
    if ((await store.commit(checks, writes)) === null) return { ok: false, reason: "conflict" };
  }
  for (const messages of bySubject(rows)) await enqueue(store, tenant, messages);
  return { ok: true, version };
}

/** Compares everything that a set expects, and returns the steps that write it; `null` if something differs. */
async function stepsOf(store: KeyValueStore, tenant: string, rows: CheckedChangeSets, version: Version): Promise<Step[] | null> {
  const steps: Step[] = [];
  const freed = new Set<string>();
  for (const { customerId } of rows.removeHistories) {
    for await (const entry of historyEntries(store, tenant, customerId)) {
      const interaction = interactionIn(entry);
      freed.add(interaction.id);
      steps.push({ checks: new Map([[entry.key, entry.stamp]]), writes: interactionRemoval(tenant, interaction) });
    }
  }
  for (const { interaction } of rows.interactions) {
    const key = interactionKey(tenant, interaction.id);
    if (!freed.has(interaction.id) && (await store.get(key)) !== null) return null;
    steps.push({ checks: new Map([[key, null]]), writes: interactionWrites(tenant, interaction) });
  }
  for (const change of rows.customers) {
    const key = customerKey(tenant, change.id);
    const entry = await store.get(key);
    if ((entry && customerIn(entry).version) !== change.expected) return null;
    steps.push({ checks: new Map([[key, entry?.stamp ?? null]]), writes: customerWrites(tenant, change, version) });
  }
  for (const change of rows.documents) {
    const key = documentKey(tenant, change);
    const entry = await store.get(key);
    if ((entry && documentIn(entry).version) !== change.expected) return null;
    steps.push({ checks: new Map([[key, entry?.stamp ?? null]]), writes: documentWrites(tenant, change, entry, version) });
  }
  for (const check of rows.checks) {
    const entry = await store.get(documentKey(tenant, check));
    if (entry === null || documentIn(entry).version !== check.expected) return null;
  }
  for (const { message } of rows.messages) if ((await store.get(messageKey(tenant, message))) !== null) return null;
  return steps;
}

/** Returns the messages of a set, a list per subject; they are sorted by subject already. */
function bySubject({ messages }: CheckedChangeSets): readonly OutboxMessage[][] {
  const lists = new Map<string, OutboxMessage[]>();
  for (const { message } of messages) lists.set(message.subject, [...(lists.get(message.subject) ?? []), message]);
  return [...lists.values()];
}

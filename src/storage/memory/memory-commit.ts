import type { ChangeSet, Committed } from "../change-set.js";
import { type CheckedChangeSets, checkChangeSets } from "../check-change-sets.js";
import type { StorageContext } from "../context.js";
import { documentKey } from "../document-order.js";
import { messageKey } from "../message-order.js";
import type { Version } from "../stored.js";
import { historyIds } from "./memory-interactions.js";
import { enqueue } from "./memory-outbox.js";
import { type MemoryState, nextToken, openTables } from "./memory-state.js";
import type { TenantTables } from "./tenant-tables.js";

/** Writes change sets one after another. Nothing else runs meanwhile, so that a set is checked as a whole and then written. */
export function commitSets(state: MemoryState, context: StorageContext, sets: readonly ChangeSet[]): Committed[] {
  const tables = openTables(state, context);
  const checked = checkChangeSets(sets);
  const rowsOf = <Row extends { readonly set: number }>(rows: readonly Row[]): readonly Row[][] => {
    const groups: Row[][] = sets.map(() => []);
    for (const row of rows) groups[row.set]!.push(row);
    return groups;
  };
  const customers = rowsOf(checked.customers);
  const documents = rowsOf(checked.documents);
  const checks = rowsOf(checked.checks);
  const removeHistories = rowsOf(checked.removeHistories);
  const interactions = rowsOf(checked.interactions);
  const messages = rowsOf(checked.messages);
  return sets.map((_, set): Committed => {
    const rows: CheckedChangeSets = {
      customers: customers[set]!,
      documents: documents[set]!,
      checks: checks[set]!,
      removeHistories: removeHistories[set]!,
      interactions: interactions[set]!,
      messages: messages[set]!,
    };
    if (!isCurrent(tables, rows)) return { ok: false, reason: "conflict" };
    const version = nextToken(state);
    write(state, tables, rows, version);
    return { ok: true, version };
  });
}

/** Tells whether a set can be written: every version is the expected one, and nothing new exists. */
function isCurrent(tables: TenantTables, set: CheckedChangeSets): boolean {
  const removed = new Set(set.removeHistories.map(({ customerId }) => customerId));
  const isFree = (id: string): boolean => {
    const known = tables.interactions.get(id);
    return known === undefined || removed.has(known.customerId);
  };
  return (
    set.customers.every(({ id, expected }) => (tables.customers.get(id)?.version ?? null) === expected) &&
    [...set.documents, ...set.checks].every(
      (change) => (tables.documents.get(documentKey(change))?.version ?? null) === change.expected,
    ) &&
    set.interactions.every(({ interaction }) => isFree(interaction.id)) &&
    set.messages.every(({ message }) => tables.messages.get(messageKey(message)) === undefined)
  );
}

function write(state: MemoryState, tables: TenantTables, set: CheckedChangeSets, version: Version): void {
  for (const { id, customer } of set.customers) {
    if (customer === null) tables.customers.remove(id);
    else tables.customers.put({ value: customer, version });
  }
  for (const change of set.documents) {
    if (change.document === null) tables.documents.remove(documentKey(change));
    else tables.documents.put({ value: change.document, version });
  }
  for (const { customerId } of set.removeHistories) {
    for (const id of historyIds(tables, customerId)) tables.interactions.remove(id);
  }
  for (const { interaction } of set.interactions) tables.interactions.put(interaction);
  for (const { message } of set.messages) enqueue(state, tables, message);
}

import { compareCodePoints } from "../kernel/index.js";
import { joinPath } from "../kernel/internal.js";
import type { Customer, Interaction } from "../models/index.js";
import type { ChangeSet, CustomerChange, DocumentChange, DocumentCheck } from "./change-set.js";
import { compareDocuments, documentKey } from "./document-order.js";
import type { DocumentKey, StorageDocument } from "./document-store.js";
import { invalidChangeSet } from "./invalid-change-set.js";
import { compareMessages, messageKey } from "./message-order.js";
import type { OutboxMessage } from "./outbox.js";
import { storableCopy } from "./plain-data.js";
import { requireIdentifier } from "./request-checks.js";
import { storableDocument, storableInteraction, storableMessage } from "./storable-records.js";

/** A change of a customer, checked and copied. */
export interface CheckedCustomerChange extends CustomerChange {
  /** Position of its set. */
  readonly set: number;
}

/** A change of a document, checked and copied. */
export interface CheckedDocumentChange extends DocumentKey {
  /** Position of its set. */
  readonly set: number;
  /** Position in the list of its set. An adapter without transactions writes the documents of a set in this order. */
  readonly index: number;
  readonly document: StorageDocument | null;
  readonly expected: DocumentChange["expected"];
}

/** The change sets of one commit, checked and copied: all rows of all sets by kind of row. */
export interface CheckedChangeSets {
  /** By identifier, in code-point order. */
  readonly customers: readonly CheckedCustomerChange[];
  /** By kind and identifier. */
  readonly documents: readonly CheckedDocumentChange[];
  /** By kind and identifier. */
  readonly checks: readonly (DocumentCheck & { readonly set: number })[];
  /** Customers whose histories are removed, by identifier. */
  readonly removeHistories: readonly { readonly customerId: string; readonly set: number }[];
  /** By identifier. */
  readonly interactions: readonly { readonly interaction: Interaction; readonly set: number }[];
  /** By subject, sequence and part. */
  readonly messages: readonly { readonly message: OutboxMessage; readonly set: number }[];
}

/**
 * Checks the change sets of a commit before anything is written, copies what they hold, and sorts all rows by key, so that all
 * writers lock in the same order and none waits for another that waits for it.
 *
 * @returns the rows of all sets, each with the position of its set
 * @throws ClienteleError `invalid_change_set`, `unstorable_identifier`, `unstorable_value`, `invalid_instant`, each with the path
 *   in the sets
 * @example
 * const customer = { id: "c1", kind: "person", version: 0 } as const;
 * checkChangeSets([{ customers: [{ id: "c1", customer, expected: null }] }]).customers[0]?.set // => 0
 * checkChangeSets([{ customers: [{ id: "c1", customer: null, expected: null }] }]) // => throws invalid_change_set
 * checkChangeSets([{ customer: [] } as never]) // => throws invalid_change_set
 */
export function checkChangeSets(sets: readonly ChangeSet[]): CheckedChangeSets {
  sets.forEach(requireLists);
  const documentKeys = new Set<string>();
  return {
    customers: rowsOf(sets, "customers", readCustomerChange, ({ id }) => id, byId),
    documents: rowsOf(sets, "documents", readDocumentChange, documentKey, compareDocuments, documentKeys),
    checks: rowsOf(sets, "checks", readCheck, documentKey, compareDocuments, documentKeys),
    removeHistories: rowsOf(
      sets,
      "removeHistories",
      (given: string, path) => ({ customerId: requireIdentifier(given, path) }),
      ({ customerId }) => customerId,
      (left, right) => compareCodePoints(left.customerId, right.customerId),
    ),
    interactions: rowsOf(
      sets,
      "interactions",
      (given: Interaction, path) => ({ interaction: storableInteraction(given, path) }),
      ({ interaction }) => interaction.id,
      (left, right) => byId(left.interaction, right.interaction),
    ),
    messages: rowsOf(
      sets,
      "messages",
      (given: OutboxMessage, path) => ({ message: storableMessage(given, path) }),
      ({ message }) => messageKey(message),
      (left, right) => compareMessages(left.message, right.message),
    ),
  };
}

/**
 * Reads the rows of one list of all sets, and sorts them.
 *
 * @param keyOf - a text that is the same for rows of one key only; no identifier contains U+0000
 * @param seen - keys that may not occur again
 */
function rowsOf<Given, Row extends object>(
  sets: readonly ChangeSet[],
  list: keyof ChangeSet,
  read: (given: Given, path: string) => Row,
  keyOf: (row: Row) => string,
  compare: (left: Row, right: Row) => number,
  seen = new Set<string>(),
): (Row & { readonly set: number; readonly index: number })[] {
  const rows: (Row & { readonly set: number; readonly index: number })[] = [];
  for (const [set, changeSet] of sets.entries()) {
    for (const [index, given] of ((changeSet[list] ?? []) as readonly Given[]).entries()) {
      const path = () => `[${set}].${list}[${index}]`;
      const row = readAt(given, read, path);
      const key = keyOf(row);
      if (seen.has(key)) throw invalidChangeSet(path(), "The key occurs twice. Join changes of one record before the commit.");
      seen.add(key);
      rows.push(Object.assign(row, { set, index }));
    }
  }
  return rows.sort(compare);
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return compareCodePoints(left.id, right.id);
}

/** Reads a row. The path is made only for one that is refused: paths of all rows would cost more than the checks. */
function readAt<Given, Row>(given: Given, read: (given: Given, path: string) => Row, path: () => string): Row {
  try {
    return read(given, "");
  } catch {
    return read(given, path());
  }
}

const LISTS: readonly (keyof ChangeSet)[] = ["customers", "documents", "checks", "removeHistories", "interactions", "messages"];

/** Refuses a list that no change set has: a misspelled one would silently not be written. */
function requireLists(changeSet: ChangeSet, set: number): void {
  if (typeof changeSet !== "object" || changeSet === null) throw invalidChangeSet(`[${set}]`, "Must be an object of lists.");
  for (const [name, list] of Object.entries(changeSet as Readonly<Record<string, unknown>>)) {
    const path = `[${set}].${name}`;
    if (!(LISTS as readonly string[]).includes(name)) {
      throw invalidChangeSet(path, `A change set has the lists ${LISTS.join(", ")}.`);
    }
    if (list !== undefined && !Array.isArray(list)) throw invalidChangeSet(path, "Must be an array.");
  }
}

function readCustomerChange({ id, customer, expected }: CustomerChange, path: string): CustomerChange {
  requireIdentifier(id, joinPath(path, "id"));
  if (customer !== null && customer.id !== id)
    throw invalidChangeSet(joinPath(path, "customer.id"), `The customer must have the identifier ${JSON.stringify(id)}.`);
  requireExpected(expected, customer === null, path);
  return { id, customer: customer === null ? null : storableCopy<Customer>(customer, joinPath(path, "customer")), expected };
}

function readDocumentChange(change: DocumentChange, path: string): Omit<CheckedDocumentChange, "set" | "index"> {
  const { kind, id, document, expected } = change;
  requireKey(change, path);
  requireExpected(expected, document === null, path);
  const content = document && storableDocument({ ...document, kind, id }, joinPath(path, "document"));
  return { kind, id, document: content, expected };
}

function readCheck({ kind, id, expected }: DocumentCheck, path: string): DocumentCheck {
  requireKey({ kind, id }, path);
  requireExpected(expected, true, path);
  return { kind, id, expected };
}

function requireKey({ kind, id }: DocumentKey, path: string): void {
  requireIdentifier(kind, joinPath(path, "kind"));
  requireIdentifier(id, joinPath(path, "id"));
}

function requireExpected(expected: unknown, isNeeded: boolean, path: string): void {
  if (typeof expected === "string" || (expected === null && !isNeeded)) return;
  const or = isNeeded ? "" : ", or null for a record that must not exist yet";
  throw invalidChangeSet(joinPath(path, "expected"), `Must be the version that was read${or}.`);
}

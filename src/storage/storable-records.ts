import type { Interaction } from "../models/index.js";
import { invalidChangeSet } from "./invalid-change-set.js";
import type { StorageDocument } from "./document-store.js";
import type { OutboxMessage } from "./outbox.js";
import { storableCopy } from "./plain-data.js";
import { requireDate, requireIdentifier } from "./request-checks.js";

/**
 * Returns a checked copy of an interaction, as a change set stores it.
 *
 * @param path - path of the interaction, for the message
 * @throws ClienteleError `unstorable_identifier`, `unstorable_value`, `invalid_instant`
 * @example
 * storableInteraction({ id: "i1", customerId: "c1", type: "page.viewed", at: new Date(0), properties: {} }).id // => "i1"
 */
export function storableInteraction(interaction: Interaction, path = "interaction"): Interaction {
  requireIdentifier(interaction.id, `${path}.id`);
  requireIdentifier(interaction.customerId, `${path}.customerId`);
  requireDate(interaction.at, `${path}.at`);
  return storableCopy(interaction, path);
}

/**
 * Returns a checked copy of a document; without `customerId` if it belongs to no customer, and without `dueAt` if it is never due.
 *
 * @param path - path of the document, for the message
 * @throws ClienteleError `unstorable_identifier`, `unstorable_value`, `invalid_instant`
 * @example
 * storableDocument({ kind: "case", id: "1", customerId: null, value: [1] }) // => { kind: "case", id: "1", value: [1] }
 */
export function storableDocument(document: StorageDocument, path = "document"): StorageDocument {
  const kind = requireIdentifier(document.kind, `${path}.kind`);
  const id = requireIdentifier(document.id, `${path}.id`);
  const owner = document.customerId ?? null;
  if (owner !== null) requireIdentifier(owner, `${path}.customerId`);
  const dueAt = document.dueAt ?? null;
  const due = dueAt === null ? undefined : { dueAt: new Date(requireDate(dueAt, `${path}.dueAt`)) };
  return { kind, id, ...(owner !== null && { customerId: owner }), ...due, value: storableCopy(document.value, `${path}.value`) };
}

/**
 * Returns a checked copy of a message, as a change set stores it.
 *
 * @param path - path of the message, for the message of an error
 * @throws ClienteleError `unstorable_identifier`, `unstorable_value`, `invalid_instant`, `invalid_change_set` for a sequence or
 *   part that is not an integer
 * @example
 * const message = { subject: "c1", sequence: 1, part: 1, id: "m1", type: "stage.changed", at: new Date(0), payload: null };
 * storableMessage(message).type // => "stage.changed"
 */
export function storableMessage(message: OutboxMessage, path = "message"): OutboxMessage {
  requireIdentifier(message.subject, `${path}.subject`);
  requireIdentifier(message.id, `${path}.id`);
  requireIdentifier(message.type, `${path}.type`);
  requireDate(message.at, `${path}.at`);
  requireInteger(message.sequence, Number.MIN_SAFE_INTEGER, `${path}.sequence`);
  requireInteger(message.part, 1, `${path}.part`);
  return storableCopy(message, path);
}

function requireInteger(value: unknown, min: number, path: string): void {
  if (Number.isSafeInteger(value) && (value as number) >= min) return;
  throw invalidChangeSet(path, `Must be an integer${min === 1 ? " of at least 1" : ""}.`);
}

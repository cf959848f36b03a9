import type { Interaction } from "../models/index.js";
import type { StorageDocument } from "./document-store.js";
import type { OutboxMessage } from "./outbox.js";
import { storableCopy } from "./plain-data.js";
import { requireDate, requireIdentifier } from "./request-checks.js";

/**
 * Returns a checked copy of an interaction, as `InteractionLog.append` stores it.
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
 * Returns a checked copy of a document; without `customerId` if it belongs to no customer.
 *
 * @param path - path of the document, for the message
 * @throws ClienteleError `unstorable_identifier`, `unstorable_value`
 * @example
 * storableDocument({ kind: "case", id: "1", customerId: null, value: [1] }) // => { kind: "case", id: "1", value: [1] }
 */
export function storableDocument(document: StorageDocument, path = "document"): StorageDocument {
  const kind = requireIdentifier(document.kind, `${path}.kind`);
  const id = requireIdentifier(document.id, `${path}.id`);
  const owner = document.customerId ?? null;
  if (owner !== null) requireIdentifier(owner, `${path}.customerId`);
  return { kind, id, ...(owner !== null && { customerId: owner }), value: storableCopy(document.value, `${path}.value`) };
}

/**
 * Returns a checked copy of a message, as `Outbox.enqueue` stores it.
 *
 * @param path - path of the message, for the message of an error
 * @throws ClienteleError `unstorable_identifier`, `unstorable_value`, `invalid_instant`
 * @example
 * storableMessage({ id: "m1", type: "stage.changed", at: new Date(0), payload: null }).type // => "stage.changed"
 */
export function storableMessage(message: OutboxMessage, path = "message"): OutboxMessage {
  requireIdentifier(message.id, `${path}.id`);
  requireIdentifier(message.type, `${path}.type`);
  requireDate(message.at, `${path}.at`);
  return storableCopy(message, path);
}

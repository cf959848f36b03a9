import type { Customer, Interaction } from "../../models/index.js";
import type { StorageDocument } from "../document-store.js";
import type { OutboxMessage } from "../outbox.js";
import { decodeStorable } from "../storable-text.js";
import type { Stored } from "../stored.js";
import type { StoredInteger } from "./tables.js";

/** Decodes the row of a customer. */
export function storedCustomer({
  version,
  record,
}: {
  readonly version: string | null;
  readonly record: string;
}): Stored<Customer> {
  return { value: decodeStorable(record) as Customer, version: version! };
}

/** Columns read for a document. Statements that read rows of several tables have columns that are null in other tables. */
interface DocumentColumns {
  readonly kind: string | null;
  readonly id: string;
  readonly customer_id: string | null;
  readonly due_at: StoredInteger | null;
  readonly version: string | null;
  readonly record: string;
}

/** Decodes the row of a document. */
export function storedDocument(row: DocumentColumns): Stored<StorageDocument> {
  const { kind, id, customer_id: customerId, due_at: dueAt, version, record } = row;
  const owner = customerId === null ? {} : { customerId };
  const due = dueAt === null ? {} : { dueAt: new Date(Number(dueAt)) };
  return { value: { kind: kind!, id, ...owner, ...due, value: decodeStorable(record) }, version: version! };
}

/** Decodes the row of an interaction. */
export function storedInteraction({ record }: { readonly record: string }): Interaction {
  return decodeStorable(record) as Interaction;
}

/** Columns read for a message. */
interface MessageColumns {
  readonly subject: string;
  readonly sequence: StoredInteger;
  readonly part: StoredInteger;
  readonly record: string;
}

/** Decodes the row of a message. Its record holds everything but the key. */
export function storedMessage({ subject, sequence, part, record }: MessageColumns): OutboxMessage {
  const content = decodeStorable(record) as Pick<OutboxMessage, "id" | "type" | "at" | "payload">;
  return { ...content, subject, sequence: Number(sequence), part: Number(part) };
}

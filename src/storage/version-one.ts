import type { StorageDocument } from "./document-store.js";
import type { OutboxMessage } from "./outbox.js";
import { isIdentifier, requireDate, requireIdentifier } from "./request-checks.js";
import { storableMessage } from "./storable-records.js";

// Snapshots and exports of version 1 hold messages without a queue, and a schedule beside the documents.

/** Message of version 1. */
export type MessageOfVersionOne = Omit<OutboxMessage, "subject" | "sequence" | "part">;

/**
 * Returns a checked message whose subject is the customer that its payload names, or else the message itself.
 *
 * @param sequence - negative and in the order of `(at, id)`, so that the message comes before those of every revision
 */
export function messageOfVersionOne(message: MessageOfVersionOne, sequence: number, path = "message"): OutboxMessage {
  const { customerId } = (message.payload ?? {}) as { readonly customerId?: unknown };
  const subject = isIdentifier(customerId) ? customerId : message.id;
  return storableMessage({ ...message, subject, sequence, part: 1 }, path);
}

/** Entry of the schedule of version 1. */
export interface ScheduleEntry {
  /** Kind and identifier of the document that keeps the entry if no document takes it. */
  readonly kind: string;
  readonly id: string;
  readonly at: Date;
}

/** Entries of the workspace, one per customer. They belong to the state of the customer. */
const OF_CUSTOMERS = { prefix: "customer:", kind: "schedule.customer", documents: "workspace.standing" } as const;

/** Kind of the documents that keep the entries of hosts. */
const OF_HOSTS = "schedule";

/** Reads an entry of the schedule. @throws ClienteleError `unstorable_identifier`, `invalid_instant` */
export function scheduleEntry({ key, at }: Readonly<Record<string, unknown>>, path = "entry"): ScheduleEntry {
  const { prefix } = OF_CUSTOMERS;
  const ofCustomer = typeof key === "string" && key.startsWith(prefix) && key !== prefix;
  const id = requireIdentifier(ofCustomer ? key.slice(prefix.length) : key, `${path}.key`);
  return { kind: ofCustomer ? OF_CUSTOMERS.kind : OF_HOSTS, id, at: new Date(requireDate(at as Date, `${path}.at`)) };
}

/** Turns the entries of a schedule into due instants of documents. */
export interface ScheduleConversion {
  /** Takes an entry, and returns false if its key occurred before. All entries are added before a document is converted. */
  add(entry: ScheduleEntry): boolean;
  /** Returns a document with the instant of its entry. */
  convert(document: StorageDocument): StorageDocument;
  /** Returns documents for the entries that no converted document took. */
  rest(): StorageDocument[];
}

/** Creates the conversion of an empty schedule. */
export function scheduleConversion(): ScheduleConversion {
  const ofCustomers = new Map<string, Date>();
  const ofHosts = new Map<string, Date>();
  return {
    add({ kind, id, at }) {
      const entries = kind === OF_HOSTS ? ofHosts : ofCustomers;
      if (entries.has(id)) return false;
      entries.set(id, at);
      return true;
    },
    convert(document) {
      const dueAt = document.kind === OF_CUSTOMERS.documents ? ofCustomers.get(document.id) : undefined;
      if (dueAt === undefined) return document;
      ofCustomers.delete(document.id);
      return { ...document, dueAt };
    },
    rest: () => [
      ...Array.from(ofHosts, ([id, dueAt]) => ({ kind: OF_HOSTS, id, dueAt, value: null })),
      ...Array.from(ofCustomers, ([id, dueAt]) => ({ kind: OF_CUSTOMERS.kind, id, customerId: id, dueAt, value: null })),
    ],
  };
}

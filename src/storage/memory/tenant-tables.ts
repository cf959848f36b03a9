import { compareCodePoints } from "../../kernel/index.js";
import { compareOrdered } from "../../kernel/internal.js";
import type { Customer, Interaction } from "../../models/index.js";
import { compareDocuments, documentKey } from "../document-order.js";
import type { StorageDocument } from "../document-store.js";
import { compareMessages, messageKey } from "../message-order.js";
import type { OutboxMessage } from "../outbox.js";
import type { Version } from "../stored.js";
import { createTable, type Table } from "./table.js";

/** Row of a customer. */
export interface CustomerRow {
  readonly value: Customer;
  readonly version: Version;
}

/** Row of a document. */
export interface DocumentRow {
  readonly value: StorageDocument;
  readonly version: Version;
}

/** Row of a subject of the outbox. It exists as long as messages of the subject wait. */
export interface QueueRow {
  readonly subject: string;
  /** From when on the subject can be claimed, in milliseconds of the monotonic clock. */
  readonly readyAt: number;
  /** Orders the subjects that became ready at one moment. */
  readonly turn: number;
  /** Token of the last claim; `null` if nobody claimed the subject since it became free. */
  readonly lease: string | null;
  /** Number of claims since the last acknowledgement. */
  readonly attempts: number;
}

/** The rows of one tenant. */
export interface TenantTables {
  readonly customers: Table<CustomerRow, "byId">;
  readonly interactions: Table<Interaction, "byTime" | "byCustomer">;
  readonly documents: Table<DocumentRow, "byKind" | "byCustomer" | "byDue">;
  readonly messages: Table<OutboxMessage, "bySubject">;
  readonly queues: Table<QueueRow, "byReady">;
}

/** Returns the customer of a document that the order by customer holds. */
export const ownerOf = ({ value }: DocumentRow): string => value.customerId!;

/** Returns when a document is due that the order by due instants holds. */
export const dueTimeOf = ({ value }: DocumentRow): number => value.dueAt!.getTime();

/** Creates empty tables. */
export function createTenantTables(): TenantTables {
  const byKind = (left: DocumentRow, right: DocumentRow): number => compareDocuments(left.value, right.value);
  const byCustomer = (left: Interaction, right: Interaction): number =>
    compareCodePoints(left.customerId, right.customerId) || compareOrdered(left, right);
  return {
    customers: createTable((row) => row.value.id, {
      byId: { compare: (left, right) => compareCodePoints(left.value.id, right.value.id) },
    }),
    interactions: createTable((row: Interaction) => row.id, {
      byTime: { compare: compareOrdered },
      byCustomer: { compare: byCustomer },
    }),
    documents: createTable((row) => documentKey(row.value), {
      byKind: { compare: byKind },
      byCustomer: {
        compare: (left, right) => compareCodePoints(ownerOf(left), ownerOf(right)) || byKind(left, right),
        includes: ({ value }) => value.customerId !== undefined,
      },
      byDue: {
        compare: (left, right) => dueTimeOf(left) - dueTimeOf(right) || byKind(left, right),
        includes: ({ value }) => value.dueAt !== undefined,
      },
    }),
    messages: createTable<OutboxMessage, "bySubject">(messageKey, { bySubject: { compare: compareMessages } }),
    queues: createTable((row) => row.subject, {
      byReady: { compare: (left, right) => left.readyAt - right.readyAt || left.turn - right.turn },
    }),
  };
}

import { compareCodePoints } from "../../kernel/index.js";
import { compareOrdered } from "../../kernel/internal.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { StorageDocument } from "../document-store.js";
import type { OutboxMessage } from "../outbox.js";
import type { ScheduleEntry } from "../schedule.js";
import type { Version } from "../stored.js";
import { createTable, type Rows, type Table } from "./table.js";
import { type TableView, viewTable } from "./table-view.js";

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

/** Row of a message. */
export interface MessageRow {
  readonly message: OutboxMessage;
  /** Token of the last claim; `null` before the first. */
  readonly lease: string | null;
  /** End of the lease in epoch milliseconds; meaningless without one. */
  readonly leaseUntil: number;
  /** Number of claims. */
  readonly attempts: number;
}

/** The rows of one tenant that the stores work on. */
export interface TenantRows {
  readonly customers: Rows<CustomerRow, "byId">;
  readonly interactions: Rows<Interaction, "byTime" | "byCustomer">;
  readonly documents: Rows<DocumentRow, "byKind" | "byCustomer">;
  readonly messages: Rows<MessageRow, "byTime">;
  readonly schedule: Rows<ScheduleEntry, "byTime">;
}

/** The committed rows of one tenant. */
export interface TenantTables extends TenantRows {
  readonly customers: Table<CustomerRow, "byId">;
  readonly interactions: Table<Interaction, "byTime" | "byCustomer">;
  readonly documents: Table<DocumentRow, "byKind" | "byCustomer">;
  readonly messages: Table<MessageRow, "byTime">;
  readonly schedule: Table<ScheduleEntry, "byTime">;
}

/** View of one tenant in a transaction. */
export interface TenantView extends TenantRows {
  /** Tells whether no other transaction has committed a row that was written here. */
  isCurrent(): boolean;
  /** Writes everything to the tables. */
  commit(): void;
}

/** Returns the key of a document among all kinds. */
export const documentKey = (kind: string, id: string): string => JSON.stringify([kind, id]);

/** Returns the customer of a document as a sort key; `""`, which is not a valid identifier, if there is none. */
export const ownerOf = ({ value }: DocumentRow): string => value.customerId ?? "";

/** Creates empty tables. */
export function createTenantTables(): TenantTables {
  const byKind = (left: DocumentRow, right: DocumentRow): number =>
    compareCodePoints(left.value.kind, right.value.kind) || compareCodePoints(left.value.id, right.value.id);
  return {
    customers: createTable((row) => row.value.id, {
      byId: (left, right) => compareCodePoints(left.value.id, right.value.id),
    }),
    interactions: createTable((row: Interaction) => row.id, {
      byTime: compareOrdered,
      byCustomer: (left, right) => compareCodePoints(left.customerId, right.customerId) || compareOrdered(left, right),
    }),
    documents: createTable((row) => documentKey(row.value.kind, row.value.id), {
      byKind,
      byCustomer: (left, right) => compareCodePoints(ownerOf(left), ownerOf(right)) || byKind(left, right),
    }),
    messages: createTable((row) => row.message.id, {
      byTime: (left, right) => compareOrdered(left.message, right.message),
    }),
    schedule: createTable((row) => row.key, {
      byTime: (left, right) => left.at.getTime() - right.at.getTime() || compareCodePoints(left.key, right.key),
    }),
  };
}

/** Creates a view of the tables of a tenant. */
export function viewTenant(tables: TenantTables): TenantView {
  const customers = viewTable(tables.customers);
  const interactions = viewTable(tables.interactions);
  const documents = viewTable(tables.documents);
  const messages = viewTable(tables.messages);
  const schedule = viewTable(tables.schedule);
  const views: readonly Pick<TableView<unknown, string>, "isCurrent" | "commit">[] = [
    customers,
    interactions,
    documents,
    messages,
    schedule,
  ];
  return {
    customers,
    interactions,
    documents,
    messages,
    schedule,
    isCurrent: () => views.every((view) => view.isCurrent()),
    commit: () => {
      for (const view of views) view.commit();
    },
  };
}

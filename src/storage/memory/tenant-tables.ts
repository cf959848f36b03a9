import { compareCodePoints } from "../../kernel/index.js";
import { compareOrdered } from "../../kernel/internal.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { StorageDocument } from "../document-store.js";
import type { OutboxMessage } from "../outbox.js";
import type { ScheduleEntry } from "../schedule.js";
import type { Version } from "../stored.js";
import { createTable, type Rows, type Table } from "./table.js";
import { type TableView, viewTable } from "./table-view.js";

/** A customer as it is kept. */
export interface CustomerRow {
  readonly value: Customer;
  readonly version: Version;
}

/** A document as it is kept. */
export interface DocumentRow {
  readonly value: StorageDocument;
  readonly version: Version;
}

/** A message as it is kept. */
export interface MessageRow {
  readonly message: OutboxMessage;
  /** Who holds it, `null` while it was never claimed. */
  readonly lease: string | null;
  /** Until when, epoch milliseconds; meaningless without a lease. */
  readonly leaseUntil: number;
  /** How often it was claimed. */
  readonly attempts: number;
}

/** The rows of one tenant, as the stores see them. */
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

/** A transaction's view of one tenant. */
export interface TenantView extends TenantRows {
  /** Whether nothing that was written here has been committed by another meanwhile. */
  isCurrent(): boolean;
  /** Writes everything into the tables. */
  commit(): void;
}

/** Key of a document among all kinds. */
export const documentKey = (kind: string, id: string): string => JSON.stringify([kind, id]);

/** Whose a document is, as a sort key: `""`, which is no identifier, for none. */
export const ownerOf = ({ value }: DocumentRow): string => value.customerId ?? "";

/** Empty tables. */
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

/** A transaction's view of a tenant's tables. */
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

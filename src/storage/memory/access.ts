import type { StorageContext } from "../context.js";
import { invalidTransaction } from "../invalid-transaction.js";
import { requireIdentifier } from "../request-checks.js";
import type { Page, PageRequest } from "../stored.js";
import { createTenantTables, type TenantRows, type TenantTables, type TenantView, viewTenant } from "./tenant-tables.js";

/** Access to the tables, shared by the stores of one memory storage. */
export interface MemoryAccess {
  /** Checks a context and returns the rows that it can see. Every method calls it first. */
  rows(context: StorageContext): TenantRows;
  /** Returns a version or a lease that was never used before. */
  nextToken(): string;
  /** Opens a transaction for the tenant of a context. */
  begin(context: StorageContext): MemoryTransaction;
}

/** A transaction of the memory storage: the object in `StorageContext.transaction`. */
export interface MemoryTransaction {
  readonly owner: MemoryState;
  readonly tenantId: string;
  readonly view: TenantView;
  /** Set when the work has settled; afterwards the transaction is rejected. */
  ended: boolean;
}

/** The tables of each tenant, and the last token used. */
export interface MemoryState {
  readonly tenants: Map<string, TenantTables>;
  tokens: number;
}

/** Creates the access to a state. */
export function openAccess(state: MemoryState): MemoryAccess {
  const tablesOf = (tenantId: string): TenantTables => {
    let tables = state.tenants.get(tenantId);
    if (tables === undefined) {
      tables = createTenantTables();
      state.tenants.set(tenantId, tables);
    }
    return tables;
  };

  return {
    rows(context) {
      context.signal?.throwIfAborted();
      const tenantId = requireIdentifier(context.tenantId, "tenantId");
      if (context.transaction === undefined) return tablesOf(tenantId);
      // Any object may be passed here; only one with this owner is ours.
      const transaction = context.transaction as Partial<MemoryTransaction>;
      if (transaction.owner !== state || transaction.view === undefined) throw invalidTransaction("foreign");
      if (transaction.ended === true) throw invalidTransaction("ended");
      if (transaction.tenantId !== tenantId) throw invalidTransaction("tenant");
      return transaction.view;
    },
    nextToken() {
      state.tokens++;
      return String(state.tokens);
    },
    begin(context) {
      context.signal?.throwIfAborted();
      const tenantId = requireIdentifier(context.tenantId, "tenantId");
      if (context.transaction !== undefined) throw invalidTransaction("nested");
      return { owner: state, tenantId, view: viewTenant(tablesOf(tenantId)), ended: false };
    },
  };
}

/**
 * Builds one page of ordered rows.
 *
 * @param rows - in order, starting after the cursor
 * @param cursorOf - returns the cursor of a row
 */
export function pageOf<Row, Item>(
  rows: Iterable<Row>,
  { limit }: PageRequest,
  itemOf: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const items: Item[] = [];
  let last: Row | undefined;
  for (const row of rows) {
    if (items.length === limit) return { items, next: cursorOf(last as Row) };
    items.push(itemOf(row));
    last = row;
  }
  return { items, next: null };
}

import type { StorageContext } from "../context.js";
import { invalidTransaction } from "../invalid-transaction.js";
import { requireIdentifier, requirePositiveInteger } from "../request-checks.js";
import type { Page, PageRequest } from "../stored.js";
import { createTenantTables, type TenantRows, type TenantTables, type TenantView, viewTenant } from "./tenant-tables.js";

/** What the stores of one memory storage share. */
export interface MemoryAccess {
  /** Checks a context and gives the rows that it may see. Called first by every method. */
  rows(context: StorageContext): TenantRows;
  /** A version or a lease that was never given before. */
  nextToken(): string;
  /** Opens a transaction for the tenant of a context. */
  begin(context: StorageContext): MemoryTransaction;
}

/** A transaction of the memory storage; the very object that `StorageContext.transaction` carries. */
export interface MemoryTransaction {
  readonly owner: MemoryState;
  readonly tenantId: string;
  readonly view: TenantView;
  /** Set when the work has settled; from then on the transaction is refused. */
  ended: boolean;
}

/** Tenants with their tables, and the last token given. */
export interface MemoryState {
  readonly tenants: Map<string, TenantTables>;
  tokens: number;
}

/** Opens the door to a state. */
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
      // Whatever it is, it is ours only if it says whose it is.
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
 * One page of ordered rows.
 *
 * @param rows - in order, from behind the cursor on
 * @param cursorOf - the cursor that leads behind a row
 */
export function pageOf<Row, Item>(
  rows: Iterable<Row>,
  request: PageRequest,
  itemOf: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const limit = requirePositiveInteger(request.limit, "limit");
  const items: Item[] = [];
  let last: Row | undefined;
  for (const row of rows) {
    if (items.length === limit) return { items, next: cursorOf(last as Row) };
    items.push(itemOf(row));
    last = row;
  }
  return { items, next: null };
}

import type { StorageContext } from "../context.js";
import { requireIdentifier } from "../request-checks.js";
import { createTenantTables, type TenantTables } from "./tenant-tables.js";

/** Everything that a memory storage holds. */
export interface MemoryState {
  readonly tenants: Map<string, TenantTables>;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** Number of versions and leases used so far. */
  tokens: number;
  /** Number of turns given to subjects of the outbox so far. */
  turns: number;
}

/** Creates an empty state. */
export function createState(monotonic: () => number): MemoryState {
  return { tenants: new Map(), monotonic, tokens: 0, turns: 0 };
}

/** Checks a context and returns the tables of its tenant. Every method calls it first. */
export function openTables({ tenants }: MemoryState, context: StorageContext): TenantTables {
  context.signal?.throwIfAborted();
  const tenantId = requireIdentifier(context.tenantId, "tenantId");
  let tables = tenants.get(tenantId);
  if (tables === undefined) {
    tables = createTenantTables();
    tenants.set(tenantId, tables);
  }
  return tables;
}

/** Returns a version or a lease that was never used before. */
export function nextToken(state: MemoryState): string {
  state.tokens++;
  return String(state.tokens);
}

import { anything, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { StorageAdapter } from "../storage-adapter.js";
import { type MemoryState, openAccess } from "./access.js";
import { memoryCustomers } from "./memory-customers.js";
import { memoryDocuments } from "./memory-documents.js";
import { memoryInteractions } from "./memory-interactions.js";
import { memoryOutbox } from "./memory-outbox.js";
import { memorySchedule } from "./memory-schedule.js";
import { memoryUnitOfWork } from "./memory-unit-of-work.js";
import { loadState, type MemorySnapshot, snapshotOf } from "./snapshot.js";

/** A storage in the memory of one process. */
export interface MemoryStorage extends StorageAdapter {
  /** Returns everything that is committed, as plain JSON; claimed messages stay claimed. Equal content gives equal bytes. */
  snapshot(): MemorySnapshot;
}

/** Options of {@link memoryStorage}. */
export interface MemoryStorageOptions {
  /** Result of `snapshot()`, also after a round trip through JSON. Defaults to an empty storage. */
  readonly snapshot?: unknown;
}

// The loader checks the snapshot itself, and lists every problem.
const MEMORY_OPTIONS: OptionShape<MemoryStorageOptions> = { snapshot: anything };

/**
 * Creates a storage in the memory of the process. It fulfills every promise of {@link StorageAdapter} and converts to JSON and
 * back. Transactions are optimistic: runs proceed in parallel, and of two that wrote the same record the second to commit
 * returns a conflict.
 *
 * @throws ClienteleError `invalid_snapshot` with every problem and its path, `unsupported_snapshot_version`, `invalid_option`
 * @example
 * const storage = memoryStorage();
 * const context = { tenantId: "shop" };
 * await storage.customers.save(context, { id: "c1", kind: "person", version: 0, createdAt: new Date(0) }, null);
 * const restored = memoryStorage({ snapshot: JSON.parse(JSON.stringify(storage.snapshot())) });
 * (await restored.customers.get(context, "c1"))?.value.createdAt // => new Date(0)
 */
export function memoryStorage(options?: MemoryStorageOptions): MemoryStorage {
  const { snapshot } = requireOptions(options, MEMORY_OPTIONS);
  const state: MemoryState = snapshot === undefined ? { tenants: new Map(), tokens: 0 } : loadState(snapshot);
  const access = openAccess(state);
  return {
    name: "memory",
    capabilities: { transactions: true },
    customers: memoryCustomers(access),
    interactions: memoryInteractions(access),
    documents: memoryDocuments(access),
    outbox: memoryOutbox(access),
    schedule: memorySchedule(access),
    unitOfWork: memoryUnitOfWork(access),
    snapshot: () => snapshotOf(state),
  };
}

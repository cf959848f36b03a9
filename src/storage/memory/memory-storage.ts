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
  /** Everything that is committed, as plain JSON; claimed messages stay claimed. The same content, the same bytes. */
  snapshot(): MemorySnapshot;
}

/** How to begin. */
export interface MemoryStorageOptions {
  /** What `snapshot()` returned, after a trip through JSON or not. Default is an empty storage. */
  readonly snapshot?: unknown | undefined;
}

/**
 * The embedded default: keeps everything in memory, keeps every promise of {@link StorageAdapter}, and goes to JSON and
 * back. Transactions are optimistic: runs go on side by side, and of two that wrote the same thing the second to commit
 * comes back with a conflict.
 *
 * @throws ClienteleError `invalid_snapshot` with every problem and its path, `unsupported_snapshot_version`
 * @example
 * const storage = memoryStorage();
 * const context = { tenantId: "shop" };
 * await storage.customers.save(context, { id: "c1", kind: "person", version: 0, createdAt: new Date(0) }, null);
 * const restored = memoryStorage({ snapshot: JSON.parse(JSON.stringify(storage.snapshot())) });
 * (await restored.customers.get(context, "c1"))?.value.createdAt // => new Date(0)
 */
export function memoryStorage(options: MemoryStorageOptions = {}): MemoryStorage {
  const state: MemoryState = options.snapshot === undefined ? { tenants: new Map(), tokens: 0 } : loadState(options.snapshot);
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

import { aFunction, anything, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { StorageAdapter } from "../storage-adapter.js";
import { commitSets } from "./memory-commit.js";
import { memoryCustomers } from "./memory-customers.js";
import { memoryDocuments } from "./memory-documents.js";
import { memoryInteractions } from "./memory-interactions.js";
import { memoryOutbox } from "./memory-outbox.js";
import { readRecords } from "./memory-read.js";
import { createState } from "./memory-state.js";
import { loadSnapshot, type MemorySnapshot, snapshotOf } from "./snapshot.js";

/** A storage in the memory of one process. */
export interface MemoryStorage extends StorageAdapter {
  /**
   * Returns everything that is stored, as plain JSON. Leases are left out, because a lease ends with the process.
   * Equal content gives equal bytes.
   */
  snapshot(): MemorySnapshot;
}

/** Options of {@link memoryStorage}. */
export interface MemoryStorageOptions {
  /** Result of `snapshot()`, also after a round trip through JSON. Defaults to an empty storage. */
  readonly snapshot?: unknown;
  /**
   * Returns milliseconds of a clock that never goes back; leases of the outbox are counted by it. Defaults to `performance.now`,
   * which a change of the system time does not affect.
   */
  readonly monotonic?: (() => number) | undefined;
}

// The loader checks the snapshot itself, and lists every problem.
const MEMORY_OPTIONS: OptionShape<MemoryStorageOptions> = { snapshot: anything, monotonic: aFunction };

/**
 * Creates a storage in the memory of the process. It fulfills every promise of {@link StorageAdapter} and converts to JSON and
 * back.
 *
 * @throws ClienteleError `invalid_snapshot` with every problem and its path, `unsupported_snapshot_version`, `invalid_option`
 * @example
 * const storage = memoryStorage();
 * const context = { tenantId: "shop" };
 * await saveCustomer(storage, context, { id: "c1", kind: "person", version: 0, createdAt: new Date(0) }, null);
 * const restored = memoryStorage({ snapshot: JSON.parse(JSON.stringify(storage.snapshot())) });
 * (await readCustomer(restored, context, "c1"))?.value.createdAt // => new Date(0)
 */
export function memoryStorage(options?: MemoryStorageOptions): MemoryStorage {
  const { snapshot, monotonic = () => performance.now() } = requireOptions(options, MEMORY_OPTIONS);
  const state = createState(monotonic);
  if (snapshot !== undefined) loadSnapshot(state, snapshot);
  return {
    name: "memory",
    capabilities: { transactions: true },
    batchSize: 20,
    read: async (context, request) => readRecords(state, context, request),
    commit: async (context, sets) => commitSets(state, context, sets),
    customers: memoryCustomers(state),
    interactions: memoryInteractions(state),
    documents: memoryDocuments(state),
    outbox: memoryOutbox(state),
    snapshot: () => snapshotOf(state),
  };
}

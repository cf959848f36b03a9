/**
 * Storage of customers, interactions and everything that is decided about them: the interface of adapters, a storage in
 * memory, and export and restore.
 *
 * Main functions: {@link memoryStorage} keeps data in memory, {@link exportStore}, {@link verifyExport} and
 * {@link restoreStore} move data between storages, and {@link storableCopy} checks data in an adapter. To use a storage, start
 * with {@link memoryStorage} or `sqlStorage` of `clientele/storage/sql`; to write an adapter, start with {@link StorageAdapter}.
 *
 * @packageDocumentation
 */

// Interface of a storage.
export type { StorageCapabilities } from "./capabilities.js";
export type {
  ChangeSet,
  Committed,
  Conflict,
  CustomerChange,
  DocumentChange,
  DocumentCheck,
} from "./change-set.js";
export type { StorageContext } from "./context.js";
export type { CustomerStore, RuleRequest } from "./customer-store.js";
export type {
  DocumentContent,
  DocumentKey,
  DocumentRequest,
  DocumentStore,
  DueDocument,
  DueRequest,
  StorageDocument,
} from "./document-store.js";
export type { HistoryRequest, InteractionLog } from "./interaction-log.js";
export type { Acknowledged, Acknowledgement, ClaimedSubject, ClaimRequest, Outbox, OutboxMessage } from "./outbox.js";
export type { HistoryStart, ReadRequest, ReadResult } from "./read-request.js";
export type { StorageAdapter } from "./storage-adapter.js";
export type { Page, PageRequest, Stored, Version } from "./stored.js";

// Single records, for hosts: over `read` and `commit` of any adapter.
export {
  type Appended,
  appendInteractions,
  outcomesOf,
  readCustomer,
  readDocument,
  readInteraction,
  removeCustomer,
  removeDocument,
  saveCustomer,
  saveDocument,
} from "./single-records.js";

// For authors of adapters: checks, cursors, texts for a column.
export {
  type CheckedChangeSets,
  type CheckedCustomerChange,
  type CheckedDocumentChange,
  checkChangeSets,
} from "./check-change-sets.js";
export { type CursorShape, decodeCursor, encodeCursor } from "./cursor.js";
export { storableCopy } from "./plain-data.js";
export { requireDate, requireIdentifier, requirePositiveInteger } from "./request-checks.js";
export { type ScanOptions, scanPages } from "./scan-pages.js";
export { storableDocument, storableInteraction, storableMessage } from "./storable-records.js";
export { readRequest } from "./requests.js";
export { decodeStorable, encodeStorable, type JsonValue } from "./storable-text.js";

// Export and restore, with any adapter (export/).
export type { StoreCounts } from "./export/export-format.js";
export { exportStore } from "./export/export-store.js";
export { type RestoreReport, restoreStore, verifyExport } from "./export/restore-store.js";

// Storage in memory (memory/).
export { type MemoryStorage, type MemoryStorageOptions, memoryStorage } from "./memory/memory-storage.js";
export type { MemorySnapshot, TenantSnapshot } from "./memory/snapshot.js";

// Errors.
export type { StorageErrors } from "./errors.js";

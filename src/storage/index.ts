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
export type { StorageContext, StorageTransaction, TransactionContext } from "./context.js";
export type { CustomerStore, RuleRequest } from "./customer-store.js";
export type { DocumentRequest, DocumentStore, StorageDocument } from "./document-store.js";
export type { Appended, HistoryRequest, InteractionLog } from "./interaction-log.js";
export type { Acknowledged, ClaimedMessage, ClaimRequest, Delivery, Outbox, OutboxMessage } from "./outbox.js";
export type { Schedule, ScheduleEntry } from "./schedule.js";
export type { StorageAdapter } from "./storage-adapter.js";
export type { Conflict, Page, PageRequest, Removed, Saved, Stored, Version, VersionConflict } from "./stored.js";
export type { Outcome, UnitOfWork } from "./unit-of-work.js";

// For authors of adapters: checks, cursors, texts for a column.
export { type CursorShape, decodeCursor, encodeCursor } from "./cursor.js";
export { invalidTransaction } from "./invalid-transaction.js";
export { storableCopy } from "./plain-data.js";
export { requireDate, requireIdentifier, requirePositiveInteger, requireScheduleKey } from "./request-checks.js";
export { type ScanOptions, scanPages } from "./scan-pages.js";
export { storableDocument, storableInteraction, storableMessage } from "./storable-records.js";
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

// Adapters decide with it whether an append repeats a fact or contradicts it.
export type { StorageCapabilities } from "./capabilities.js";
export type { StorageContext, StorageTransaction, TransactionContext } from "./context.js";
export { type CursorShape, decodeCursor, encodeCursor } from "./cursor.js";
export type { CustomerStore, RuleRequest } from "./customer-store.js";
export type { DocumentRequest, DocumentStore, StorageDocument } from "./document-store.js";
export { exportStore } from "./export/export-store.js";
export type { StoreCounts } from "./export/export-format.js";
export { type RestoreReport, restoreStore, verifyExport } from "./export/restore-store.js";
export type { Appended, HistoryRequest, InteractionLog } from "./interaction-log.js";
export { invalidTransaction } from "./invalid-transaction.js";
export { type MemoryStorage, type MemoryStorageOptions, memoryStorage } from "./memory/memory-storage.js";
export type { MemorySnapshot, TenantSnapshot } from "./memory/snapshot.js";
export type { Acknowledged, ClaimedMessage, ClaimRequest, Delivery, Outbox, OutboxMessage } from "./outbox.js";
export { plainCopy, storableCopy } from "./plain-data.js";
export { requireDate, requireIdentifier, requirePositiveInteger, requireScheduleKey } from "./request-checks.js";
export { scanPages } from "./scan-pages.js";
export type { Schedule, ScheduleEntry } from "./schedule.js";
export { storableDocument, storableInteraction, storableMessage } from "./storable-records.js";
export { decodeStorable, encodeStorable, type JsonValue } from "./storable-text.js";
export type { StorageAdapter } from "./storage-adapter.js";
export type {
  Conflict,
  Page,
  PageRequest,
  Removed,
  Saved,
  Stored,
  Version,
  VersionConflict,
} from "./stored.js";
export type { Outcome, UnitOfWork } from "./unit-of-work.js";
export type { StorageErrors } from "./errors.js";

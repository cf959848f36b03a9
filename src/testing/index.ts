/**
 * Tools for tests: builders of records, and the conformance kit of storage adapters.
 *
 * Main functions: {@link customerOf}, {@link purchaseOf}, {@link interactionOf} and {@link customerRecordOf} build records, and
 * {@link describeStorage} tests a storage adapter. Start with {@link customerRecordOf}, or with {@link describeStorage} for an
 * adapter.
 *
 * @packageDocumentation
 */

// Builders of records.
export {
  type CustomerFields,
  type CustomerRecordFields,
  customerOf,
  customerRecordOf,
  type InteractionFields,
  interactionOf,
  type PurchaseFields,
  purchaseOf,
} from "./records.js";

// Conformance kit of storage adapters.
export { describeStorage, provePromise, type StorageSuiteOptions, type StorageTestRunner } from "./describe-storage.js";
export type { StoragePromise, StorageProof } from "./storage-promise.js";
export { storagePromises } from "./storage-promises.js";

export { describeStorage, provePromise, type StorageSuiteOptions, type StorageTestRunner } from "./describe-storage.js";
export {
  type CustomerRecordFields,
  customerOf,
  customerRecordOf,
  interactionOf,
  type PurchaseFields,
  purchaseOf,
} from "./records.js";
export type { StoragePromise, StorageProof } from "./storage-promise.js";
export { storagePromises } from "./storage-promises.js";

import { audiencePromises } from "./promises/audience-promises.js";
import { contextPromises } from "./promises/context-promises.js";
import { deliveryPromises } from "./promises/delivery-promises.js";
import { historyPromises } from "./promises/history-promises.js";
import { modelPromises } from "./promises/model-promises.js";
import { pagePromises } from "./promises/page-promises.js";
import { recordPromises } from "./promises/record-promises.js";
import { transactionPromises } from "./promises/transaction-promises.js";
import { versionPromises } from "./promises/version-promises.js";
import type { StoragePromise } from "./storage-promise.js";

/**
 * Every promise of a storage, each with what it protects from; {@link describeStorage} makes a test of each.
 *
 * @example
 * storagePromises.find(({ id }) => id === "one-winner")?.title // => "of eight parallel saves that expect the same version, exactly one wins"
 */
export const storagePromises: readonly StoragePromise[] = [
  ...recordPromises,
  ...versionPromises,
  ...historyPromises,
  ...pagePromises,
  ...contextPromises,
  ...deliveryPromises,
  ...transactionPromises,
  ...audiencePromises,
  ...modelPromises,
];

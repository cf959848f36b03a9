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
 * All promises of a storage, each with the failure that it prevents. {@link describeStorage} tests each of them.
 *
 * @example
 * storagePromises.find(({ id }) => id === "one-winner")?.title // => "lets exactly one of eight parallel saves that expect the same version succeed"
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

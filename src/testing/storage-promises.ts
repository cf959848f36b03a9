import { audiencePromises } from "./promises/audience-promises.js";
import { contextPromises } from "./promises/context-promises.js";
import { duePromises } from "./promises/due-promises.js";
import { historyPromises } from "./promises/history-promises.js";
import { identifierPromises } from "./promises/identifier-promises.js";
import { leasePromises } from "./promises/lease-promises.js";
import { modelPromises } from "./promises/model-promises.js";
import { pagePromises } from "./promises/page-promises.js";
import { queuePromises } from "./promises/queue-promises.js";
import { racePromises } from "./promises/race-promises.js";
import { readPromises } from "./promises/read-promises.js";
import { recordPromises } from "./promises/record-promises.js";
import { setPromises } from "./promises/set-promises.js";
import { versionPromises } from "./promises/version-promises.js";
import type { StoragePromise } from "./storage-promise.js";

/**
 * All promises of a storage, each with the failure that it prevents. {@link describeStorage} tests each of them.
 *
 * @example
 * storagePromises.find(({ id }) => id === "one-winner")?.title // => "lets exactly one of eight parallel changes that expect the same version succeed"
 */
export const storagePromises: readonly StoragePromise[] = [
  ...recordPromises,
  ...identifierPromises,
  ...readPromises,
  ...versionPromises,
  ...setPromises,
  ...racePromises,
  ...historyPromises,
  ...pagePromises,
  ...duePromises,
  ...contextPromises,
  ...queuePromises,
  ...leasePromises,
  ...audiencePromises,
  ...modelPromises,
];

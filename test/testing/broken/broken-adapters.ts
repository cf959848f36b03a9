import type { BrokenAdapter } from "./broken-adapter.js";
import { brokenAudiences } from "./broken-audiences.js";
import { brokenChanges } from "./broken-changes.js";
import { brokenContexts } from "./broken-contexts.js";
import { brokenLeases } from "./broken-leases.js";
import { brokenLists } from "./broken-lists.js";
import { brokenQueues } from "./broken-queues.js";
import { brokenRecords } from "./broken-records.js";

/** Adapters with mistakes that real ones make; together they break every promise. */
export const brokenAdapters: readonly BrokenAdapter[] = [
  ...brokenRecords,
  ...brokenChanges,
  ...brokenLists,
  ...brokenContexts,
  ...brokenQueues,
  ...brokenLeases,
  ...brokenAudiences,
];

/**
 * A storage adapter over an ordered key-value store, proved by the conformance kit (`test/examples/storage-adapter.test.ts`).
 * It has no transactions over several calls and finds no audiences, and says so by leaving both out of `capabilities`.
 * `docs/guides/storage-adapters.md` goes through it.
 */
import type { StorageAdapter } from "clientele/storage";
import { tenantOf } from "./conventions.js";
import { keyValueCustomers } from "./key-value-customers.js";
import { keyValueDocuments } from "./key-value-documents.js";
import { keyValueInteractions } from "./key-value-interactions.js";
import { keyValueOutbox } from "./key-value-outbox.js";
import { keyValueSchedule } from "./key-value-schedule.js";
import type { KeyValueStore } from "./key-value-store.js";

/** The adapter. */
export function keyValueStorage(store: KeyValueStore): StorageAdapter {
  return {
    name: "key-value",
    capabilities: {},
    customers: keyValueCustomers(store),
    interactions: keyValueInteractions(store),
    documents: keyValueDocuments(store),
    outbox: keyValueOutbox(store),
    schedule: keyValueSchedule(store),
    unitOfWork: {
      // Without transactions a run just calls the work; the library then repeats steps that may be repeated.
      async run(context, work) {
        tenantOf(context);
        return work({ ...context, transaction: {} });
      },
    },
  };
}

/**
 * A storage adapter on an ordered key-value store, tested with the conformance kit (`test/examples/storage-adapter.test.ts`). It has
 * no transactions over several calls and does not evaluate rules, so its `capabilities` are empty.
 * `docs/guides/storage-adapters.md` explains it.
 */
import type { StorageAdapter } from "clientele/storage";
import { tenantOf } from "./conventions.js";
import { keyValueCustomers } from "./key-value-customers.js";
import { keyValueDocuments } from "./key-value-documents.js";
import { keyValueInteractions } from "./key-value-interactions.js";
import { keyValueOutbox } from "./key-value-outbox.js";
import { keyValueSchedule } from "./key-value-schedule.js";
import type { KeyValueStore } from "./key-value-store.js";

/** Creates the adapter. */
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
      // Without transactions a run only calls the work; the library then repeats idempotent steps.
      async run(context, work) {
        tenantOf(context);
        return work({ ...context, transaction: {} });
      },
    },
  };
}

/**
 * A storage adapter on an ordered key-value store, tested with the conformance kit (`test/examples/storage-adapter.test.ts`). It
 * has no transactions and does not evaluate rules, so its `capabilities` are empty. `docs/guides/storage-adapters.md` explains it.
 */
import type { StorageAdapter } from "clientele/storage";
import { keyValueCommit } from "./key-value-commit.js";
import { keyValueCustomers } from "./key-value-customers.js";
import { keyValueDocuments } from "./key-value-documents.js";
import { keyValueInteractions } from "./key-value-interactions.js";
import { keyValueOutbox } from "./key-value-outbox.js";
import { keyValueRead } from "./key-value-read.js";
import type { KeyValueStore } from "./key-value-store.js";

/** Creates the adapter. */
export function keyValueStorage(store: KeyValueStore): StorageAdapter {
  return {
    name: "key-value",
    capabilities: {},
    read: keyValueRead(store),
    commit: keyValueCommit(store),
    customers: keyValueCustomers(store),
    interactions: keyValueInteractions(store),
    documents: keyValueDocuments(store),
    outbox: keyValueOutbox(store),
  };
}

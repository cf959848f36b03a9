import { type ReadResult, readRequest, type StorageAdapter } from "clientele/storage";
import { tenantOf } from "./conventions.js";
import { customerIn, customerKey } from "./key-value-customers.js";
import { documentIn, documentKey } from "./key-value-documents.js";
import { historyPage, interactionIn, interactionKey } from "./key-value-interactions.js";
import type { Entry, KeyValueStore } from "./key-value-store.js";

/** Creates `read`. Documents come first, so that no document is newer than the rest. */
export function keyValueRead(store: KeyValueStore): StorageAdapter["read"] {
  const found = <Record>(keys: readonly string[], recordIn: (entry: Entry) => Record): Promise<(Record | null)[]> =>
    Promise.all(
      keys.map(async (key) => {
        const entry = await store.get(key);
        return entry && recordIn(entry);
      }),
    );
  return async (context, request): Promise<ReadResult> => {
    const tenant = tenantOf(context);
    const { customers, documents, interactions, histories } = readRequest(request);
    return {
      documents: await found(
        documents.map((key) => documentKey(tenant, key)),
        documentIn,
      ),
      customers: await found(
        customers.map((id) => customerKey(tenant, id)),
        customerIn,
      ),
      interactions: await found(
        interactions.map((id) => interactionKey(tenant, id)),
        interactionIn,
      ),
      histories: await Promise.all(histories.map(({ customerId, ...start }) => historyPage(store, tenant, customerId, start))),
    };
  };
}

import type { ChangeSet } from "../change-set.js";
import type { StorageContext } from "../context.js";
import { compareMessages, messageKey } from "../message-order.js";
import type { OutboxMessage } from "../outbox.js";
import type { StorageAdapter } from "../storage-adapter.js";
import type { ExportedStore, ExportedValues } from "./export-format.js";

/** How the records of one store are restored. */
export interface RestoredStore<Value> {
  /** Returns a text that is the same for records under one key only. */
  readonly keyOf: (value: Value) => string;
  /** Returns the change set that creates a record. */
  readonly creates: (value: Value) => ChangeSet;
  /** Reads the stored records under the keys of some records, by position; `null` where there is none. */
  readonly find: (values: readonly Value[]) => Promise<readonly (Value | null)[]>;
}

/** Creates the functions of every store for one restore. */
export function restoredStores(
  storage: StorageAdapter,
  context: StorageContext,
): { readonly [Store in ExportedStore]: RestoredStore<ExportedValues[Store]> } {
  return {
    customers: {
      keyOf: ({ id }) => id,
      creates: (customer) => ({ customers: [{ id: customer.id, customer, expected: null }] }),
      find: async (values) => {
        const { customers } = await storage.read(context, { customers: values.map(({ id }) => id) });
        return customers.map((stored) => stored && stored.value);
      },
    },
    interactions: {
      keyOf: ({ id }) => id,
      creates: (interaction) => ({ interactions: [interaction] }),
      find: async (values) => (await storage.read(context, { interactions: values.map(({ id }) => id) })).interactions,
    },
    documents: {
      keyOf: ({ kind, id }) => JSON.stringify([kind, id]),
      creates: ({ kind, id, ...document }) => ({ documents: [{ kind, id, document, expected: null }] }),
      find: async (values) => {
        const { documents } = await storage.read(context, { documents: values.map(({ kind, id }) => ({ kind, id })) });
        return documents.map((stored) => stored && stored.value);
      },
    },
    messages: {
      keyOf: messageKey,
      creates: (message) => ({ messages: [message] }),
      find: messageFinder(storage, context),
    },
  };
}

/** Number of messages per page. */
const PAGE = 256;

/**
 * Returns a function that finds waiting messages by their keys. If each call asks for higher keys than the one before, all calls
 * together read the outbox once.
 */
function messageFinder(storage: StorageAdapter, context: StorageContext): RestoredStore<OutboxMessage>["find"] {
  const beginning = { cursor: null as string | null, before: null as OutboxMessage | null };
  // The page with which the last call ended, and the message before it.
  let start = beginning;
  return async (wanted) => {
    const ordered = [...wanted].sort(compareMessages);
    if (start.before !== null && compareMessages(ordered[0]!, start.before) <= 0) start = beginning;
    const found = new Map<string, OutboxMessage>();
    for (;;) {
      const { items, next } = await storage.outbox.page(context, { limit: PAGE, cursor: start.cursor });
      for (const message of items) found.set(messageKey(message), message);
      const last = items.at(-1) ?? start.before;
      if (next === null || (last !== null && compareMessages(last, ordered.at(-1)!) >= 0)) break;
      start = { cursor: next, before: last };
    }
    return wanted.map((message) => found.get(messageKey(message)) ?? null);
  };
}

import { ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { StorageAdapter, StorageContext } from "../../storage/index.js";

/** A method of a storage: its first argument is the context. */
type Method = (context: StorageContext, ...rest: never[]) => unknown;

/**
 * Wraps a storage so that every failure has a code: errors of the database become `storage_failed` with their cause. An abort
 * and our own errors pass as they are.
 */
export function codedStorage(storage: StorageAdapter): StorageAdapter {
  const { customers, interactions, documents, outbox } = storage;
  return {
    name: storage.name,
    capabilities: storage.capabilities,
    batchSize: storage.batchSize,
    read: coded("read", storage.read.bind(storage)),
    commit: coded("commit", storage.commit.bind(storage)),
    customers: {
      page: coded("customers.page", customers.page.bind(customers)),
      ...(customers.findByRule && { findByRule: coded("customers.findByRule", customers.findByRule.bind(customers)) }),
    },
    interactions: {
      history: coded("interactions.history", interactions.history.bind(interactions)),
      page: coded("interactions.page", interactions.page.bind(interactions)),
    },
    documents: {
      page: coded("documents.page", documents.page.bind(documents)),
      due: coded("documents.due", documents.due.bind(documents)),
    },
    outbox: {
      claim: coded("outbox.claim", outbox.claim.bind(outbox)),
      acknowledge: coded("outbox.acknowledge", outbox.acknowledge.bind(outbox)),
      page: coded("outbox.page", outbox.page.bind(outbox)),
    },
  };
}

function coded<Call extends Method>(operation: string, call: Call): Call {
  const wrapped = async (context: StorageContext, ...rest: never[]): Promise<unknown> => {
    try {
      return await call(context, ...rest);
    } catch (error) {
      if (isClienteleError(error) || context.signal?.aborted === true) throw error;
      // The text of a database may contain values, so that it stays in the cause.
      const message = `The storage failed in \`${operation}\`. Its own error is the \`cause\`.`;
      throw new ClienteleError("storage_failed", message, { operation }, "", error);
    }
  };
  return wrapped as Call;
}

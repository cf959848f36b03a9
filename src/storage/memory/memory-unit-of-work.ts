import type { UnitOfWork } from "../unit-of-work.js";
import type { MemoryAccess } from "./access.js";

/**
 * Creates the unit of work of the memory storage. Transactions are optimistic: each writes to its own view, and the first to
 * commit wins. No transaction waits for another, so there are no deadlocks.
 */
export function memoryUnitOfWork(access: MemoryAccess): UnitOfWork {
  return {
    async run(context, work) {
      const transaction = access.begin(context);
      const { view } = transaction;
      try {
        const outcome = await work({ ...context, transaction });
        context.signal?.throwIfAborted();
        if (!outcome.ok) return outcome;
        if (!view.isCurrent()) return { ok: false, reason: "conflict" };
        view.commit();
        return outcome;
      } finally {
        transaction.ended = true;
      }
    },
  };
}

import type { UnitOfWork } from "../unit-of-work.js";
import type { MemoryAccess } from "./access.js";

/**
 * Transactions of the memory storage are optimistic: each writes into its own view, and the first to commit wins.
 * Nobody waits for anybody, so there is nothing to deadlock, and an abort has nothing to interrupt.
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

import type { UnitOfWork } from "../unit-of-work.js";
import { rolledBack, type SqlAccess, type SqlTransaction } from "./sql-access.js";

/**
 * Creates the unit of work of the SQL storage, on transactions of the database at read committed. Writers of the same row wait
 * for each other; a deadlock is returned as a conflict.
 */
export function sqlUnitOfWork(access: SqlAccess): UnitOfWork {
  const isConflict = (error: unknown): boolean => ["deadlock", "timeout"].includes(access.dialect.failureOf(error));
  return {
    async run(context, work) {
      let transaction: SqlTransaction;
      try {
        transaction = await access.begin(context);
      } catch (error) {
        if (isConflict(error)) return { ok: false, reason: "conflict" };
        throw error;
      }
      let isCommitting = false;
      try {
        const outcome = await work({ ...context, transaction });
        transaction.ended = true;
        context.signal?.throwIfAborted();
        if (!outcome.ok) {
          await rolledBack(transaction.controlled);
          return outcome;
        }
        isCommitting = true;
        // Work that continued after an error of the database has not written everything.
        if (transaction.failure !== undefined) throw transaction.failure.error;
        await transaction.controlled.commit().execute();
        return outcome;
      } catch (error) {
        transaction.ended = true;
        await rolledBack(transaction.controlled);
        if ((isCommitting || transaction.failure?.error === error) && isConflict(error)) return { ok: false, reason: "conflict" };
        throw error;
      }
    },
  };
}

import type { UnitOfWork } from "../unit-of-work.js";
import { rolledBack, type SqlAccess, type SqlTransaction } from "./sql-access.js";

/**
 * Transactions of the SQL storage: those of the database, at read committed. Writers of the same row wait for each other;
 * a deadlock comes back as a conflict.
 */
export function sqlUnitOfWork(access: SqlAccess): UnitOfWork {
  const metAnother = (error: unknown): boolean => ["deadlock", "timeout"].includes(access.dialect.failureOf(error));
  return {
    async run(context, work) {
      let transaction: SqlTransaction;
      try {
        transaction = await access.begin(context);
      } catch (error) {
        if (metAnother(error)) return { ok: false, reason: "conflict" };
        throw error;
      }
      let isOfDatabase = false;
      try {
        const outcome = await work({ ...context, transaction });
        transaction.ended = true;
        context.signal?.throwIfAborted();
        if (!outcome.ok) {
          await rolledBack(transaction.controlled);
          return outcome;
        }
        isOfDatabase = true;
        // Work that went on after an error of the database has not done what it believes.
        if (transaction.failure !== undefined) throw transaction.failure.error;
        await transaction.controlled.commit().execute();
        return outcome;
      } catch (error) {
        transaction.ended = true;
        await rolledBack(transaction.controlled);
        if ((isOfDatabase || transaction.failure?.error === error) && metAnother(error)) return { ok: false, reason: "conflict" };
        throw error;
      }
    },
  };
}

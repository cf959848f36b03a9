import { type ControlledTransaction, type Kysely, sql } from "kysely";
import type { StorageContext } from "../context.js";
import { invalidTransaction } from "../invalid-transaction.js";
import { requireIdentifier } from "../request-checks.js";
import type { SqlStorageDialect } from "./sql-dialect.js";
import type { SqlExecutor, SqlTables } from "./tables.js";

/** Access to the database, shared by the stores of one SQL storage. */
export interface SqlAccess {
  readonly dialect: SqlStorageDialect;
  /** Checks a context. Every method calls it first. */
  open(context: StorageContext): SqlSession;
  /** Opens a transaction for the tenant of a context. */
  begin(context: StorageContext): Promise<SqlTransaction>;
  /** Returns a version or a lease that was never used before. */
  nextToken(executor: SqlExecutor): Promise<string>;
}

/** Connection of one call to the database. */
export interface SqlSession {
  readonly tenantId: string;
  /** Runs statements in the transaction of the context; without one, each statement is on its own. */
  run<Result>(work: (executor: SqlExecutor) => Promise<Result>): Promise<Result>;
  /** Runs statements atomically, in the transaction of the context or in a new one. */
  atomically<Result>(work: (executor: SqlExecutor) => Promise<Result>): Promise<Result>;
}

/** A running transaction: the object in `StorageContext.transaction`. */
export interface SqlTransaction {
  readonly owner: SqlAccess;
  readonly tenantId: string;
  readonly executor: SqlExecutor;
  readonly controlled: ControlledTransaction<SqlTables>;
  /** Set when the work has settled; afterwards the transaction is rejected. */
  ended: boolean;
  /** First error of the database. Databases differ in what they do after an error, so no further statement runs and nothing is committed. */
  failure: { readonly error: unknown } | undefined;
}

/** Number of attempts of a call outside of a transaction after deadlocks; each time, another client has made progress. */
const MAX_ATTEMPTS = 20;

/** Creates the access to a database. */
export function openSqlAccess(database: Kysely<SqlTables>, schema: string | undefined, dialect: SqlStorageDialect): SqlAccess {
  const inSchema = (executor: Kysely<SqlTables>): SqlExecutor => (schema === undefined ? executor : executor.withSchema(schema));
  const tokens: string[] = [];

  const begin = async (): Promise<ControlledTransaction<SqlTables>> => {
    const start = database.startTransaction();
    const controlled = await (dialect.isolation === undefined ? start : start.setIsolationLevel(dialect.isolation)).execute();
    if (dialect.locksRows) return controlled;
    try {
      // A write, even of no rows, takes the lock at once and waits its turn, like BEGIN IMMEDIATE. A transaction that reads
      // first and writes later would fail if another process wrote in between.
      await inSchema(controlled).deleteFrom("clientele_schedule").where(sql<boolean>`0`).execute();
    } catch (error) {
      await rolledBack(controlled);
      throw error;
    }
    return controlled;
  };

  const standalone = async <Result>(work: (executor: SqlExecutor) => Promise<Result>, atomic: boolean): Promise<Result> => {
    if (!atomic) return work(inSchema(database));
    const controlled = await begin();
    try {
      const result = await work(inSchema(controlled));
      await controlled.commit().execute();
      return result;
    } catch (error) {
      await rolledBack(controlled);
      throw error;
    }
  };

  const persistent = async <Result>(work: (executor: SqlExecutor) => Promise<Result>, atomic: boolean): Promise<Result> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await standalone(work, atomic);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || dialect.failureOf(error) !== "deadlock") throw error;
      }
    }
  };

  const access: SqlAccess = {
    dialect,
    open(context) {
      context.signal?.throwIfAborted();
      const tenantId = requireIdentifier(context.tenantId, "tenantId");
      if (context.transaction === undefined) {
        return { tenantId, run: (work) => persistent(work, false), atomically: (work) => persistent(work, true) };
      }
      const transaction = requireTransaction(access, context.transaction, tenantId);
      const inside: SqlSession["run"] = async (work) => {
        if (transaction.failure !== undefined) throw transaction.failure.error;
        try {
          return await work(transaction.executor);
        } catch (error) {
          transaction.failure ??= { error };
          throw error;
        }
      };
      return { tenantId, run: inside, atomically: inside };
    },
    async begin(context) {
      context.signal?.throwIfAborted();
      const tenantId = requireIdentifier(context.tenantId, "tenantId");
      if (context.transaction !== undefined) throw invalidTransaction("nested");
      const controlled = await begin();
      return { owner: access, tenantId, controlled, executor: inSchema(controlled), ended: false, failure: undefined };
    },
    async nextToken(executor) {
      // Many at a time, so that versions cost no round trip of their own.
      if (tokens.length === 0) tokens.push(...(await dialect.tokens.execute(executor)).rows.map(({ token }) => token));
      return tokens.pop()!;
    },
  };
  return access;
}

/** Checks that an object is a transaction of this storage, still open and of this tenant. */
function requireTransaction(owner: SqlAccess, given: object, tenantId: string): SqlTransaction {
  const transaction = given as Partial<SqlTransaction>;
  if (transaction.owner !== owner || transaction.executor === undefined) throw invalidTransaction("foreign");
  if (transaction.ended === true) throw invalidTransaction("ended");
  if (transaction.tenantId !== tenantId) throw invalidTransaction("tenant");
  return transaction as SqlTransaction;
}

/** Rolls back. Errors are ignored: a lost connection has rolled back by itself, and the original error says more. */
export async function rolledBack(controlled: ControlledTransaction<SqlTables>): Promise<void> {
  try {
    await controlled.rollback().execute();
  } catch {
    // The original error is reported instead.
  }
}

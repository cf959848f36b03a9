import { CompiledQuery, type Kysely, type QueryResult } from "kysely";
import type { StorageContext } from "../context.js";
import { requireIdentifier } from "../request-checks.js";
import type { SqlRace, SqlStorageDialect } from "./sql-dialect.js";
import type { SqlExecutor, SqlTables } from "./tables.js";

/** Runs one statement. */
export type RunStatement = <Row>(statement: CompiledQuery<Row>) => Promise<QueryResult<Row>>;

/** Access to the database, shared by the stores of one SQL storage. */
export interface SqlAccess {
  readonly dialect: SqlStorageDialect;
  /** Builds statements on the tables, for lists. */
  readonly executor: SqlExecutor;
  /** Checks a context and returns its tenant. Every method calls it first. */
  open(context: StorageContext): string;
  /** Runs one statement on its own. */
  readonly run: RunStatement;
  /** Runs statements in a transaction that the statements of `begin` open: all or none are kept. */
  transaction<Result>(begin: readonly string[], work: (run: RunStatement) => Promise<Result>): Promise<Result>;
  /** Repeats work that another transaction made fail, a bounded number of times. It must be atomic. */
  persistently<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Returns texts for versions and leases that were never used before. */
  newTokens(count: number): Promise<readonly string[]>;
}

/**
 * Number of attempts, by the race that was lost. Each time, another client has made progress. Where the database has waited for
 * a lock already, one more attempt is enough.
 */
export const MAX_ATTEMPTS: Readonly<Record<SqlRace, number>> = { deadlock: 10, duplicate: 10, timeout: 2 };

const COMMIT = CompiledQuery.raw("commit");
const ROLLBACK = CompiledQuery.raw("rollback");

/** Creates the access to a database. */
export function openSqlAccess(database: Kysely<SqlTables>, schema: string | undefined, dialect: SqlStorageDialect): SqlAccess {
  const run: RunStatement = (statement) => database.executeQuery(statement);
  return {
    dialect,
    executor: schema === undefined ? database : database.withSchema(schema),
    open(context) {
      context.signal?.throwIfAborted();
      return requireIdentifier(context.tenantId, "tenantId");
    },
    run,
    // Kysely's own transactions cannot begin with a lock (`begin immediate`), and take a statement more for the isolation level.
    transaction: (begin, work) =>
      database.connection().execute(async (connection) => {
        const inside: RunStatement = (statement) => connection.executeQuery(statement);
        for (const text of begin) await inside(CompiledQuery.raw(text));
        try {
          const result = await work(inside);
          await inside(COMMIT);
          return result;
        } catch (error) {
          await rollBack(inside);
          throw error;
        }
      }),
    async persistently(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work();
        } catch (error) {
          const race = dialect.raceOf(error);
          if (race === null || attempt >= MAX_ATTEMPTS[race]) throw error;
        }
      }
    },
    newTokens: tokenSource(dialect, run),
  };
}

/** Rolls back. An error is ignored: a lost connection has rolled back by itself, and the original error says more. */
async function rollBack(run: RunStatement): Promise<void> {
  try {
    await run(ROLLBACK);
  } catch {
    // The original error is reported instead.
  }
}

/**
 * Returns a source of texts that were never used before: a random text of the database, fetched once, and a counter. Counting
 * alone would repeat itself after a restart, and a statement per commit would be spent on random texts alone.
 */
function tokenSource({ uniqueText }: SqlStorageDialect, run: RunStatement): SqlAccess["newTokens"] {
  const statement = CompiledQuery.raw(`select ${uniqueText} as token`) as CompiledQuery<{ token: string }>;
  let source: Promise<string> | undefined;
  let count = 0;
  const fetch = async (): Promise<string> => (await run(statement)).rows[0]!.token;
  return async (needed) => {
    source ??= fetch();
    try {
      const prefix = await source;
      return Array.from({ length: needed }, () => `${prefix}-${++count}`);
    } catch (error) {
      source = undefined;
      throw error;
    }
  };
}

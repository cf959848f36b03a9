import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";

/** The part of a `PGlite` that is used: PostgreSQL in this process, with one connection. */
export interface PGliteDatabase {
  query(text: string, parameters?: unknown[]): Promise<{ readonly rows: unknown[]; readonly affectedRows?: number | undefined }>;
  close(): Promise<void>;
}

const COMMANDS = ["INSERT", "UPDATE", "DELETE", "MERGE", "SELECT"] as const;

/**
 * Adapts a `PGlite` to the pool that Kysely's `PostgresDialect` expects. Callers use its only connection one after another, so
 * that no statement runs in the transaction of another caller.
 *
 * @param database - a `PGlite`
 * @example
 * import { PGlite } from "@electric-sql/pglite";
 * import { Kysely, PostgresDialect } from "kysely";
 * const database = new Kysely({ dialect: new PostgresDialect({ pool: pglitePool(await PGlite.create()) }) });
 * const storage = sqlStorage({ database, dialect: "postgres" });
 * storage.name // => "postgres"
 * await storage.close();
 */
export function pglitePool(database: PGliteDatabase): PostgresPool {
  let last: Promise<void> = Promise.resolve();
  return {
    async connect() {
      const before = last;
      let release!: () => void;
      last = new Promise((resolve) => {
        release = resolve;
      });
      await before;
      const client = {
        async query(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> {
          const { rows, affectedRows = 0 } = await database.query(text, [...parameters]);
          const word = text.trimStart().slice(0, 6).trimEnd().toUpperCase();
          const command = COMMANDS.find((name) => name === word) ?? "SELECT";
          return { command, rowCount: command === "SELECT" ? rows.length : affectedRows, rows };
        },
        release,
      };
      return client as unknown as PostgresPoolClient;
    },
    end: () => database.close(),
  };
}

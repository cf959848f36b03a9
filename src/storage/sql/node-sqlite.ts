import type { SqliteDatabase } from "kysely";

/** What is needed of a `DatabaseSync` of `node:sqlite` (Node 22.13 and later). */
export interface NodeSqliteDatabase {
  prepare(text: string): NodeSqliteStatement;
  close(): void;
}

/** A prepared statement of `node:sqlite`. */
export interface NodeSqliteStatement {
  all(...parameters: never[]): unknown[];
  run(...parameters: never[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  iterate(...parameters: never[]): IterableIterator<unknown>;
  /** Descriptions of the columns of the answer; none for a statement without one. */
  columns(): readonly unknown[];
}

/**
 * A `DatabaseSync` of `node:sqlite` as the database that Kysely's `SqliteDialect` takes (better-sqlite3 and libsql need
 * no such thing). Open it with a timeout, so that processes wait for each other:
 * `new DatabaseSync(file, { timeout: 5000 })`.
 *
 * @param database - a `DatabaseSync`
 * @example
 * const opened = nodeSqliteDatabase({ prepare: () => { throw new Error("not here"); }, close: () => undefined });
 * opened.close();
 */
export function nodeSqliteDatabase(database: NodeSqliteDatabase): SqliteDatabase {
  return {
    prepare(text) {
      const statement = database.prepare(text);
      const spread = (parameters: readonly unknown[]): never[] => [...parameters] as never[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...spread(parameters)),
        run: (parameters) => statement.run(...spread(parameters)),
        iterate: (parameters) => statement.iterate(...spread(parameters)),
      };
    },
    close: () => database.close(),
  };
}

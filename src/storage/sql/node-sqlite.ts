import type { SqliteDatabase } from "kysely";

/** The part of a `DatabaseSync` of `node:sqlite` (Node 22.13 and later) that is used. */
export interface NodeSqliteDatabase {
  prepare(text: string): NodeSqliteStatement;
  close(): void;
}

/** The part of a prepared statement of `node:sqlite` that is used. */
export interface NodeSqliteStatement {
  all(...parameters: never[]): unknown[];
  run(...parameters: never[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  iterate(...parameters: never[]): IterableIterator<unknown>;
  /** Descriptions of the result columns; none for a statement without a result. */
  columns(): readonly unknown[];
}

/**
 * Adapts a `DatabaseSync` of `node:sqlite` to the database that Kysely's `SqliteDialect` expects; better-sqlite3 and libsql
 * need no adapter. Open the database with a timeout, so that processes wait for each other:
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

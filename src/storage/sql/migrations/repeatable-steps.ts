import { type Kysely, type RawBuilder, sql } from "kysely";
import type { SqlStorageDialect } from "../sql-dialect.js";

/**
 * Steps of a migration that can be repeated. MySQL and SQLite do not roll back a migration that failed or was interrupted: it
 * starts again from its first step.
 */
export interface RepeatableSteps {
  hasTable(table: string): Promise<boolean>;
  renameTable(from: string, to: string): Promise<void>;
  addColumn(table: string, column: string, type: RawBuilder<unknown>): Promise<void>;
  /** Creates an index. `where` makes it partial, where the database has partial indexes. */
  createIndex(name: string, table: string, columns: readonly string[], where?: RawBuilder<unknown>): Promise<void>;
}

/** Error numbers of MySQL: a column, or an index of this name, exists. */
const DUPLICATE_COLUMN = 1060;
const DUPLICATE_INDEX = 1061;

/** Creates the steps for a database. `database` is in the schema of the tables. */
export function repeatableSteps(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  schema: string | undefined,
): RepeatableSteps {
  /** Runs a step that fails if it was done before; Kysely has no `if not exists` for it, or the database has none. */
  const once = async (step: { execute(): Promise<unknown> }, isDone: (error: unknown) => boolean): Promise<void> => {
    try {
      await step.execute();
    } catch (error) {
      if (!isDone(error)) throw error;
    }
  };
  const hasNumber = (number: number) => (error: unknown) => (error as { errno?: unknown }).errno === number;

  return {
    hasTable: (table) => hasTable(database, dialect, schema, table),
    async renameTable(from, to) {
      if (dialect.name !== "mysql") return database.schema.alterTable(from).renameTo(to).execute();
      // `alter table` would move the table to the schema of the connection.
      const named = (table: string) => (schema === undefined ? sql.id(table) : sql.id(schema, table));
      await sql`rename table ${named(from)} to ${named(to)}`.execute(database);
    },
    async addColumn(table, column, type) {
      const add = database.schema.alterTable(table).addColumn(column, type as never);
      if (dialect.name === "mysql") return once(add, hasNumber(DUPLICATE_COLUMN));
      // A failed migration of PostgreSQL leaves nothing behind, and an error would end its transaction.
      if (dialect.name === "postgres") return add.execute();
      return once(add, (error) => /duplicate column name/.test((error as Error).message));
    },
    async createIndex(name, table, columns, where) {
      const create = database.schema
        .createIndex(name)
        .on(table)
        .columns([...columns]);
      if (dialect.name === "mysql") return once(create, hasNumber(DUPLICATE_INDEX));
      const partial = where === undefined ? create : create.where(where as never);
      return partial.ifNotExists().execute();
    },
  };
}

/** Tells whether a table exists in the schema of the tables. */
export async function hasTable(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  schema: string | undefined,
  table: string,
): Promise<boolean> {
  const own = schema === undefined ? OWN_SCHEMA[dialect.name] : sql`${schema}`;
  const { rows } =
    dialect.name === "sqlite"
      ? await sql`select name from sqlite_master where type = 'table' and name = ${table}`.execute(database)
      : await sql`select table_name from information_schema.tables where table_schema = ${own} and table_name = ${table}`.execute(
          database,
        );
  return rows.length > 0;
}

/** Expressions for the schema of the connection. */
const OWN_SCHEMA = { postgres: sql`current_schema()`, mysql: sql`database()`, sqlite: sql`'main'` } as const;

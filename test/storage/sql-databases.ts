import { PGlite } from "@electric-sql/pglite";
import type { StorageAdapter } from "clientele/storage";
import { pglitePool, sqlStorage } from "clientele/storage/sql";
import { Kysely, MysqlDialect, PostgresDialect, sql } from "kysely";
import { openPostgresqlStorage } from "../../examples/hosts/postgresql-host.js";
import { openSqliteStorage } from "../../examples/hosts/sqlite-host.js";

/** A database for tests, empty at first. */
export interface TestDatabase {
  readonly name: string;
  readonly storage: StorageAdapter & { migrate(): Promise<readonly string[]>; close(): Promise<void> };
  /** Takes away what was made for the test. */
  remove(): Promise<void>;
}

/** SQLite in memory. */
export async function openSqlite(): Promise<TestDatabase> {
  const storage = await openSqliteStorage(":memory:");
  return { name: "SQLite", storage, remove: () => storage.close() };
}

/** PostgreSQL in this process. */
export async function openPglite(): Promise<TestDatabase> {
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pglitePool(await PGlite.create()) }) });
  const storage = sqlStorage({ database, dialect: "postgres" });
  await storage.migrate();
  return { name: "PGlite", storage, remove: () => storage.close() };
}

/** A server of PostgreSQL, in a schema of its own. */
export async function openPostgres(url: string, schema = ownSchema()): Promise<TestDatabase> {
  const storage = await openPostgresqlStorage(url, schema);
  return {
    name: "PostgreSQL",
    storage,
    remove: async () => {
      await storage.close();
      await dropSchema(url, schema);
    },
  };
}

/** Takes a schema of PostgreSQL away, with all that is in it. */
export async function dropSchema(url: string, schema: string): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema if exists "${schema}" cascade`);
  await client.end();
}

/** A server of MariaDB or MySQL, in a database of its own. */
export async function openMariadb(url: string, schema = ownSchema()): Promise<TestDatabase> {
  const { createPool } = await import("mysql2");
  const database = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 12 }) }) });
  const storage = sqlStorage({ database, dialect: "mysql", schema });
  await storage.migrate();
  return {
    name: "MariaDB",
    storage,
    remove: async () => {
      await sql`drop database ${sql.id(schema)}`.execute(database);
      await storage.close();
    },
  };
}

let schemas = 0;

/** A name that no other test, and no other run at this moment, has. */
export function ownSchema(): string {
  schemas++;
  return `clientele_storage_${process.pid}_${schemas}`;
}

const { POSTGRES_URL, MARIADB_URL } = process.env;

/** The embedded databases, and the servers whose connection variables are set. */
export const testDatabases: readonly { readonly name: string; readonly open: () => Promise<TestDatabase> }[] = [
  { name: "SQLite", open: openSqlite },
  { name: "PGlite", open: openPglite },
  ...(POSTGRES_URL === undefined ? [] : [{ name: "PostgreSQL", open: () => openPostgres(POSTGRES_URL) }]),
  ...(MARIADB_URL === undefined ? [] : [{ name: "MariaDB", open: () => openMariadb(MARIADB_URL) }]),
];

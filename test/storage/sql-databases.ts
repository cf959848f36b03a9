import { PGlite } from "@electric-sql/pglite";
import { pglitePool, type SqlStorage, sqlStorage } from "clientele/storage/sql";
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from "kysely";
import Sqlite from "libsql";

/** A database for tests, empty at first. */
export interface TestDatabase {
  readonly name: string;
  readonly storage: SqlStorage;
  readonly database: Kysely<unknown>;
  /** Takes away what was made for the test. */
  remove(): Promise<void>;
}

/** SQLite in memory, or in a file. */
export async function openSqlite(file = ":memory:"): Promise<TestDatabase> {
  const connection = new Sqlite(file, { timeout: 10_000 });
  connection.exec("pragma journal_mode = wal; pragma synchronous = normal");
  const database = new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }) });
  const storage = sqlStorage({ database, dialect: "sqlite" });
  await storage.migrate();
  return { name: "SQLite", storage, database, remove: () => storage.close() };
}

/** PostgreSQL in this process. */
export async function openPglite(): Promise<TestDatabase> {
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pglitePool(await PGlite.create()) }) });
  const storage = sqlStorage({ database, dialect: "postgres" });
  await storage.migrate();
  return { name: "PGlite", storage, database, remove: () => storage.close() };
}

/** A server of PostgreSQL, in a schema of its own. */
export async function openPostgres(url: string, schema = `clientele_storage_${process.pid}`): Promise<TestDatabase> {
  const { default: pg } = await import("pg");
  const database = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 12 }) }),
  });
  await sql`create schema if not exists ${sql.id(schema)}`.execute(database);
  const storage = sqlStorage({ database, dialect: "postgres", schema });
  await storage.migrate();
  return {
    name: "PostgreSQL",
    storage,
    database,
    remove: async () => {
      await sql`drop schema ${sql.id(schema)} cascade`.execute(database);
      await storage.close();
    },
  };
}

/** A server of MariaDB or MySQL, in a database of its own. */
export async function openMariadb(url: string, schema = `clientele_storage_${process.pid}`): Promise<TestDatabase> {
  const { createPool } = await import("mysql2");
  const database = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 12 }) }) });
  await sql`create database if not exists ${sql.id(schema)}`.execute(database);
  const storage = sqlStorage({ database, dialect: "mysql", schema });
  await storage.migrate();
  return {
    name: "MariaDB",
    storage,
    database,
    remove: async () => {
      await sql`drop database ${sql.id(schema)}`.execute(database);
      await storage.close();
    },
  };
}

/** The embedded databases, and the servers whose connection variables are set. */
export const testDatabases: readonly { readonly name: string; readonly open: () => Promise<TestDatabase> }[] = [
  { name: "SQLite", open: () => openSqlite() },
  { name: "PGlite", open: () => openPglite() },
  ...(process.env["POSTGRES_URL"] === undefined
    ? []
    : [{ name: "PostgreSQL", open: () => openPostgres(process.env["POSTGRES_URL"]!) }]),
  ...(process.env["MARIADB_URL"] === undefined
    ? []
    : [{ name: "MariaDB", open: () => openMariadb(process.env["MARIADB_URL"]!) }]),
];

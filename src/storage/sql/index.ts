/**
 * Storage in PostgreSQL, MySQL, MariaDB and SQLite. Requires the optional peer dependency `kysely`.
 *
 * Main functions: {@link sqlStorage}; {@link preparedPool} and {@link preparedDatabase}, which keep prepared statements; and two
 * adapters of drivers for Kysely, {@link pglitePool} and {@link nodeSqliteDatabase}. Start with {@link sqlStorage}.
 *
 * @packageDocumentation
 */
export type { SqlStorageDialectName } from "./sql-dialect.js";
export { type SqlStorage, type SqlStorageOptions, sqlStorage } from "./sql-storage.js";

// Drivers that Kysely does not support by itself.
export { type NodeSqliteDatabase, type NodeSqliteStatement, nodeSqliteDatabase } from "./node-sqlite.js";
export { type PGliteDatabase, pglitePool } from "./pglite-pool.js";

// Prepared statements, which Kysely does not keep.
export { preparedDatabase } from "./prepared-database.js";
export { preparedPool } from "./prepared-pool.js";

export { type NodeSqliteDatabase, type NodeSqliteStatement, nodeSqliteDatabase } from "./node-sqlite.js";
export { type PGliteDatabase, pglitePool } from "./pglite-pool.js";
export type { SqlStorageDialectName } from "./sql-dialect.js";
export { type SqlStorage, type SqlStorageOptions, sqlStorage } from "./sql-storage.js";

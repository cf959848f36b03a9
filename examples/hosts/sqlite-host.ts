/** A host that keeps its customers in one file: a shop, a desktop application, a service on one machine. */
import { type SqlStorage, sqlStorage } from "clientele/storage/sql";
import { Kysely, SqliteDialect } from "kysely";
import Database from "libsql"; // better-sqlite3 takes the same lines

/**
 * Opens a file, and makes it one if there is none. Several processes may do so at once: they take turns to write.
 *
 * @param file - a path, or ":memory:"
 */
export async function openSqliteStorage(file: string): Promise<SqlStorage> {
  const connection = new Database(file, { timeout: 10_000 }); // so long one process waits for another
  connection.exec("pragma journal_mode = wal"); // readers do not wait for the writer
  connection.exec("pragma synchronous = normal"); // safe from a crash of the process; "full" from one of the machine, too
  const database = new Kysely({ dialect: new SqliteDialect({ database: connection }) });
  const storage = sqlStorage({ database, dialect: "sqlite" });
  await storage.migrate();
  return storage;
}

/** A host that keeps its customers in one file: a small shop, a desktop application, a service on one machine. */
import { preparedDatabase, type SqlStorage, sqlStorage } from "clientele/storage/sql";
import { Kysely, SqliteDialect } from "kysely";
import Database from "libsql"; // better-sqlite3 works the same

/**
 * Opens a file, or creates it. Several processes may open it at once; they take turns to write.
 *
 * @param file - a path, or ":memory:"
 */
export async function openSqliteStorage(file: string): Promise<SqlStorage> {
  const connection = new Database(file, { timeout: 10_000 }); // how long one process waits for another
  connection.exec("pragma journal_mode = wal"); // readers do not wait for the writer
  connection.exec("pragma synchronous = normal"); // survives a crash of the process; "full" also one of the machine
  const database = new Kysely({ dialect: new SqliteDialect({ database: preparedDatabase(connection) }) });
  const storage = sqlStorage({ database, dialect: "sqlite" });
  await storage.migrate();
  return storage;
}

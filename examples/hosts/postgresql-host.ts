/** A host that keeps its customers in PostgreSQL, beside its own tables, for several processes and machines. */
import { type SqlStorage, sqlStorage } from "clientele/storage/sql";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";

/**
 * Connects and migrates the tables to the version of the package.
 *
 * @param url - postgres://user@host:port/database
 * @param schema - database schema of the tables; a separate one keeps them apart from the host's
 */
export async function openPostgresqlStorage(url: string, schema = "clientele"): Promise<SqlStorage> {
  // One connection per concurrent transaction. More than the server can work on only lengthen the queue.
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  // The pool replaces an idle connection that breaks. Without a listener, its error would end the process.
  pool.on("error", (error) => console.error(`PostgreSQL: ${error.message}`));
  const database = new Kysely({ dialect: new PostgresDialect({ pool }) });
  const storage = sqlStorage({ database, dialect: "postgres", schema });
  await storage.migrate();
  return storage;
}

/** A host that keeps its customers in PostgreSQL, beside its own tables, for several processes and machines. */
import { preparedPool, type SqlStorage, sqlStorage } from "clientele/storage/sql";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";

/**
 * Connects and migrates the tables to the version of the package.
 *
 * @param url - postgres://user@host:port/database
 * @param schema - database schema of the tables; a separate one keeps them apart from the host's
 */
export async function openPostgresqlStorage(url: string, schema = "clientele"): Promise<SqlStorage> {
  // One connection per concurrent statement. More than the server can work on only lengthen the queue.
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  const report = (error: Error): void => console.error(`PostgreSQL: ${error.message}`);
  // A connection that breaks is replaced. Without a listener, its error would end the process: the pool listens to idle
  // connections only, so that every connection in use needs a listener of its own. The call that used it rejects.
  pool.on("error", report);
  pool.on("connect", (client) => client.on("error", report));
  const database = new Kysely({ dialect: new PostgresDialect({ pool: preparedPool(pool) }) });
  const storage = sqlStorage({ database, dialect: "postgres", schema });
  await storage.migrate();
  return storage;
}

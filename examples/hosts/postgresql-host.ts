/** A host that keeps its customers in PostgreSQL, beside its own tables: several processes, several machines. */
import { type SqlStorage, sqlStorage } from "clientele/storage/sql";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";

/**
 * Connects, and brings the tables to the version of the package.
 *
 * @param url - postgres://user@host:port/database
 * @param schema - where the tables are; one of their own keeps them apart from the host's
 */
export async function openPostgresqlStorage(url: string, schema = "clientele"): Promise<SqlStorage> {
  // As many connections as transactions may run at once; more than the server can work on only make a longer queue.
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  // A connection that breaks while nobody uses it is replaced; unheard, its error would end the process.
  pool.on("error", (error) => console.error(`PostgreSQL: ${error.message}`));
  const database = new Kysely({ dialect: new PostgresDialect({ pool }) });
  const storage = sqlStorage({ database, dialect: "postgres", schema });
  await storage.migrate();
  return storage;
}

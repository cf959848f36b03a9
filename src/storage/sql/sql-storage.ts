import type { Kysely } from "kysely";
import { ClienteleError } from "../../kernel/index.js";
import type { StorageAdapter } from "../storage-adapter.js";
import { migrateTables } from "./migrations.js";
import { PUSHED_KINDS } from "./pushed-rules.js";
import { openSqlAccess } from "./sql-access.js";
import { sqlCustomers } from "./sql-customers.js";
import { type SqlStorageDialectName, sqlDialects } from "./sql-dialect.js";
import { sqlDocuments } from "./sql-documents.js";
import { sqlInteractions } from "./sql-interactions.js";
import { sqlOutbox } from "./sql-outbox.js";
import { sqlSchedule } from "./sql-schedule.js";
import { sqlUnitOfWork } from "./sql-unit-of-work.js";
import type { SqlTables } from "./tables.js";

/** Which database. */
export interface SqlStorageOptions<Database> {
  /** The host's own Kysely, over any driver; its plugins are left aside. */
  readonly database: Kysely<Database>;
  /** What it speaks: `postgres` for PGlite too, `mysql` for MariaDB too, `sqlite` for every SQLite. */
  readonly dialect: SqlStorageDialectName;
  /** The schema (in MySQL: the database) that the tables are in; `migrate` creates it. Default is the connection's own. */
  readonly schema?: string | undefined;
}

/** A storage in an SQL database. */
export interface SqlStorage extends StorageAdapter {
  /**
   * Creates the tables, or brings them to the version of this package. Call it at every start: it does nothing where
   * nothing is to do, and processes that start together wait for each other.
   *
   * @returns names of the steps that it took
   */
  migrate(): Promise<readonly string[]>;
  /** Closes the Kysely that was given. */
  close(): Promise<void>;
}

/**
 * A storage in PostgreSQL, MySQL, MariaDB or SQLite, on Kysely. Keeps every promise of {@link StorageAdapter}, finds
 * audiences in the database (`findByRule`), and lets several processes work on one database.
 *
 * Tables are called `clientele_…`. Every record is kept as one canonical text, which comes back to the last bit, and
 * beside it as JSON that rules read in the database. Order is by code point, by the columns' own collation.
 *
 * @throws ClienteleError `invalid_option` for another dialect
 * @example
 * import { Kysely, SqliteDialect } from "kysely";
 * import Database from "libsql"; // or better-sqlite3
 * const database = new Kysely({ dialect: new SqliteDialect({ database: new Database(":memory:") }) });
 * const storage = sqlStorage({ database, dialect: "sqlite" });
 * await storage.migrate() // => ["0001-tables"]
 * const saved = await storage.customers.save({ tenantId: "shop" }, { id: "c1", kind: "person", version: 0 }, null);
 * saved.ok // => true
 * await storage.close();
 */
export function sqlStorage<Database>({ database, dialect: name, schema }: SqlStorageOptions<Database>): SqlStorage {
  if (!Object.hasOwn(sqlDialects, name)) {
    const names = Object.keys(sqlDialects).join(", ");
    throw new ClienteleError("invalid_option", `Choose a dialect: ${names}.`, { option: "dialect", value: name }, "dialect");
  }
  const dialect = sqlDialects[name];
  // A plugin of the host's (camel case, say) would rename our columns.
  const own = database.withoutPlugins() as unknown as Kysely<SqlTables>;
  const access = openSqlAccess(own, schema, dialect);
  return {
    name,
    capabilities: { transactions: true, ruleKinds: PUSHED_KINDS },
    customers: sqlCustomers(access),
    interactions: sqlInteractions(access),
    documents: sqlDocuments(access),
    outbox: sqlOutbox(access),
    schedule: sqlSchedule(access),
    unitOfWork: sqlUnitOfWork(access),
    migrate: () => migrateTables(own as unknown as Kysely<unknown>, dialect, schema),
    close: () => database.destroy(),
  };
}

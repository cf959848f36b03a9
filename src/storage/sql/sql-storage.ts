import type { Kysely } from "kysely";
import {
  aText,
  oneOf,
  type OptionKind,
  type OptionShape,
  requireOneOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import type { StorageAdapter } from "../storage-adapter.js";
import { migrateTables } from "./migrations.js";
import { PUSHED_KINDS } from "./pushed-rules.js";
import { requireSafeSettings } from "./session-settings.js";
import { openSqlAccess } from "./sql-access.js";
import { sqlCustomers } from "./sql-customers.js";
import { type SqlStorageDialectName, sqlDialects } from "./sql-dialect.js";
import { sqlDocuments } from "./sql-documents.js";
import { sqlInteractions } from "./sql-interactions.js";
import { sqlOutbox } from "./sql-outbox.js";
import { sqlSchedule } from "./sql-schedule.js";
import { sqlUnitOfWork } from "./sql-unit-of-work.js";
import type { SqlTables } from "./tables.js";

/** Options of {@link sqlStorage}. */
export interface SqlStorageOptions<Database> {
  /** Kysely of the host, with any driver; its plugins are not applied. */
  readonly database: Kysely<Database>;
  /** Dialect of the database: `postgres` also for PGlite, `mysql` also for MariaDB, `sqlite` for every SQLite. */
  readonly dialect: SqlStorageDialectName;
  /** Schema of the tables (in MySQL: the database), which `migrate` creates. Defaults to that of the connection. */
  readonly schema?: string | undefined;
}

const DIALECTS = Object.keys(sqlDialects) as readonly SqlStorageDialectName[];

const aKysely: OptionKind = {
  expected: "an instance of Kysely",
  accepts: (value) => typeof value === "object" && value !== null && "withoutPlugins" in value,
};

const SQL_OPTIONS: OptionShape<SqlStorageOptions<unknown>> = { database: aKysely, dialect: oneOf(DIALECTS), schema: aText };

/** Storage in an SQL database. */
export interface SqlStorage extends StorageAdapter {
  /**
   * Creates the tables, or migrates them to the version of this package. Call it at every start: it does nothing if the tables
   * are up to date, and processes that start together wait for each other.
   *
   * @returns names of the migrations that it ran
   * @throws ClienteleError `unsupported_setting` for settings of the connection that make statements unsafe
   */
  migrate(): Promise<readonly string[]>;
  /** Closes the Kysely of the options. */
  close(): Promise<void>;
}

/**
 * Creates a storage in PostgreSQL, MySQL, MariaDB or SQLite, with Kysely. It fulfills every promise of {@link StorageAdapter},
 * finds audiences in the database (`findByRule`), and several processes can share one database.
 *
 * The tables are named `clientele_…`. Every record is stored as one canonical text, which is read back exactly, and also as JSON
 * for rules in the database. The collation of the columns orders by code point.
 *
 * @throws ClienteleError `invalid_option`
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
export function sqlStorage<Database>(options: SqlStorageOptions<Database>): SqlStorage {
  requireOptions<SqlStorageOptions<never>>(options as never, SQL_OPTIONS);
  const database = requireOption("database", options?.database, aKysely);
  const name = requireOneOf("dialect", options.dialect, DIALECTS);
  const { schema } = options;
  const dialect = sqlDialects[name];
  // A plugin of the host (camel case, for instance) would rename our columns.
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
    migrate: async () => {
      await requireSafeSettings(own as unknown as Kysely<unknown>, dialect);
      return migrateTables(own as unknown as Kysely<unknown>, dialect, schema);
    },
    close: () => database.destroy(),
  };
}

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
import { migrateTables } from "./migrations/migrate-tables.js";
import { mysqlStatements } from "./mysql/statements.js";
import { postgresStatements } from "./postgres/statements.js";
import { PUSHED_KINDS } from "./pushed-rules.js";
import { requireSafeSettings } from "./session-settings.js";
import { openSqlAccess } from "./sql-access.js";
import { commitSets } from "./sql-commit.js";
import { sqlCustomers } from "./sql-customers.js";
import { type SqlStorageDialectName, sqlDialects } from "./sql-dialect.js";
import { sqlDocuments } from "./sql-documents.js";
import { sqlInteractions } from "./sql-interactions.js";
import { sqlOutbox } from "./sql-outbox.js";
import { readRecords } from "./sql-read.js";
import type { SqlStatements } from "./sql-statements.js";
import { sqliteStatements } from "./sqlite/statements.js";
import { type SqlTables, type TableNames, tableNames } from "./tables.js";

/** Options of {@link sqlStorage}. */
export interface SqlStorageOptions<Database> {
  /** Kysely of the host, with any driver; its plugins are not applied. */
  readonly database: Kysely<Database>;
  /** Dialect of the database: `postgres` also for PGlite, `mysql` also for MariaDB, `sqlite` for every SQLite. */
  readonly dialect: SqlStorageDialectName;
  /** Schema of the tables (in MySQL: the database), which `migrate` creates. Defaults to that of the connection. */
  readonly schema?: string | undefined;
}

const STATEMENTS: Readonly<Record<SqlStorageDialectName, (tables: TableNames) => SqlStatements>> = {
  postgres: postgresStatements,
  mysql: mysqlStatements,
  sqlite: sqliteStatements,
};

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
   * @throws ClienteleError `unsupported_setting` for settings of the connection that make statements unsafe; `newer_schema` if a
   *   later version of this package has migrated the tables
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
 * await storage.migrate() // => ["0001-tables", "0002-queues"]
 * const customer = { id: "c1", kind: "person", version: 0 } as const;
 * const [saved] = await storage.commit({ tenantId: "shop" }, [{ customers: [{ id: "c1", customer, expected: null }] }]);
 * saved?.ok // => true
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
  const statements = STATEMENTS[name](tableNames(dialect.quote, schema));
  return {
    name,
    capabilities: { transactions: true, ruleKinds: PUSHED_KINDS },
    read: (context, request) => readRecords(access, statements, context, request),
    commit: (context, sets) => commitSets(access, statements, context, sets),
    customers: sqlCustomers(access),
    interactions: sqlInteractions(access),
    documents: sqlDocuments(access),
    outbox: sqlOutbox(access, statements),
    migrate: async () => {
      await requireSafeSettings(own as unknown as Kysely<unknown>, dialect);
      return migrateTables(own as unknown as Kysely<unknown>, dialect, schema);
    },
    close: () => database.destroy(),
  };
}

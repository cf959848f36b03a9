import { type RawBuilder, sql } from "kysely";

/** Dialect of the SQL storage: `mysql` also for MariaDB, `postgres` also for PGlite. */
export type SqlStorageDialectName = "postgres" | "mysql" | "sqlite";

/**
 * Meaning of an error of the database: `"deadlock"` if another transaction took precedence, `"timeout"` if waiting for a lock took
 * too long, `"duplicate"` if a key already exists.
 */
export type SqlFailure = "deadlock" | "timeout" | "duplicate" | "other";

/** Differences between the databases that Kysely does not hide. */
export interface SqlStorageDialect {
  readonly name: SqlStorageDialectName;
  /** Query for a batch of tokens that no row ever had. The database generates them, so adapters on several machines agree. */
  readonly tokens: RawBuilder<{ token: string }>;
  /** Read committed is the weakest isolation that fulfills every promise; SQLite has only a stronger one. */
  readonly isolation: "read committed" | undefined;
  /** Whether rows can be locked (`for update`). SQLite locks the whole database for a writer. */
  readonly locksRows: boolean;
  /** Whether an insert can skip existing keys (`on conflict do nothing`) and return what it inserted (`returning`). */
  readonly insertsMissing: boolean;
  readonly failureOf: (error: unknown) => SqlFailure;
}

const COUNT = 64;

/** Builds a query for a column `token` whose expression is evaluated for each of 64 rows. */
function tokensOf(expression: RawBuilder<string>): RawBuilder<{ token: string }> {
  return sql`with recursive series(n) as (select 1 union all select n + 1 from series where n < ${sql.lit(COUNT)}) select ${expression} as token from series`;
}

/** Fields by which drivers distinguish errors. */
interface DriverError {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly message?: unknown;
}

const fieldsOf = (error: unknown): DriverError => (typeof error === "object" && error !== null ? error : {});

/** Serialization failure, deadlock; unique violation. */
const POSTGRES_FAILURES: Readonly<Record<string, SqlFailure>> = {
  "40001": "deadlock",
  "40P01": "deadlock",
  "23505": "duplicate",
};

/** Deadlock, record changed since last read (MariaDB); lock wait timeout; duplicate key. */
const MYSQL_FAILURES: Readonly<Record<string, SqlFailure>> = {
  1213: "deadlock",
  1020: "deadlock",
  1205: "timeout",
  1062: "duplicate",
};

/** The differences of each dialect. */
export const sqlDialects: Readonly<Record<SqlStorageDialectName, SqlStorageDialect>> = {
  postgres: {
    name: "postgres",
    tokens: tokensOf(sql`gen_random_uuid()::text`),
    isolation: "read committed",
    locksRows: true,
    insertsMissing: true,
    failureOf: (error) => POSTGRES_FAILURES[String(fieldsOf(error).code)] ?? "other",
  },
  mysql: {
    name: "mysql",
    tokens: tokensOf(sql`uuid()`),
    isolation: "read committed",
    locksRows: true,
    insertsMissing: false,
    failureOf: (error) => MYSQL_FAILURES[String(fieldsOf(error).errno)] ?? "other",
  },
  sqlite: {
    name: "sqlite",
    tokens: tokensOf(sql`lower(hex(randomblob(16)))`),
    isolation: undefined,
    locksRows: false,
    insertsMissing: true,
    failureOf: (error) => {
      const { code, message } = fieldsOf(error);
      // Drivers agree on the messages of SQLite more than on codes. They have waited for the lock by then (`busy_timeout`).
      const busy = /^SQLITE_(BUSY|LOCKED)/.test(String(code)) || /database (table )?is locked/.test(String(message));
      return busy ? "timeout" : "other";
    },
  },
};

import { type RawBuilder, sql } from "kysely";

/** Databases of the SQL storage; `mysql` serves MariaDB too, `postgres` PGlite. */
export type SqlStorageDialectName = "postgres" | "mysql" | "sqlite";

/**
 * What an error of the database means: `"deadlock"` when another transaction was in the way and has got on since,
 * `"timeout"` when it was waited for long enough, `"duplicate"` when a key is there already.
 */
export type SqlFailure = "deadlock" | "timeout" | "duplicate" | "other";

/** Where the databases differ, beyond what Kysely evens out. */
export interface SqlStorageDialect {
  readonly name: SqlStorageDialectName;
  /** Some dozens of tokens that no row ever had. Made by the database, so that adapters on several machines agree. */
  readonly tokens: RawBuilder<{ token: string }>;
  /** Read committed is the weakest isolation that keeps every promise; SQLite has one only, a stronger one. */
  readonly isolation: "read committed" | undefined;
  /** Whether rows can be locked (`for update`); SQLite locks the whole database for a writer. */
  readonly locksRows: boolean;
  /** Whether an insert can leave out what is there (`on conflict do nothing`) and tell what it put in (`returning`). */
  readonly insertsMissing: boolean;
  readonly failureOf: (error: unknown) => SqlFailure;
}

const COUNT = 64;

/** A column `token` with a value that an expression makes anew for each of 64 rows. */
function tokensOf(expression: RawBuilder<string>): RawBuilder<{ token: string }> {
  return sql`with recursive series(n) as (select 1 union all select n + 1 from series where n < ${sql.lit(COUNT)}) select ${expression} as token from series`;
}

/** Fields by which drivers tell errors apart. */
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

/** The table of what differs. */
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
      // Drivers agree on SQLite's own words more than on codes. They have waited for the lock by then (`busy_timeout`).
      const busy = /^SQLITE_(BUSY|LOCKED)/.test(String(code)) || /database (table )?is locked/.test(String(message));
      return busy ? "timeout" : "other";
    },
  },
};

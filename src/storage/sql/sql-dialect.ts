/** Dialect of the SQL storage: `mysql` also for MariaDB, `postgres` also for PGlite. */
export type SqlStorageDialectName = "postgres" | "mysql" | "sqlite";

/**
 * Failure of the database that another writer caused: `"deadlock"` if another transaction took precedence, `"timeout"` if
 * waiting for a lock took too long, `"duplicate"` if a key exists by now.
 */
export type SqlRace = "deadlock" | "timeout" | "duplicate";

/** Differences between the databases, beside their statements. */
export interface SqlStorageDialect {
  readonly name: SqlStorageDialectName;
  /** Character around a name in the text of a statement. */
  readonly quote: '"' | "`";
  /** Expression for a text that was never returned before, on any machine. */
  readonly uniqueText: string;
  /** Tells which race an error reports; `null` for any other error. */
  readonly raceOf: (error: unknown) => SqlRace | null;
}

/** Fields by which drivers distinguish errors. */
interface DriverError {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly message?: unknown;
}

const fieldsOf = (error: unknown): DriverError => (typeof error === "object" && error !== null ? error : {});

/** Serialization failure, deadlock; lock not available; unique violation. */
const POSTGRES_RACES: Readonly<Record<string, SqlRace>> = {
  "40001": "deadlock",
  "40P01": "deadlock",
  "55P03": "timeout",
  "23505": "duplicate",
};

/** Deadlock, record changed since last read (MariaDB); lock wait timeout; duplicate key. */
const MYSQL_RACES: Readonly<Record<string, SqlRace>> = {
  1213: "deadlock",
  1020: "deadlock",
  1205: "timeout",
  1062: "duplicate",
};

/** The differences of each dialect. */
export const sqlDialects: Readonly<Record<SqlStorageDialectName, SqlStorageDialect>> = {
  postgres: {
    name: "postgres",
    quote: '"',
    uniqueText: "gen_random_uuid()::text",
    raceOf: (error) => POSTGRES_RACES[String(fieldsOf(error).code)] ?? null,
  },
  mysql: {
    name: "mysql",
    quote: "`",
    uniqueText: "uuid()",
    raceOf: (error) => MYSQL_RACES[String(fieldsOf(error).errno)] ?? null,
  },
  sqlite: {
    name: "sqlite",
    quote: '"',
    uniqueText: "lower(hex(randomblob(16)))",
    raceOf: (error) => {
      const { code, message } = fieldsOf(error);
      // Drivers agree on the messages of SQLite more than on codes. They have waited for the lock by then (`busy_timeout`).
      const busy = /^SQLITE_(BUSY|LOCKED)/.test(String(code)) || /database (table )?is locked/.test(String(message));
      return busy ? "timeout" : null;
    },
  },
};

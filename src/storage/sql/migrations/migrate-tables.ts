import { CompiledQuery, type Kysely, type Migration, Migrator } from "kysely";
import { ClienteleError } from "../../../kernel/index.js";
import type { SqlStorageDialect } from "../sql-dialect.js";
import { createTables } from "./0001-tables.js";
import { createQueues } from "./0002-queues.js";
import { hasTable } from "./repeatable-steps.js";

type Step = (database: Kysely<unknown>, dialect: SqlStorageDialect, schema: string | undefined) => Promise<void>;

/** All migrations, in order. A released migration never changes; a later change of the tables is a new one. */
const MIGRATIONS: Readonly<Record<string, Step>> = {
  "0001-tables": createTables,
  "0002-queues": createQueues,
};

const MIGRATION_TABLE = "clientele_migration";

/** Number of attempts on SQLite. */
const MAX_ATTEMPTS = 5;

/**
 * Migrates the tables to the latest version, and returns the names of the migrations it ran. Processes that start together wait
 * for each other.
 *
 * @throws ClienteleError `newer_schema`
 */
export async function migrateTables(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  schema: string | undefined,
): Promise<readonly string[]> {
  const inSchema = schema === undefined ? database : database.withSchema(schema);
  const migrator = new Migrator({
    db: inSchema,
    provider: { getMigrations: async () => migrationsFor(dialect, schema) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: "clientele_migration_lock",
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  for (let attempt = 1; ; attempt++) {
    await requireKnownMigrations(inSchema, dialect, schema);
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error === undefined) return results.map(({ migrationName }) => migrationName);
    // Kysely has no lock for SQLite: another process may have run and recorded the same migrations first.
    if (dialect.name === "sqlite" && attempt < MAX_ATTEMPTS) continue;
    throw error instanceof Error ? error : new Error("The migration of the tables failed.", { cause: error });
  }
}

function migrationsFor(dialect: SqlStorageDialect, schema: string | undefined): Record<string, Migration> {
  const migrations = Object.entries(MIGRATIONS).map(([name, step]): [string, Migration] => {
    const run = (database: Kysely<unknown>) => step(database, dialect, schema);
    return [name, { up: dialect.name === "sqlite" ? (database: Kysely<unknown>) => atomically(database, run) : run }];
  });
  return Object.fromEntries(migrations);
}

/** Runs a migration of SQLite in a transaction: another process that migrates at the same time waits, and finds it done. */
async function atomically(database: Kysely<unknown>, run: (database: Kysely<unknown>) => Promise<void>): Promise<void> {
  await database.executeQuery(CompiledQuery.raw("begin immediate"));
  try {
    await run(database);
    await database.executeQuery(CompiledQuery.raw("commit"));
  } catch (error) {
    await database.executeQuery(CompiledQuery.raw("rollback"));
    throw error;
  }
}

/** Refuses tables of a later version, in which this package would write what nobody reads. */
async function requireKnownMigrations(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  schema: string | undefined,
): Promise<void> {
  if (!(await hasTable(database, dialect, schema, MIGRATION_TABLE))) return;
  const tables = database as Kysely<{ readonly [MIGRATION_TABLE]: { readonly name: string } }>;
  const done = await tables.selectFrom(MIGRATION_TABLE).select("name").orderBy("name").execute();
  const found = done.map(({ name }) => name).filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (found.length === 0) return;
  const message = `The tables were migrated by a later version of this package (${found.join(", ")}). Update the package.`;
  throw new ClienteleError("newer_schema", message, { found });
}

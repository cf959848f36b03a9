import { type Kysely, type Migration, Migrator, type RawBuilder, sql } from "kysely";
import type { SqlStorageDialect } from "./sql-dialect.js";

/** Column types of one database. */
interface ColumnTypes {
  /** An identifier of 1 to 256 characters, compared by code point and without padding. */
  readonly identifier: RawBuilder<unknown>;
  /** A key of the schedule of 1 to 512 characters, compared in the same way. */
  readonly key: RawBuilder<unknown>;
  /** Any text, compared in the same way. */
  readonly text: RawBuilder<unknown>;
  readonly json: RawBuilder<unknown>;
}

async function columnTypes(database: Kysely<unknown>, dialect: SqlStorageDialect): Promise<ColumnTypes> {
  if (dialect.name === "sqlite") return { identifier: sql`text`, key: sql`text`, text: sql`text`, json: sql`text` };
  if (dialect.name === "postgres") {
    const text = sql`text collate "C"`;
    return { identifier: text, key: text, text, json: sql`jsonb` };
  }
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(database);
  const binary = sql.raw(/mariadb/i.test(rows[0]!.version) ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
  const collated = (type: string) => sql`${sql.raw(type)} character set utf8mb4 collate ${binary}`;
  return { identifier: collated("varchar(256)"), key: collated("varchar(512)"), text: collated("longtext"), json: sql`json` };
}

/** Creates an index unless it exists. MySQL has no `if not exists` for indexes, so the error is ignored there. */
async function createIndex(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  const create = database.schema
    .createIndex(name)
    .on(table)
    .columns([...columns]);
  if (dialect.name !== "mysql") return create.ifNotExists().execute();
  try {
    await create.execute();
  } catch (error) {
    if ((error as { errno?: unknown }).errno !== DUPLICATE_INDEX_NAME) throw error;
  }
}

const DUPLICATE_INDEX_NAME = 1061;

/** Creates the tables and indexes of version 1. Every step can be repeated, because MySQL does not roll back a failed migration. */
async function createTables(database: Kysely<unknown>, dialect: SqlStorageDialect): Promise<void> {
  const { identifier, key, text, json } = await columnTypes(database, dialect);
  const { schema } = database;
  await schema
    .createTable("clientele_customer")
    .ifNotExists()
    .addColumn("tenant_id", identifier, (column) => column.notNull())
    .addColumn("id", identifier, (column) => column.notNull())
    .addColumn("version", "varchar(64)", (column) => column.notNull())
    .addColumn("record", text, (column) => column.notNull())
    .addColumn("document", json, (column) => column.notNull())
    .addPrimaryKeyConstraint("clientele_customer_key", ["tenant_id", "id"])
    .execute();
  await schema
    .createTable("clientele_interaction")
    .ifNotExists()
    .addColumn("tenant_id", identifier, (column) => column.notNull())
    .addColumn("id", identifier, (column) => column.notNull())
    .addColumn("customer_id", identifier, (column) => column.notNull())
    .addColumn("type", text, (column) => column.notNull())
    .addColumn("happened_at", "bigint", (column) => column.notNull())
    .addColumn("channel", text)
    .addColumn("record", text, (column) => column.notNull())
    .addColumn("properties", json, (column) => column.notNull())
    .addPrimaryKeyConstraint("clientele_interaction_key", ["tenant_id", "id"])
    .execute();
  await schema
    .createTable("clientele_document")
    .ifNotExists()
    .addColumn("tenant_id", identifier, (column) => column.notNull())
    .addColumn("kind", identifier, (column) => column.notNull())
    .addColumn("id", identifier, (column) => column.notNull())
    .addColumn("customer_id", identifier)
    .addColumn("version", "varchar(64)", (column) => column.notNull())
    .addColumn("record", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("clientele_document_key", ["tenant_id", "kind", "id"])
    .execute();
  await schema
    .createTable("clientele_outbox")
    .ifNotExists()
    .addColumn("tenant_id", identifier, (column) => column.notNull())
    .addColumn("id", identifier, (column) => column.notNull())
    .addColumn("happened_at", "bigint", (column) => column.notNull())
    .addColumn("record", text, (column) => column.notNull())
    .addColumn("lease", "varchar(64)")
    .addColumn("lease_until", "bigint", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("clientele_outbox_key", ["tenant_id", "id"])
    .execute();
  await schema
    .createTable("clientele_schedule")
    .ifNotExists()
    .addColumn("tenant_id", identifier, (column) => column.notNull())
    .addColumn("schedule_key", key, (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("clientele_schedule_pkey", ["tenant_id", "schedule_key"])
    .execute();
  // In MySQL, a further identifier does not fit into the key; the primary key is part of every index anyway.
  const tie = (column: string): readonly string[] => (dialect.name === "mysql" ? [] : [column]);
  const indexes: readonly (readonly [name: string, table: string, columns: readonly string[]])[] = [
    // The history of a customer in order, which rules about history look up.
    ["clientele_interaction_of_customer", "clientele_interaction", ["tenant_id", "customer_id", "happened_at", ...tie("id")]],
    ["clientele_interaction_in_order", "clientele_interaction", ["tenant_id", "happened_at", ...tie("id")]],
    ["clientele_document_of_customer", "clientele_document", ["tenant_id", "customer_id"]],
    ["clientele_outbox_in_order", "clientele_outbox", ["tenant_id", "happened_at", ...tie("id")]],
    ["clientele_schedule_in_order", "clientele_schedule", ["tenant_id", "due_at", ...tie("schedule_key")]],
  ];
  for (const [name, table, columns] of indexes) await createIndex(database, dialect, name, table, columns);
}

/** All migrations, in order. A released migration never changes; a later change of the tables is a new one. */
function migrationsFor(dialect: SqlStorageDialect): Record<string, Migration> {
  return {
    "0001-tables": { up: (database: Kysely<unknown>) => createTables(database, dialect) },
  };
}

/** Number of attempts on SQLite. */
const MAX_ATTEMPTS = 5;

/** Migrates the tables to the latest version, and returns the names of the migrations it ran. Processes that start together wait for each other. */
export async function migrateTables(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  schema: string | undefined,
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: schema === undefined ? database : database.withSchema(schema),
    provider: { getMigrations: async () => migrationsFor(dialect) },
    migrationTableName: "clientele_migration",
    migrationLockTableName: "clientele_migration_lock",
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  for (let attempt = 1; ; attempt++) {
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error === undefined) return results.map(({ migrationName }) => migrationName);
    // Kysely has no lock for SQLite: another process may have run and recorded the same migrations first.
    if (dialect.name === "sqlite" && attempt < MAX_ATTEMPTS) continue;
    throw error instanceof Error ? error : new Error("The migration of the tables failed.", { cause: error });
  }
}

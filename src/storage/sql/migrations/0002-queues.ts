import { type Kysely, sql } from "kysely";
import type { SqlStorageDialect } from "../sql-dialect.js";
import { columnTypes } from "./column-types.js";
import { copyMessages } from "./copy-messages.js";
import { copySchedule } from "./copy-schedule.js";
import { type RepeatableSteps, repeatableSteps } from "./repeatable-steps.js";

/** Tables of version 1 that are emptied here, and their names meanwhile. */
const OUTBOX = { old: "clientele_outbox", moved: "clientele_outbox_old" } as const;
const SCHEDULE = { old: "clientele_schedule", moved: "clientele_schedule_old" } as const;

/**
 * Migrates to version 2: messages wait in a queue per subject, and a document holds its due instant.
 *
 * The old tables are renamed first and dropped last. A process with an older package fails from the first moment on, instead of
 * writing messages and instants that nobody reads.
 */
export async function createQueues(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  ownSchema: string | undefined,
): Promise<void> {
  const steps = repeatableSteps(database, dialect, ownSchema);
  for (const { old, moved } of [OUTBOX, SCHEDULE]) if (await steps.hasTable(old)) await steps.renameTable(old, moved);
  await addTables(database, dialect, steps);
  if (await steps.hasTable(SCHEDULE.moved)) {
    await copySchedule(database, dialect);
    await database.schema.dropTable(SCHEDULE.moved).execute();
  }
  if (await steps.hasTable(OUTBOX.moved)) {
    await copyMessages(database, dialect);
    await database.schema.dropTable(OUTBOX.moved).execute();
  }
}

async function addTables(database: Kysely<unknown>, dialect: SqlStorageDialect, steps: RepeatableSteps): Promise<void> {
  const { identifier, text } = await columnTypes(database, dialect);
  const { schema } = database;
  await steps.addColumn("clientele_document", "due_at", sql`bigint`);
  await schema
    .createTable("clientele_message")
    .ifNotExists()
    .addColumn("tenant_id", identifier, (column) => column.notNull())
    .addColumn("subject", identifier, (column) => column.notNull())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addColumn("part", "bigint", (column) => column.notNull())
    .addColumn("id", identifier, (column) => column.notNull())
    .addColumn("record", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("clientele_message_key", ["tenant_id", "subject", "sequence", "part"])
    .execute();
  await schema
    .createTable("clientele_queue")
    .ifNotExists()
    .addColumn("tenant_id", identifier, (column) => column.notNull())
    .addColumn("subject", identifier, (column) => column.notNull())
    .addColumn("last_sequence", "bigint", (column) => column.notNull())
    .addColumn("ready_at", "bigint", (column) => column.notNull())
    .addColumn("lease", "varchar(64)")
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("clientele_queue_key", ["tenant_id", "subject"])
    .execute();
  // In MySQL, further identifiers do not fit into the key; the primary key is part of every index anyway.
  const tie = (...columns: readonly string[]): readonly string[] => (dialect.name === "mysql" ? [] : columns);
  const isDue = sql`due_at is not null`;
  await steps.createIndex("clientele_document_due", "clientele_document", ["tenant_id", "due_at", ...tie("kind", "id")], isDue);
  await steps.createIndex("clientele_queue_in_order", "clientele_queue", ["tenant_id", "ready_at", ...tie("subject")]);
}

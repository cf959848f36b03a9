import type { Kysely } from "kysely";
import type { SqlStorageDialect } from "../sql-dialect.js";
import { columnTypes } from "./column-types.js";
import { repeatableSteps } from "./repeatable-steps.js";

/** Creates the tables and indexes of version 1. */
export async function createTables(
  database: Kysely<unknown>,
  dialect: SqlStorageDialect,
  ownSchema: string | undefined,
): Promise<void> {
  const { identifier, key, text, json } = await columnTypes(database, dialect);
  const { schema } = database;
  const { createIndex } = repeatableSteps(database, dialect, ownSchema);
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
  for (const [name, table, columns] of indexes) await createIndex(name, table, columns);
}

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { SqlStorageDialect } from "../sql-dialect.js";
import type { SqlTables } from "../tables.js";

/** An entry of the schedule of version 1. */
interface OldEntry {
  readonly tenant_id: string;
  readonly schedule_key: string;
  readonly due_at: number;
}

/** Start of the keys of the workspace, one per customer. */
const PREFIX = "customer:";

/** Kind of the document with the state of a customer. */
const STATE = "workspace.standing";

/** Kinds of the documents that keep entries without such a document, as in a restore of version 1. */
const OF_CUSTOMER = "schedule.customer";
const OF_HOST = "schedule";

/** Maximum length of an identifier. A longer key of a host cannot be kept. */
const MAX_IDENTIFIER = 256;

/**
 * Copies the schedule of version 1 from `clientele_schedule_old` to due instants of documents: the entry of a customer to the
 * state of the customer, every other entry to a document of its own. Copying again changes nothing.
 */
export async function copySchedule(database: Kysely<unknown>, dialect: SqlStorageDialect): Promise<void> {
  const tables = database as Kysely<SqlTables & { readonly clientele_schedule_old: OldEntry }>;
  const keyOf = (id: string): RawBuilder<string> =>
    dialect.name === "mysql" ? sql`concat(${PREFIX}, ${sql.ref(id)})` : sql`${sql.lit(PREFIX)} || ${sql.ref(id)}`;
  await tables
    .updateTable("clientele_document as d")
    .set((where) => ({
      due_at: where
        .selectFrom("clientele_schedule_old as s")
        .select("s.due_at")
        .whereRef("s.tenant_id", "=", "d.tenant_id")
        .where("s.schedule_key", "=", keyOf("d.id")),
    }))
    .where("d.kind", "=", STATE)
    .execute();

  const customerId = sql<string>`substr(s.schedule_key, ${sql.lit(PREFIX.length + 1)})`;
  const start = sql`substr(s.schedule_key, 1, ${sql.lit(PREFIX.length)})`;
  const ofCustomer = sql<boolean>`(${start} = ${sql.lit(PREFIX)} and s.schedule_key <> ${sql.lit(PREFIX)})`;
  const length = sql.raw(dialect.name === "sqlite" ? "length" : "char_length");
  const insert = (kind: string, id: RawBuilder<string>, owner: RawBuilder<string | null>, where: RawBuilder<boolean>) =>
    tables
      .insertInto("clientele_document")
      .columns(["tenant_id", "kind", "id", "customer_id", "due_at", "version", "record"])
      .expression((from) =>
        from
          .selectFrom("clientele_schedule_old as s")
          .select([
            "s.tenant_id",
            sql.lit(kind).as("kind"),
            id.as("id"),
            owner.as("customer_id"),
            "s.due_at",
            sql.raw<string>(dialect.uniqueText).as("version"),
            sql.lit("null").as("record"),
          ])
          .where(where)
          .where((exists) =>
            exists.not(
              exists.exists(
                exists
                  .selectFrom("clientele_document as d")
                  .select(sql.lit(1).as("one"))
                  .whereRef("d.tenant_id", "=", "s.tenant_id")
                  .where("d.kind", "in", kind === OF_CUSTOMER ? [STATE, OF_CUSTOMER] : [OF_HOST])
                  .where("d.id", "=", id),
              ),
            ),
          ),
      )
      .execute();
  await insert(OF_CUSTOMER, customerId, customerId, ofCustomer);
  const fits = sql<boolean>`not ${ofCustomer} and ${length}(s.schedule_key) <= ${sql.lit(MAX_IDENTIFIER)}`;
  await insert(OF_HOST, sql`s.schedule_key`, sql`null`, fits);
}

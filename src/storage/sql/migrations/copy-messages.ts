import { type Kysely, sql } from "kysely";
import { decodeStorable } from "../../storable-text.js";
import { type MessageOfVersionOne, messageOfVersionOne } from "../../version-one.js";
import { behind } from "../keyset.js";
import type { SqlStorageDialect } from "../sql-dialect.js";
import type { SqlTables, StoredInteger } from "../tables.js";

/** A row of the outbox of version 1. */
interface OldMessage {
  readonly tenant_id: string;
  readonly id: string;
  readonly happened_at: StoredInteger;
  readonly record: string;
  readonly attempts: number;
}

type Tables = Kysely<SqlTables & { readonly clientele_outbox_old: OldMessage }>;

/** Number of rows per statement. */
const PAGE = 500;

/**
 * Copies the messages of version 1 from `clientele_outbox_old` to the queues. They keep their order, `(at, id)`, and get negative
 * sequences, so that they come before every revision of their customers. Copying again changes nothing.
 */
export async function copyMessages(database: Kysely<unknown>, dialect: SqlStorageDialect): Promise<void> {
  const tables = database as Tables;
  const tenants = await tables
    .selectFrom("clientele_outbox_old")
    .select(["tenant_id", (select) => select.fn.countAll<StoredInteger>().as("count")])
    .groupBy("tenant_id")
    .execute();
  for (const { tenant_id, count } of tenants) {
    let position = 0;
    for await (const page of oldMessages(tables, tenant_id)) {
      await insertPage(tables, dialect, page, position, Number(count));
      position += page.length;
    }
  }
}

/** Reads the messages of a tenant in order, page by page. */
async function* oldMessages(tables: Tables, tenant: string): AsyncGenerator<readonly OldMessage[]> {
  let last: OldMessage | undefined;
  do {
    const after = last;
    const page = await tables
      .selectFrom("clientele_outbox_old")
      .selectAll()
      .where("tenant_id", "=", tenant)
      .$if(after !== undefined, (query) => query.where(behind(["happened_at", "id"], [Number(after!.happened_at), after!.id])))
      .orderBy("happened_at")
      .orderBy("id")
      .limit(PAGE)
      .execute();
    last = page.at(-1);
    if (last !== undefined) yield page;
  } while (last !== undefined);
}

/**
 * @param before - number of messages of the tenant that come before the page
 * @param count - number of messages of the tenant
 */
async function insertPage(
  tables: Tables,
  dialect: SqlStorageDialect,
  page: readonly OldMessage[],
  before: number,
  count: number,
): Promise<void> {
  const rows = page.map(({ tenant_id, id, record }, index) => {
    return { tenant_id, subject: subjectOf(record), sequence: before + index - count, part: 1, id, record };
  });
  const messages = tables.insertInto("clientele_message").values(rows);
  const queues = tables.insertInto("clientele_queue").values(queueRows(rows, page, count));
  if (dialect.name === "mysql") {
    await messages.onDuplicateKeyUpdate({ part: 1 }).execute();
    const last = sql<number>`greatest(last_sequence, values(last_sequence))`;
    await queues.onDuplicateKeyUpdate({ last_sequence: last }).execute();
    return;
  }
  const greatest = sql.raw(dialect.name === "sqlite" ? "max" : "greatest");
  await messages.onConflict((conflict) => conflict.doNothing()).execute();
  await queues
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "subject"]).doUpdateSet({
        last_sequence: sql<number>`${greatest}(clientele_queue.last_sequence, excluded.last_sequence)`,
      }),
    )
    .execute();
}

/** Returns the rows of the queue for messages in order: those of a subject that waits longer come first. */
function queueRows(
  messages: readonly { readonly tenant_id: string; readonly subject: string; readonly sequence: number }[],
  page: readonly OldMessage[],
  count: number,
) {
  const rows = new Map<
    string,
    { tenant_id: string; subject: string; last_sequence: number; ready_at: number; attempts: number }
  >();
  messages.forEach(({ tenant_id, subject, sequence }, index) => {
    const row = rows.get(subject);
    if (row !== undefined) row.last_sequence = sequence;
    // The position among the messages of the tenant, as an instant of 1970: earlier than every instant of the clock.
    else
      rows.set(subject, {
        tenant_id,
        subject,
        last_sequence: sequence,
        ready_at: sequence + count,
        attempts: page[index]!.attempts,
      });
  });
  return [...rows.values()];
}

/** Returns the customer whom a message is about; the message itself if it names none. */
function subjectOf(record: string): string {
  return messageOfVersionOne(decodeStorable(record) as MessageOfVersionOne, 0).subject;
}

import type { SqlStorageDialectName } from "clientele/storage/sql";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../../fixtures/sql-databases.js";

/** Column types of version 1. */
const TYPES: Readonly<Record<SqlStorageDialectName, { identifier: string; key: string; text: string; json: string }>> = {
  postgres: { identifier: 'text collate "C"', key: 'text collate "C"', text: 'text collate "C"', json: "jsonb" },
  mysql: {
    identifier: "varchar(256) character set utf8mb4 collate utf8mb4_nopad_bin",
    key: "varchar(512) character set utf8mb4 collate utf8mb4_nopad_bin",
    text: "longtext character set utf8mb4 collate utf8mb4_nopad_bin",
    json: "json",
  },
  sqlite: { identifier: "text", key: "text", text: "text", json: "text" },
};

const TABLES = ["customer", "interaction", "document", "message", "queue", "outbox", "schedule", "outbox_old", "schedule_old"];

/** Writes the tables of version 1 by hand, instead of those that the storage has created. */
async function createVersionOne({ kysely, dialect, schema }: TestDatabase): Promise<(text: string) => Promise<unknown>> {
  const quote = dialect === "mysql" ? "`" : '"';
  const prefix = schema === undefined ? "" : `${quote}${schema}${quote}.`;
  const run = (text: string) => sql.raw(text.replaceAll(/\bclientele_/g, `${prefix}clientele_`)).execute(kysely);
  for (const table of TABLES) await run(`drop table if exists clientele_${table}`);
  const { identifier, key, text, json } = TYPES[dialect];
  const index = (name: string, table: string, columns: string) =>
    sql.raw(`create index ${name} on ${prefix}${table} (${columns})`).execute(kysely);
  await run(`create table clientele_customer (tenant_id ${identifier} not null, id ${identifier} not null, version varchar(64) not null,
    record ${text} not null, document ${json} not null, primary key (tenant_id, id))`);
  await run(`create table clientele_interaction (tenant_id ${identifier} not null, id ${identifier} not null,
    customer_id ${identifier} not null, type ${text} not null, happened_at bigint not null, channel ${text}, record ${text} not null,
    properties ${json} not null, primary key (tenant_id, id))`);
  await run(`create table clientele_document (tenant_id ${identifier} not null, kind ${identifier} not null, id ${identifier} not null,
    customer_id ${identifier}, version varchar(64) not null, record ${text} not null, primary key (tenant_id, kind, id))`);
  await run(`create table clientele_outbox (tenant_id ${identifier} not null, id ${identifier} not null, happened_at bigint not null,
    record ${text} not null, lease varchar(64), lease_until bigint not null, attempts integer not null, primary key (tenant_id, id))`);
  await run(`create table clientele_schedule (tenant_id ${identifier} not null, schedule_key ${key} not null, due_at bigint not null,
    primary key (tenant_id, schedule_key))`);
  await index("clientele_interaction_of_customer", "clientele_interaction", "tenant_id, customer_id, happened_at");
  await index("clientele_outbox_in_order", "clientele_outbox", "tenant_id, happened_at");
  await run(`delete from clientele_migration where name <> '0001-tables'`);
  return run;
}

/** Number of messages of one customer: more than one page of the copy. */
const MANY = 520;

/** Inserts rows of two tenants. */
async function fillVersionOne(run: (text: string) => Promise<unknown>): Promise<void> {
  await run(
    `insert into clientele_customer values ('shop', 'c1', 'v1', '{"id":"c1","kind":"person","version":1}', '{"id":"c1"}')`,
  );
  await run(`insert into clientele_interaction values ('shop', 'i1', 'c1', 't', 5, null,
    '{"at":{"$date":"1970-01-01T00:00:00.005Z"},"customerId":"c1","id":"i1","properties":{},"type":"t"}', '{}')`);
  const documents = [
    "('shop', 'workspace.standing', 'c1', 'c1', 'v1', '1')",
    "('shop', 'workspace.standing', 'c2', 'c2', 'v2', '2')",
  ];
  documents.push("('shop', 'other', 'c1', null, 'v3', '3')", "('mall', 'workspace.standing', 'c1', 'c1', 'v4', '4')");
  await run(`insert into clientele_document values ${documents.join(", ")}`);
  const entries = ["('shop', 'customer:c1', 70)", "('shop', 'customer:gone', 60)", "('shop', 'customer:', 50)"];
  entries.push("('shop', 'CUSTOMER:c2', 40)", `('shop', '${"long".repeat(80)}', 30)`, "('mall', 'customer:c1', 20)");
  await run(`insert into clientele_schedule values ${entries.join(", ")}`);
  const message = (tenant: string, id: string, at: number, payload: string, attempts: number): string => {
    const record = `{"at":{"$date":"${new Date(at).toISOString()}"},"id":"${id}","payload":${payload},"type":"t"}`;
    return `('${tenant}', '${id}', ${at}, '${record}', null, 0, ${attempts})`;
  };
  const messages = [
    // In the order of (at, id): m4, m1, m2, m3.
    message("shop", "m1", 2, '{"customerId":"c2"}', 3),
    message("shop", "m2", 2, '{"customerId":"c1"}', 0),
    message("shop", "m3", 9, '{"customerId":"c2"}', 0),
    message("shop", "m4", 1, '{"customerId":7}', 0),
    message("shop", "m5", 3, "null", 0),
  ];
  for (let index = 0; index < MANY; index++) messages.push(message("mall", `m${index}`, MANY - index, '{"customerId":"c9"}', 0));
  await run(`insert into clientele_outbox values ${messages.join(", ")}`);
}

describe.each(testDatabases)("SQL storage on $name", ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  async function expectVersionTwo(): Promise<void> {
    const { storage } = database;
    const shop = { tenantId: "shop" };
    const mall = { tenantId: "mall" };
    const found = await storage.read(shop, {
      customers: ["c1"],
      interactions: ["i1"],
      documents: [
        { kind: "workspace.standing", id: "c1" },
        { kind: "workspace.standing", id: "c2" },
      ],
    });
    expect(found.customers[0]).toEqual({ value: { id: "c1", kind: "person", version: 1 }, version: "v1" });
    expect(found.interactions[0]?.at).toEqual(new Date(5));
    expect(found.documents).toEqual([
      { value: { kind: "workspace.standing", id: "c1", customerId: "c1", dueAt: new Date(70), value: 1 }, version: "v1" },
      { value: { kind: "workspace.standing", id: "c2", customerId: "c2", value: 2 }, version: "v2" },
    ]);
    const due = (await storage.documents.due(shop, new Date(100), { limit: 9 })).items;
    expect(due.map(({ kind, id, dueAt }) => [kind, id, dueAt.getTime()])).toEqual([
      ["schedule", "CUSTOMER:c2", 40],
      ["schedule", "customer:", 50],
      ["schedule.customer", "gone", 60],
      ["workspace.standing", "c1", 70],
    ]);
    const waiting = (await storage.outbox.page(shop, { limit: 9 })).items;
    expect(waiting.map(({ subject, sequence, part, id }) => [subject, sequence, part, id])).toEqual([
      ["c1", -3, 1, "m2"],
      ["c2", -4, 1, "m1"],
      ["c2", -1, 1, "m3"],
      ["m4", -5, 1, "m4"],
      ["m5", -2, 1, "m5"],
    ]);
    expect(waiting[0]).toMatchObject({ at: new Date(2), type: "t", payload: { customerId: "c1" } });
    // Messages of now come behind, and those of the longest waiting subject first.
    const now = { subject: "c1", sequence: 1, part: 1, id: "now", type: "t", at: new Date(0), payload: null };
    expect(await storage.commit(shop, [{ messages: [now] }])).toMatchObject([{ ok: true }]);
    const claimed = await storage.outbox.claim(shop, { leaseMilliseconds: 600_000, limit: 9 });
    expect(claimed.map(({ subject, attempt, messages }) => [subject, attempt, ...messages.map(({ id }) => id)])).toEqual([
      ["m4", 1, "m4"],
      ["c2", 4, "m1", "m3"],
      ["c1", 1, "m2", "now"],
      ["m5", 1, "m5"],
    ]);
    const [many] = await storage.outbox.claim(mall, { leaseMilliseconds: 600_000, limit: 9 });
    expect(many?.messages.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => `m${MANY - 1 - index}`));
    expect((await storage.outbox.page(mall, { limit: 1_000 })).items.length).toBe(MANY);
  }

  test("migrates tables of version 1 with all their rows, and drops the tables that an older package writes", async () => {
    const run = await createVersionOne(database);
    await fillVersionOne(run);
    expect(await database.storage.migrate()).toEqual(["0002-queues"]);
    await expectVersionTwo();
    for (const table of ["outbox", "schedule", "outbox_old", "schedule_old"])
      await expect(run(`select * from clientele_${table}`)).rejects.toThrow(/clientele_/);
    expect(await database.storage.migrate()).toEqual([]);
  });

  // PostgreSQL rolls back an interrupted migration.
  test.skipIf(name === "PGlite" || name === "PostgreSQL")("goes on with a migration that was interrupted", async () => {
    const run = await createVersionOne(database);
    await fillVersionOne(run);
    await run("alter table clientele_outbox rename to clientele_outbox_old");
    await run("alter table clientele_document add column due_at bigint");
    const { identifier, text } = TYPES[database.dialect];
    await run(`create table clientele_message (tenant_id ${identifier} not null, subject ${identifier} not null,
      sequence bigint not null, part bigint not null, id ${identifier} not null, record ${text} not null,
      primary key (tenant_id, subject, sequence, part))`);
    const record = `{"at":{"$date":"1970-01-01T00:00:00.002Z"},"id":"m1","payload":{"customerId":"c2"},"type":"t"}`;
    await run(`insert into clientele_message values ('shop', 'c2', -4, 1, 'm1', '${record}')`);
    expect(await database.storage.migrate()).toEqual(["0002-queues"]);
    await expectVersionTwo();
  });

  test("refuses tables of a later version", async () => {
    const { kysely, storage, schema } = database;
    const table = schema === undefined ? sql.id("clientele_migration") : sql.id(schema, "clientele_migration");
    await sql`insert into ${table} (name, timestamp) values ('0003-later', '2026-01-01')`.execute(kysely);
    await expect(storage.migrate()).rejects.toMatchObject({ code: "newer_schema", details: { found: ["0003-later"] } });
    await sql`delete from ${table} where name = '0003-later'`.execute(kysely);
    expect(await storage.migrate()).toEqual([]);
  });

  test("runs no migration twice when several calls start together", async () => {
    const { storage } = database;
    expect(await Promise.all([storage.migrate(), storage.migrate(), storage.migrate()])).toEqual([[], [], []]);
  });
});

import type { ChangeSet } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { CompiledQuery, sql } from "kysely";
import { describe, expect, test } from "vitest";
import { openMariadb, openPostgres, openSqlite, type TestDatabase } from "../../fixtures/sql-databases.js";

const context = { tenantId: "shop" };

/** Rows of the tenant in every table. */
const ROWS = 100_000;

/** Customers of one call. */
const COUNT = 100;

/** Rows that all calls may read by index: far more than they need, and far fewer than the tenant has. */
const MAX_READ = ROWS / 4;

const ANALYZE = { postgres: "analyze", mysql: "analyze table", sqlite: "analyze" } as const;

/** Fills every table by SQL, and collects no statistics afterwards. */
async function fillTenant({ kysely, dialect, schema }: TestDatabase, statistics: "young" | "absent"): Promise<void> {
  const table = (name: string) => (schema === undefined ? sql.id(`clientele_${name}`) : sql.id(schema, `clientele_${name}`));
  const digits = Array.from({ length: 10 }, (_, digit) => `select ${digit} as d`).join(" union all ");
  const numbers = sql.raw(`select a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d as n from (${digits}) as a cross join
    (${digits}) as b cross join (${digits}) as c cross join (${digits}) as d cross join (${digits}) as e`);
  const id = sql.raw(dialect === "mysql" ? "concat('c', n)" : "'c' || n");
  const record = sql.raw(
    dialect === "mysql"
      ? `concat('{"id":"c', n, '","kind":"person","version":1}')`
      : `'{"id":"c' || n || '","kind":"person","version":1}'`,
  );
  const json = dialect === "postgres" ? sql`'{}'::jsonb` : sql`'{}'`;
  const insert = async (name: string, columns: string, values: ReturnType<typeof sql>): Promise<void> => {
    if (statistics === "young") {
      // As long as every tenant has one row, one row per tenant is what the statistics say.
      await sql`insert into ${table(name)} (tenant_id, ${sql.raw(columns)}) select ${id}, ${values} from (${numbers}) as numbers where n < 200`.execute(
        kysely,
      );
      await sql`${sql.raw(ANALYZE[dialect])} ${table(name)}`.execute(kysely);
    }
    // PostgreSQL would collect statistics in the background, sooner or later.
    if (dialect === "postgres") await sql`alter table ${table(name)} set (autovacuum_enabled = false)`.execute(kysely);
    await sql`insert into ${table(name)} (tenant_id, ${sql.raw(columns)}) select 'shop', ${values} from (${numbers}) as numbers`.execute(
      kysely,
    );
  };
  await insert("customer", "id, version, record, document", sql`${id}, 'v1', ${record}, ${json}`);
  await insert("document", "kind, id, customer_id, due_at, version, record", sql`'state', ${id}, ${id}, n, 'v1', '1'`);
  const fact = sql`'{"at":{"$date":"1970-01-01T00:00:00.000Z"},"customerId":"c","id":"i","properties":{},"type":"t"}'`;
  await insert(
    "interaction",
    "id, customer_id, type, happened_at, channel, record, properties",
    sql`${id}, ${id}, 't', 0, null, ${fact}, ${json}`,
  );
  const message = sql`'{"at":{"$date":"1970-01-01T00:00:00.000Z"},"id":"m","payload":null,"type":"t"}'`;
  await insert("message", "subject, sequence, part, id, record", sql`${id}, 1, 1, 'm', ${message}`);
  await insert("queue", "subject, last_sequence, ready_at, lease, attempts", sql`${id}, 1, n, null, 0`);
}

/** Calls everything that finds rows by key or in order, for 100 customers. */
async function callEverything({ storage }: TestDatabase, round: number): Promise<void> {
  const ids = Array.from({ length: COUNT }, (_, index) => `c${round * COUNT + index}`);
  const documents = ids.map((id) => ({ kind: "state", id }));
  const histories = ids.map((customerId) => ({ customerId, limit: 5 }));
  const found = await storage.read(context, { customers: ids, documents, interactions: ids, histories });
  const sets = ids.map((id, index): ChangeSet => {
    const expected = found.customers[index]!.version;
    return {
      customers: [
        { id, customer: index === 0 ? null : customerOf({ id }), expected },
        { id: `new ${id}`, customer: customerOf({ id: `new ${id}` }), expected: null },
      ],
      documents: [{ kind: "state", id, document: index === 0 ? null : { value: 2 }, expected }],
      removeHistories: index === 0 ? [id] : [],
      interactions: [interactionOf({ id: `new ${id}`, customerId: id })],
      messages: [{ subject: id, sequence: 2, part: 1, id: "m", type: "t", at: new Date(0), payload: null }],
    };
  });
  expect((await storage.commit(context, sets)).every(({ ok }) => ok)).toBe(true);
  const claimed = await storage.outbox.claim(context, { leaseMilliseconds: 600_000, limit: COUNT });
  expect(claimed.length).toBe(COUNT);
  await storage.outbox.acknowledge(
    context,
    claimed.map(({ subject, lease }) => ({ subject, lease, through: 1 })),
  );
  await storage.documents.due(context, new Date(ROWS), { limit: COUNT });
  await storage.customers.page(context, { limit: COUNT });
  await storage.documents.page(context, { limit: COUNT });
  await storage.interactions.page(context, { limit: COUNT });
  await storage.outbox.page(context, { limit: COUNT });
  const first = await storage.interactions.history(context, ids[1]!, { limit: 1 });
  await storage.interactions.history(context, ids[1]!, { limit: 1, cursor: first.next, from: new Date(0), to: new Date(5e12) });
  await storage.interactions.history(context, ids[1]!, { limit: 1, direction: "newest-first" });
}

const { POSTGRES_URL, MARIADB_URL } = process.env;

const plannedDatabases = [
  { name: "SQLite", open: () => openSqlite() },
  // One connection, whose counters are read.
  ...(POSTGRES_URL === undefined ? [] : [{ name: "PostgreSQL", open: () => openPostgres(POSTGRES_URL, undefined, 1) }]),
  ...(MARIADB_URL === undefined ? [] : [{ name: "MariaDB", open: () => openMariadb(MARIADB_URL, undefined, 1) }]),
];

describe.each(plannedDatabases)("SQL storage on $name, with a large tenant", ({ open }) => {
  test.each(["absent", "young"] as const)("finds rows by index in every call while statistics are %s", async (statistics) => {
    const database = await open();
    await fillTenant(database, statistics);
    const { dialect } = database;
    // More than five times: PostgreSQL then plans prepared statements without their values.
    const rounds = dialect === "postgres" ? 8 : 2;
    const before = await readCounter(database);
    database.statements.length = 0;
    for (let round = 0; round < rounds; round++) await callEverything(database, round);
    const statements = [...database.statements];
    expect((await readCounter(database)) - before).toBeLessThan(MAX_READ);
    if (dialect === "sqlite") await expectNoScan(database, statements);
    await database.remove();
  });
});

/** Expects that no statement scans a table of the storage. Lists of keys are scanned. */
async function expectNoScan({ kysely }: TestDatabase, statements: readonly string[]): Promise<void> {
  for (const text of new Set(statements.filter((one) => !/^(begin|commit)/.test(one)))) {
    const { rows } = await kysely.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${text}`, new Array(text.split("?").length - 1).fill("[]")),
    );
    expect(rows.map(({ detail }) => detail).filter((detail) => /SCAN (t|i|q|m|clientele)/.test(detail))).toEqual([]);
  }
}

/** Returns how many rows were read: in PostgreSQL by scans and by indexes, in MariaDB by the storage engine. */
async function readCounter({ kysely, dialect, schema }: TestDatabase): Promise<number> {
  if (dialect === "postgres") {
    await sql`select pg_stat_force_next_flush()`.execute(kysely);
    const { rows } = await sql<{
      count: string;
    }>`select sum(seq_tup_read + idx_tup_fetch) as count from pg_stat_user_tables where schemaname = ${schema}
      and relname like 'clientele%'`.execute(kysely);
    return Number(rows[0]!.count);
  }
  if (dialect === "mysql") {
    const { rows } = await sql<{ Value: string }>`show session status like 'Handler_read%'`.execute(kysely);
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  }
  return 0;
}

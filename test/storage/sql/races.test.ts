import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "clientele/kernel";
import { type ChangeSet, memoryStorage, readCustomer, type StorageAdapter } from "clientele/storage";
import { preparedDatabase, preparedPool, sqlStorage } from "clientele/storage/sql";
import { customerOf, interactionOf } from "clientele/testing";
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from "kysely";
import Database from "libsql";
import { createPool } from "mysql2";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownSchema, type TestDatabase, testDatabases } from "../../fixtures/sql-databases.js";

const ROUNDS = 1_000;

/** Increments a counter from two sides, each by reading, deciding and committing until there is no conflict. */
async function countFromTwoSides(storage: StorageAdapter): Promise<void> {
  const tenant = { tenantId: "two writers" };
  const increment = async (id: string): Promise<void> => {
    for (let attempt = 1; attempt <= 100; attempt++) {
      const found = await readCustomer(storage, tenant, "c1");
      const count = ((found?.value.attributes?.["count"] as number | undefined) ?? 0) + 1;
      const customer = customerOf({ attributes: { count } });
      const set: ChangeSet = {
        customers: [{ id: "c1", customer, expected: found?.version ?? null }],
        interactions: [interactionOf({ id })],
      };
      if ((await storage.commit(tenant, [set]))[0]!.ok) return;
    }
    throw new Error(`${id} met a conflict 100 times.`);
  };
  for (let round = 1; round <= ROUNDS; round++) await Promise.all([increment(`left ${round}`), increment(`right ${round}`)]);
  expect((await readCustomer(storage, tenant, "c1"))?.value.attributes).toEqual({ count: 2 * ROUNDS });
  expect((await storage.interactions.page(tenant, { limit: 3 * ROUNDS })).items.length).toBe(2 * ROUNDS);
}

function shuffled<Item>(items: readonly Item[], seed: string): Item[] {
  const random = seededRandom(seed);
  const order = items.map((item) => ({ item, place: random() }));
  return order.sort((left, right) => left.place - right.place).map(({ item }) => item);
}

test("the memory storage loses no update of two writers on one customer in 1,000 rounds", async () => {
  await countFromTwoSides(memoryStorage());
});

describe.each(testDatabases)("SQL storage on $name", ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  test("loses no update of two writers on one customer in 1,000 rounds", async () => {
    await countFromTwoSides(database.storage);
  });

  test("lets exactly one of eight writers win each customer of shuffled lists, new customers too", async () => {
    const { storage } = database;
    const context = { tenantId: "lists" };
    const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
    for (let round = 0; round < 5; round++) {
      // From the second round on, half of the customers are known, and the others are new.
      const own = ids.map((id, index) => (index % 2 === 0 ? id : `${id} of round ${round}`));
      const found = (await storage.read(context, { customers: own })).customers;
      const versions = new Map(own.map((id, index) => [id, found[index]?.version ?? null]));
      const wins = new Map(own.map((id) => [id, 0]));
      const write = async (writer: number): Promise<void> => {
        const list = shuffled(own, `${round} ${writer}`);
        const sets = list.map((id): ChangeSet => {
          const message = { subject: id, sequence: round, part: 1, id: "m", type: "t", at: new Date(0), payload: null };
          return {
            customers: [{ id, customer: customerOf({ id, source: `${writer}` }), expected: versions.get(id)! }],
            documents: [{ kind: "state", id, document: { value: writer }, expected: versions.get(id)! }],
            interactions: [interactionOf({ id: `${id} ${round} ${writer}`, customerId: id })],
            messages: [message],
          };
        });
        const outcomes = await storage.commit(context, sets);
        list.forEach((id, index) => void wins.set(id, wins.get(id)! + (outcomes[index]!.ok ? 1 : 0)));
      };
      await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
      expect([...wins.values()].filter((count) => count !== 1)).toEqual([]);
      const after = await storage.read(context, { customers: own, documents: own.map((id) => ({ kind: "state", id })) });
      expect(after.documents.map((stored) => String(stored!.value.value))).toEqual(
        after.customers.map((stored) => stored!.value.source),
      );
    }
  });

  test("hands no subject to two workers, and loses no message, while decisions add more", async () => {
    const { storage } = database;
    const context = { tenantId: "workers" };
    const subjects = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const REVISIONS = 15;
    const delivered = new Map<string, number[]>(subjects.map((subject) => [subject, []]));
    const held = new Set<string>();
    let isWriting = true;
    const write = async (): Promise<void> => {
      for (let sequence = 1; sequence <= REVISIONS; sequence++) {
        const sets = subjects.map(
          (subject): ChangeSet => ({
            messages: [{ subject, sequence, part: 1, id: "m", type: "t", at: new Date(-sequence), payload: null }],
          }),
        );
        for (const { ok } of await storage.commit(context, sets)) expect(ok).toBe(true);
      }
      isWriting = false;
    };
    const work = async (limit: number): Promise<void> => {
      for (;;) {
        const wasWriting = isWriting;
        const claimed = await storage.outbox.claim(context, { leaseMilliseconds: 600_000, limit });
        if (claimed.length === 0 && !wasWriting) return;
        for (const { subject, messages, attempt } of claimed) {
          expect(held.has(subject)).toBe(false);
          expect(attempt).toBe(1);
          held.add(subject);
          delivered.get(subject)!.push(...messages.map(({ sequence }) => sequence));
        }
        const acknowledgements = claimed.map(({ subject, lease, messages }) => ({
          subject,
          lease,
          through: messages.at(-1)!.sequence,
        }));
        for (const { subject } of claimed) held.delete(subject);
        for (const result of await storage.outbox.acknowledge(context, acknowledgements)) expect(result).toBe("acknowledged");
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([write(), work(3), work(5), work(20)]);
    // What the last worker had claimed is acknowledged by now.
    await work(20);
    const all = Array.from({ length: REVISIONS }, (_, index) => index + 1);
    expect([...delivered.values()]).toEqual(subjects.map(() => all));
    expect((await storage.outbox.page(context, { limit: 1 })).items).toEqual([]);
  });
});

/** A storage that waits for a lock only briefly, and another connection that can hold one. */
interface LockedDatabase {
  readonly storage: ReturnType<typeof sqlStorage>;
  readonly kysely: Kysely<unknown>;
  readonly schema: string | undefined;
  close(): Promise<void>;
}

const { POSTGRES_URL, MARIADB_URL } = process.env;

async function impatientSqlite(): Promise<LockedDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "clientele-locks-"));
  const openFile = () => {
    const connection = new Database(join(folder, "customers.db"), { timeout: 50 });
    connection.exec("pragma journal_mode = wal");
    return new Kysely<unknown>({ dialect: new SqliteDialect({ database: preparedDatabase(connection) }) });
  };
  const storage = sqlStorage({ database: openFile(), dialect: "sqlite" });
  await storage.migrate();
  const kysely = openFile();
  const close = async () => {
    await kysely.destroy();
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { storage, kysely, schema: undefined, close };
}

async function impatientPostgres(url: string): Promise<LockedDatabase> {
  const schema = ownSchema();
  const impatient = new pg.Pool({ connectionString: url, options: "-c lock_timeout=100" });
  const storage = sqlStorage({
    database: new Kysely<unknown>({ dialect: new PostgresDialect({ pool: preparedPool(impatient) }) }),
    dialect: "postgres",
    schema,
  });
  await storage.migrate();
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }) });
  const close = async () => {
    await storage.close();
    await sql`drop schema ${sql.id(schema)} cascade`.execute(kysely);
    await kysely.destroy();
  };
  return { storage, kysely, schema, close };
}

async function impatientMariadb(url: string): Promise<LockedDatabase> {
  const schema = ownSchema();
  const impatient = createPool({ uri: url });
  impatient.on("connection", (connection) => connection.query("set innodb_lock_wait_timeout = 1"));
  const storage = sqlStorage({
    database: new Kysely<unknown>({ dialect: new MysqlDialect({ pool: impatient }) }),
    dialect: "mysql",
    schema,
  });
  await storage.migrate();
  const kysely = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool({ uri: url }) }) });
  const close = async () => {
    await storage.close();
    await sql`drop database ${sql.id(schema)}`.execute(kysely);
    await kysely.destroy();
  };
  return { storage, kysely, schema, close };
}

const impatientDatabases: readonly { readonly name: string; readonly open: () => Promise<LockedDatabase> }[] = [
  { name: "SQLite", open: impatientSqlite },
  ...(POSTGRES_URL === undefined ? [] : [{ name: "PostgreSQL", open: () => impatientPostgres(POSTGRES_URL) }]),
  ...(MARIADB_URL === undefined ? [] : [{ name: "MariaDB", open: () => impatientMariadb(MARIADB_URL) }]),
];

describe.each(impatientDatabases)("a lock of another program in $name", ({ name, open }) => {
  test("makes the sets that need it a conflict, and only those", async () => {
    const { storage, kysely, schema, close } = await open();
    const context = { tenantId: "locks" };
    const ids = ["a", "b", "c"];
    const create = ids.map((id) => ({ customers: [{ id, customer: customerOf({ id }), expected: null }] }));
    const created = await storage.commit(context, create);
    const change = ids.map((id, index) => {
      const [outcome] = created.slice(index);
      if (!outcome?.ok) throw new Error("The customers exist.");
      return { customers: [{ id, customer: customerOf({ id, source: "changed" }), expected: outcome.version }] };
    });
    const table = schema === undefined ? sql.id("clientele_customer") : sql.id(schema, "clientele_customer");
    const locked = await kysely.transaction().execute(async (transaction) => {
      await sql`update ${table} set record = record where tenant_id = 'locks' and id = 'b'`.execute(transaction);
      return storage.commit(context, change);
    });
    // A writer of SQLite locks the whole file.
    expect(locked.map(({ ok }) => ok)).toEqual(name === "SQLite" ? [false, false, false] : [true, false, true]);
    const afterwards = await storage.commit(context, change);
    expect(afterwards.map(({ ok }) => ok)).toEqual(locked.map(({ ok }) => !ok));
    await close();
  });
});

describe.each(testDatabases.filter(({ name }) => name === "PostgreSQL" || name === "MariaDB"))("a deadlock in $name", ({
  open,
}) => {
  test("ends neither in an error nor in a lost change", async () => {
    const { storage, kysely, schema, remove } = await open();
    const context = { tenantId: "deadlocks" };
    const write = (id: string, expected: string | null) => ({ customers: [{ id, customer: customerOf({ id }), expected }] });
    const created = await storage.commit(context, [write("a", null), write("b", null)]);
    const [a, b] = created.map((outcome) => (outcome.ok ? outcome.version : "")) as [string, string];
    const table = schema === undefined ? sql.id("clientele_customer") : sql.id(schema, "clientele_customer");
    let committing: Promise<readonly { readonly ok: boolean }[]> | undefined;
    const foreign = kysely.transaction().execute(async (transaction) => {
      const lock = (id: string) =>
        sql`update ${table} set record = record where tenant_id = 'deadlocks' and id = ${id}`.execute(transaction);
      await lock("b");
      committing = storage.commit(context, [{ customers: [...write("a", a).customers, ...write("b", b).customers] }]);
      // Takes the lock that the commit waits with, sooner or later: both orders end.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await lock("a");
    });
    await foreign.catch(() => undefined);
    expect(await committing).toMatchObject([{ ok: true }]);
    await remove();
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChangeSet } from "clientele/storage";
import { preparedDatabase, preparedPool, sqlStorage } from "clientele/storage/sql";
import { customerOf } from "clientele/testing";
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from "kysely";
import Database from "libsql";
import { createPool } from "mysql2";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { openPostgres, ownSchema, testDatabases } from "../../fixtures/sql-databases.js";

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

/** Resolves when a statement on the tables of a schema waits for a lock. */
async function lockIsAwaited(kysely: Kysely<unknown>, schema: string): Promise<void> {
  for (let isWaiting = false; !isWaiting; ) {
    const { rows } =
      await sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like ${`%${schema}%`}`.execute(kysely);
    isWaiting = rows.length > 0;
  }
}

describe.skipIf(POSTGRES_URL === undefined)("a row of PostgreSQL that another program rewrites while a call waits for it", () => {
  test("is changed or removed as a whole, or is a conflict", async () => {
    const { storage, kysely, schema, remove } = await openPostgres(POSTGRES_URL!);
    const context = { tenantId: "moved" };
    const write = (id: string, source: string | null, expected: string | null): ChangeSet => ({
      customers: [{ id, customer: source === null ? null : customerOf({ id, source }), expected }],
      documents: [{ kind: "k", id, document: source === null ? null : { value: source }, expected }],
    });
    const created = await storage.commit(
      context,
      ["changed", "removed"].map((id) => write(id, "before", null)),
    );
    const versions = created.map((outcome) => (outcome.ok ? outcome.version : ""));
    const sets = [write("changed", "after", versions[0]!), write("removed", null, versions[1]!)];
    for (const set of sets) {
      let committing: ReturnType<typeof storage.commit> | undefined;
      await kysely.transaction().execute(async (transaction) => {
        // The rows move, and their versions stay.
        for (const table of ["clientele_customer", "clientele_document"])
          await sql`update ${sql.id(schema!, table)} set record = record where tenant_id = 'moved'`.execute(transaction);
        committing = storage.commit(context, [set]);
        await lockIsAwaited(kysely, schema!);
      });
      const [outcome] = (await committing)!;
      const { id, customer } = set.customers![0]!;
      const found = await storage.read(context, { customers: [id], documents: [{ kind: "k", id }] });
      const wanted = outcome!.ok ? (customer?.source ?? null) : "before";
      expect([found.customers[0]?.value.source ?? null, found.documents[0]?.value.value ?? null]).toEqual([wanted, wanted]);
      // Nothing moves any more.
      if (!outcome!.ok) expect(await storage.commit(context, [set])).toMatchObject([{ ok: true }]);
    }
    expect((await storage.customers.page(context, { limit: 9 })).items.map(({ value }) => value.source)).toEqual(["after"]);
    await remove();
  });

  test("keeps a message that is enqueued while an acknowledgement waits", async () => {
    const { storage, kysely, schema, remove } = await openPostgres(POSTGRES_URL!);
    const context = { tenantId: "moved" };
    const message = { subject: "s", sequence: 1, part: 1, id: "m", type: "t", at: new Date(0), payload: null };
    await storage.commit(context, [{ messages: [message] }]);
    const claim = () => storage.outbox.claim(context, { leaseMilliseconds: 600_000, limit: 1 });
    const [first] = await claim();
    const [queue, messages] = [sql.id(schema!, "clientele_queue"), sql.id(schema!, "clientele_message")];
    let acknowledging: ReturnType<typeof storage.outbox.acknowledge> | undefined;
    await kysely.transaction().execute(async (transaction) => {
      // What a commit of the second message does, slowly.
      await sql`update ${queue} set last_sequence = 2 where tenant_id = 'moved'`.execute(transaction);
      acknowledging = storage.outbox.acknowledge(context, [{ subject: "s", lease: first!.lease, through: 1 }]);
      await lockIsAwaited(kysely, schema!);
      await sql`insert into ${messages} select tenant_id, subject, 2, part, id, record from ${messages}`.execute(transaction);
    });
    expect(await acknowledging).toEqual(["acknowledged"]);
    const [second] = await claim();
    expect([second?.attempt, second?.messages.map(({ sequence }) => sequence)]).toEqual([1, [2]]);
    await remove();
  });
});

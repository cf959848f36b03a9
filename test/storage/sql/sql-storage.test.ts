import { PGlite } from "@electric-sql/pglite";
import type { Customer, Interaction } from "clientele/models";
import { type Expression, type Metric, type Rule, standardCatalog } from "clientele/rules";
import { memoryStorage, type Outcome, restoreStore, type StorageAdapter, type TransactionContext } from "clientele/storage";
import { pglitePool, sqlStorage } from "clientele/storage/sql";
import { customerOf, interactionOf } from "clientele/testing";
import { Kysely, MysqlDialect, PostgresDialect } from "kysely";
import { createPool } from "mysql2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fill, linesOf } from "../../fixtures/filled-storage.js";
import { type TestDatabase, testDatabases } from "../../fixtures/sql-databases.js";

/** The outcome of a run with a single save. */
const outcomeOf = (saved: { readonly ok: boolean }): Outcome<null> =>
  saved.ok ? { ok: true, value: null } : { ok: false, reason: "conflict" };

test("the memory storage loses no update of two writers on one customer in 1,000 rounds", async () => {
  await twoWriters(memoryStorage());
});

const ROUNDS = 1_000;

async function twoWriters(storage: StorageAdapter): Promise<void> {
  const tenant = { tenantId: "two writers" };
  const sell =
    (id: string) =>
    async (inside: TransactionContext): Promise<Outcome<null>> => {
      const found = await storage.customers.get(inside, "c1");
      await storage.interactions.append(inside, [interactionOf({ id })]);
      const count = ((found?.value.attributes?.["count"] as number | undefined) ?? 0) + 1;
      return outcomeOf(await storage.customers.save(inside, customerOf({ attributes: { count } }), found?.version ?? null));
    };
  const persist = async (id: string): Promise<void> => {
    for (let attempt = 1; attempt <= 100; attempt++) if ((await storage.unitOfWork.run(tenant, sell(id))).ok) return;
    throw new Error(`${id} met a conflict 100 times.`);
  };
  for (let round = 1; round <= ROUNDS; round++) await Promise.all([persist(`left ${round}`), persist(`right ${round}`)]);
  expect((await storage.customers.get(tenant, "c1"))?.value.attributes).toEqual({ count: 2 * ROUNDS });
  expect((await storage.interactions.page(tenant, { limit: 3 * ROUNDS })).items.length).toBe(2 * ROUNDS);
}

describe.each(testDatabases)("SQL storage on $name", ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  test("loses no update of two writers on one customer in 1,000 rounds", { timeout: 300_000 }, async () => {
    await twoWriters(database.storage);
  });

  test("writes the same bytes again after a restore, and reports a second restore as repeated", {
    timeout: 120_000,
  }, async () => {
    const old = memoryStorage();
    await fill(old);
    const lines = await linesOf(old);
    const { storage } = database;
    const another = { tenantId: "restored" };
    const { restored, conflicts } = await restoreStore(storage, another, () => lines);
    expect(conflicts).toEqual([]);
    expect(await linesOf(storage, another)).toEqual(lines);
    expect((await restoreStore(storage, another, () => lines)).repeated).toEqual({ ...restored, schedule: 0 });
  });

  test("runs no migration twice, even when several calls start together", async () => {
    const storage = database.storage;
    expect(await Promise.all([storage.migrate(), storage.migrate(), storage.migrate()])).toEqual([[], [], []]);
  });

  test("stores values of the maximum depth completely, and rules read the shallower ones", async () => {
    const storage = database.storage;
    const context = { tenantId: "deep" };
    const nested = (depth: number): unknown =>
      depth === 0 ? "bottom" : depth % 2 === 0 ? { next: nested(depth - 1) } : [nested(depth - 1)];
    const customer = customerOf({ source: "web", attributes: { nested: nested(96) } });
    const fact = interactionOf({ properties: { nested: nested(96), total: 1 } });
    expect((await storage.customers.save(context, customer, null)).ok).toBe(true);
    expect(await storage.interactions.append(context, [fact])).toEqual(["appended"]);
    expect((await storage.customers.get(context, "c1"))?.value).toEqual(customer);
    expect(await storage.interactions.get(context, fact.id)).toEqual(fact);
    const rule: Rule = { version: 1, kind: "attribute", path: "source", test: { is: "equals", value: "web" } };
    const request = { limit: 5, asOf: new Date(0), schema: standardCatalog };
    expect((await storage.customers.findByRule!(context, rule, request))?.items.length).toBe(1);
  });

  test("returns null for a rule that the database cannot evaluate exactly", async () => {
    const { customers } = database.storage;
    const path = Array.from({ length: 30 }, () => "a").join(".");
    const schema = {
      ...standardCatalog,
      attributes: { ...standardCatalog.attributes, [path]: { type: "text" }, free: { type: "number" } },
      interactions: { ...standardCatalog.interactions, measured: { value: { type: "number" } } },
    } as const;
    const find = (rule: Expression) =>
      customers.findByRule!({ tenantId: "rules" }, { version: 1, ...rule }, { limit: 5, asOf: new Date(0), schema });
    const sum: Metric = { measure: "sum", types: ["measured"], property: "value" };
    const inexact: Expression = { kind: "metric", metric: sum, test: { is: "moreThan", value: 1 } };
    const free: Expression = { kind: "attribute", path: "free", test: { is: "moreThan", value: 1 } };
    expect(await find({ kind: "attribute", path, test: { is: "equals", value: "x" } })).toBeNull();
    expect(await find({ kind: "state", key: "stage:retail", test: { is: "equals", value: "active" } })).toBeNull();
    expect(await find(inexact)).toBeNull();
    expect(await find({ kind: "any", of: [free, { kind: "not", of: inexact }] })).toBeNull();
    expect(await find(free)).toEqual({ items: [], next: null });
  });

  test("stores channels, types and customer identifiers of any length", async () => {
    const storage = database.storage;
    const context = { tenantId: "long" };
    const fact: Interaction = interactionOf({ id: "long", type: "t".repeat(3_000), channel: "ch".repeat(70_000) });
    expect(await storage.interactions.append(context, [fact])).toEqual(["appended"]);
    const history = await storage.interactions.history(context, "c1", { limit: 5, types: ["t".repeat(3_000)] });
    expect(history.items).toEqual([fact]);
    const id = "\u{1f600}".repeat(128);
    const document = { kind: id, id, customerId: id, value: 1 };
    const owner = { tenantId: id };
    expect((await storage.documents.save(owner, document, null)).ok).toBe(true);
    await storage.interactions.append(owner, [interactionOf({ id, customerId: id })]);
    await storage.schedule.set(owner, id.repeat(2), new Date(0));
    expect((await storage.documents.page(owner, { customerId: id, limit: 5 })).items.map(({ value }) => value)).toEqual([
      document,
    ]);
    expect((await storage.schedule.due(owner, new Date(0), { limit: 5 })).items).toEqual([
      { key: id.repeat(2), at: new Date(0) },
    ]);
  });

  test("finds nothing, without an error, for texts that cannot be stored", async () => {
    const { customers, documents, interactions, outbox } = database.storage;
    const context = { tenantId: "odd" };
    for (const odd of ["\u0000", "a\u0000b", "\ud800", "", "x".repeat(5_000)]) {
      expect(await customers.get(context, odd)).toBeNull();
      expect(await customers.getMany(context, [odd])).toEqual([null]);
      expect(await customers.remove(context, odd, odd)).toEqual({ ok: false, reason: "conflict", actual: null });
      expect(await customers.save(context, customerOf(), odd)).toEqual({ ok: false, reason: "conflict", actual: null });
      expect(await documents.get(context, odd, odd)).toBeNull();
      expect((await documents.page(context, { kind: odd, customerId: odd, limit: 1 })).items).toEqual([]);
      expect((await interactions.history(context, odd, { types: [odd], limit: 1 })).items).toEqual([]);
      expect(await interactions.removeHistory(context, odd)).toBe(0);
      expect(await outbox.acknowledge(context, [{ id: odd, lease: odd }])).toEqual(["lost"]);
    }
    const cursor = JSON.stringify(["customers", "\u0000"]);
    await expect(customers.page(context, { limit: 1, cursor })).rejects.toMatchObject({ code: "invalid_cursor" });
    for (const place of [1e300, 0.5]) {
      const behind = JSON.stringify(["interactions", place, "a"]);
      await expect(interactions.page(context, { limit: 1, cursor: behind })).rejects.toMatchObject({ code: "invalid_cursor" });
    }
  });

  // A database with one connection starts the second run when the first has ended.
  test.skipIf(name === "SQLite" || name === "PGlite")(
    "commits one of two deadlocked runs and reports a conflict to the other, even if its work swallows the error",
    { timeout: 60_000 },
    async () => {
      const storage = database.storage;
      for (const swallows of [false, true]) {
        const context = { tenantId: `deadlock ${swallows}` };
        const versions: Record<string, string> = {};
        for (const id of ["a", "b"]) {
          const saved = await storage.customers.save(context, customerOf({ id }), null);
          if (saved.ok) versions[id] = saved.version;
        }
        const arrived: (() => void)[] = [];
        const bothHaveOne = new Promise<void>((resolve) => arrived.push(resolve));
        let waiting = 0;
        const work =
          (first: string, second: string) =>
          async (inside: TransactionContext): Promise<Outcome<null>> => {
            const save = (id: string) => storage.customers.save(inside, customerOf({ id, source: first }), versions[id]!);
            await save(first);
            waiting++;
            if (waiting === 2) arrived[0]!();
            await bothHaveOne;
            if (!swallows) return outcomeOf(await save(second));
            try {
              return outcomeOf(await save(second));
            } catch {
              return { ok: true, value: null };
            }
          };
        const outcomes = await Promise.all([
          storage.unitOfWork.run(context, work("a", "b")),
          storage.unitOfWork.run(context, work("b", "a")),
        ]);
        expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
        const sources = await storage.customers.getMany(context, ["a", "b"]);
        expect(new Set(sources.map((found) => (found!.value as Customer).source)).size).toBe(1);
      }
    },
  );
});

describe("sqlStorage with settings under which statements are not safe", () => {
  async function migrated(settings: readonly string[]): Promise<unknown> {
    const server = await PGlite.create();
    for (const setting of settings) await server.exec(setting);
    const storage = sqlStorage({
      database: new Kysely({ dialect: new PostgresDialect({ pool: pglitePool(server) }) }),
      dialect: "postgres",
    });
    try {
      return await storage.migrate();
    } finally {
      await storage.close();
    }
  }

  test("refuses to migrate where a backslash escapes in PostgreSQL", { timeout: 60_000 }, async () => {
    await expect(migrated(["SET standard_conforming_strings = off"])).rejects.toMatchObject({
      code: "unsupported_setting",
      details: { setting: "standard_conforming_strings", value: "off" },
    });
  });

  test.runIf(process.env.MARIADB_URL !== undefined)(
    "refuses to migrate under a mode of MariaDB in which values can leave their quotes",
    async () => {
      for (const mode of ["NO_BACKSLASH_ESCAPES", "ORACLE"]) {
        const pool = createPool({ uri: process.env.MARIADB_URL!, connectionLimit: 1 });
        pool.on("connection", (connection) => connection.query(`SET sql_mode = '${mode}'`));
        const storage = sqlStorage({ database: new Kysely({ dialect: new MysqlDialect({ pool }) }), dialect: "mysql" });
        await expect(storage.migrate()).rejects.toMatchObject({ code: "unsupported_setting", details: { setting: "sql_mode" } });
        await storage.close();
      }
    },
  );
});

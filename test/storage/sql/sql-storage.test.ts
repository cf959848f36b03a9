import { PGlite } from "@electric-sql/pglite";
import type { Interaction } from "clientele/models";
import { type Expression, type Metric, type Rule, standardCatalog } from "clientele/rules";
import {
  appendInteractions,
  memoryStorage,
  readCustomer,
  readInteraction,
  removeCustomer,
  restoreStore,
  saveCustomer,
} from "clientele/storage";
import { pglitePool, sqlStorage } from "clientele/storage/sql";
import { customerOf, interactionOf } from "clientele/testing";
import { Kysely, MysqlDialect, PostgresDialect } from "kysely";
import { createPool } from "mysql2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fill, linesOf } from "../../fixtures/filled-storage.js";
import { type TestDatabase, testDatabases } from "../../fixtures/sql-databases.js";

describe.each(testDatabases)("SQL storage on $name", ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

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
    expect((await restoreStore(storage, another, () => lines)).repeated).toEqual(restored);
  });

  test("stores values of the maximum depth completely, and rules read the shallower ones", async () => {
    const storage = database.storage;
    const context = { tenantId: "deep" };
    const nested = (depth: number): unknown =>
      depth === 0 ? "bottom" : depth % 2 === 0 ? { next: nested(depth - 1) } : [nested(depth - 1)];
    const customer = customerOf({ source: "web", attributes: { nested: nested(96) } });
    const fact = interactionOf({ properties: { nested: nested(96), total: 1 } });
    expect((await saveCustomer(storage, context, customer, null)).ok).toBe(true);
    expect(await appendInteractions(storage, context, [fact])).toEqual(["appended"]);
    expect((await readCustomer(storage, context, "c1"))?.value).toEqual(customer);
    expect(await readInteraction(storage, context, fact.id)).toEqual(fact);
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
    expect(await appendInteractions(storage, context, [fact])).toEqual(["appended"]);
    const history = await storage.interactions.history(context, "c1", { limit: 5, types: ["t".repeat(3_000)] });
    expect(history.items).toEqual([fact]);
    const id = "\u{1f600}".repeat(128);
    const document = { kind: id, id, customerId: id, dueAt: new Date(0), value: 1 };
    const message = {
      subject: id,
      sequence: Number.MIN_SAFE_INTEGER,
      part: Number.MAX_SAFE_INTEGER,
      id,
      type: id,
      at: new Date(0),
      payload: 1,
    };
    const owner = { tenantId: id };
    const set = {
      documents: [{ ...document, document, expected: null }],
      interactions: [interactionOf({ id, customerId: id })],
      messages: [message],
    };
    expect(await storage.commit(owner, [set])).toMatchObject([{ ok: true }]);
    expect((await storage.documents.page(owner, { customerId: id, limit: 5 })).items.map(({ value }) => value)).toEqual([
      document,
    ]);
    expect((await storage.documents.due(owner, new Date(0), { limit: 5 })).items).toEqual([{ kind: id, id, dueAt: new Date(0) }]);
    const [claimed] = await storage.outbox.claim(owner, { leaseMilliseconds: 600_000, limit: 1 });
    expect(claimed?.messages).toEqual([message]);
    const acknowledgement = { subject: id, lease: claimed!.lease, through: message.sequence };
    expect(await storage.outbox.acknowledge(owner, [acknowledgement])).toEqual(["acknowledged"]);
  });

  test("finds nothing, without an error, for texts that cannot be stored", async () => {
    const { storage } = database;
    const { customers, documents, interactions, outbox } = storage;
    const context = { tenantId: "odd" };
    for (const odd of ["\u0000", "a\u0000b", "\ud800", "", "x".repeat(5_000)]) {
      const keys = {
        customers: [odd],
        interactions: [odd],
        documents: [
          { kind: odd, id: "a" },
          { kind: "a", id: odd },
        ],
      };
      const found = await storage.read(context, { ...keys, histories: [{ customerId: odd, limit: 1 }] });
      expect(found).toEqual({
        customers: [null],
        interactions: [null],
        documents: [null, null],
        histories: [{ items: [], next: null }],
      });
      expect(await saveCustomer(storage, context, customerOf(), odd)).toEqual({ ok: false, reason: "conflict" });
      expect(await removeCustomer(storage, context, "c1", odd)).toEqual({ ok: false, reason: "conflict" });
      expect((await documents.page(context, { kind: odd, customerId: odd, limit: 1 })).items).toEqual([]);
      expect((await documents.due(context, new Date(0), { kind: odd, limit: 1 })).items).toEqual([]);
      expect((await interactions.history(context, odd, { types: [odd], limit: 1 })).items).toEqual([]);
      expect(await outbox.acknowledge(context, [{ subject: odd, lease: odd, through: 1 }])).toEqual(["lost"]);
    }
    const cursor = JSON.stringify(["customers", "\u0000"]);
    await expect(customers.page(context, { limit: 1, cursor })).rejects.toMatchObject({ code: "invalid_cursor" });
    for (const place of [1e300, 0.5]) {
      const behind = JSON.stringify(["interactions", place, "a"]);
      await expect(interactions.page(context, { limit: 1, cursor: behind })).rejects.toMatchObject({ code: "invalid_cursor" });
    }
  });

  test("returns a sequence with more parts than a claim returns as a whole", async () => {
    const { storage } = database;
    const context = { tenantId: "long sequences" };
    const messages = [1, 2].flatMap((sequence) =>
      Array.from({ length: sequence === 1 ? 130 : 3 }, (_, part) => {
        return { subject: "s", sequence, part: part + 1, id: "m", type: "t", at: new Date(0), payload: null };
      }),
    );
    expect(await storage.commit(context, [{ messages }])).toMatchObject([{ ok: true }]);
    const claim = async () => (await storage.outbox.claim(context, { leaseMilliseconds: 600_000, limit: 9 }))[0]!;
    const first = await claim();
    expect(first.messages.map(({ part }) => part)).toEqual(Array.from({ length: 130 }, (_, part) => part + 1));
    await storage.outbox.acknowledge(context, [{ subject: "s", lease: first.lease, through: 1 }]);
    expect((await claim()).messages.map(({ sequence, part }) => [sequence, part])).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
  });

  test("counts each acknowledgement of one lease once, and none with the lease of another subject", async () => {
    const { storage } = database;
    const context = { tenantId: "acknowledgements" };
    const message = (subject: string, sequence: number) => ({
      subject,
      sequence,
      part: 1,
      id: "m",
      type: "t",
      at: new Date(0),
      payload: null,
    });
    await storage.commit(context, [{ messages: [message("a", 1), message("a", 2), message("b", 1)] }]);
    const [a, b] = await storage.outbox.claim(context, { leaseMilliseconds: 600_000, limit: 9 });
    const results = await storage.outbox.acknowledge(context, [
      { subject: "b", lease: a!.lease, through: 1 },
      { subject: "a", lease: a!.lease, through: 1 },
      { subject: "a", lease: a!.lease, through: 2 },
      { subject: "none", lease: a!.lease, through: 2 },
      { subject: "b", lease: b!.lease, through: 0 },
    ]);
    expect(results).toEqual(["lost", "acknowledged", "lost", "lost", "acknowledged"]);
    expect(await storage.outbox.acknowledge(context, [])).toEqual([]);
    await expect(storage.outbox.acknowledge(context, [{ subject: "b", lease: "x", through: 0.5 }])).rejects.toMatchObject({
      code: "invalid_option",
    });
    expect((await storage.outbox.page(context, { limit: 9 })).items.map(({ subject, sequence }) => [subject, sequence])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  test("splits a commit by the size of its records, too", async () => {
    const { storage } = database;
    const context = { tenantId: "large" };
    const value = '\u{1f600}"'.repeat(300_000);
    const sets = ["a", "b", "c", "d"].map((id) => ({ documents: [{ kind: "k", id, document: { value }, expected: null }] }));
    expect((await storage.commit(context, sets)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect((await storage.read(context, { documents: [{ kind: "k", id: "d" }] })).documents[0]?.value.value).toBe(value);
  });
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

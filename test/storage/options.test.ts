import { memoryStorage, scanPages, type StorageAdapter } from "clientele/storage";
import { sqlStorage } from "clientele/storage/sql";
import { standardCatalog } from "clientele/rules";
import { describeStorage } from "clientele/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSqlite, type TestDatabase } from "../fixtures/sql-databases.js";

const context = { tenantId: "shop" };
const now = new Date(0);

type Options = Readonly<Record<string, unknown>>;

/** Every call of a storage with options: the options that are mandatory, and values of a wrong kind with their messages. */
const calls: readonly {
  readonly name: string;
  readonly call: (storage: StorageAdapter, options: never) => Promise<unknown>;
  readonly valid: Options;
  readonly wrong: readonly (readonly [option: string, value: unknown, message: string])[];
}[] = [
  {
    name: "customers.page",
    call: ({ customers }, options) => customers.page(context, options),
    valid: { limit: 5 },
    wrong: [["limit", 0, "`limit` must be an integer of at least 1, got 0."]],
  },
  {
    name: "interactions.page",
    call: ({ interactions }, options) => interactions.page(context, options),
    valid: { limit: 5 },
    wrong: [["limit", "5", '`limit` must be an integer of at least 1, got "5".']],
  },
  {
    name: "interactions.history",
    call: ({ interactions }, options) => interactions.history(context, "c1", options),
    valid: { limit: 5 },
    wrong: [
      ["limit", 1.5, "`limit` must be an integer of at least 1, got 1.5."],
      ["types", "page.viewed", '`types` must be an array, got "page.viewed".'],
      ["direction", "newest", '`direction` must be "oldest-first" or "newest-first", got "newest".'],
      ["from", "yesterday", "Pass a Date, ISO 8601 text with an offset"],
      ["to", Number.NaN, "Pass a Date, ISO 8601 text with an offset"],
    ],
  },
  {
    name: "documents.page",
    call: ({ documents }, options) => documents.page(context, options),
    valid: { limit: 5 },
    wrong: [
      ["limit", -1, "`limit` must be an integer of at least 1, got -1."],
      ["kind", 5, "`kind` must be a text, got 5."],
      ["customerId", null, "`customerId` must be a text, got null."],
    ],
  },
  {
    name: "outbox.claim",
    call: ({ outbox }, options) => outbox.claim(context, options),
    valid: { leaseMilliseconds: 1_000, limit: 5 },
    wrong: [
      ["limit", 0, "`limit` must be an integer of at least 1, got 0."],
      ["leaseMilliseconds", 0, "`leaseMilliseconds` must be an integer of at least 1, got 0."],
    ],
  },
  {
    name: "outbox.page",
    call: ({ outbox }, options) => outbox.page(context, options),
    valid: { limit: 5 },
    wrong: [["limit", 0, "`limit` must be an integer of at least 1, got 0."]],
  },
  {
    name: "documents.due",
    call: ({ documents }, options) => documents.due(context, now, options),
    valid: { limit: 5 },
    wrong: [
      ["limit", 0, "`limit` must be an integer of at least 1, got 0."],
      ["kind", 5, "`kind` must be a text, got 5."],
    ],
  },
];

const findByRule: (typeof calls)[number] = {
  name: "customers.findByRule",
  call: ({ customers }, options) =>
    customers.findByRule!(context, { version: 1, kind: "attribute", path: "id", test: { is: "equals", value: "c1" } }, {
      schema: standardCatalog,
      ...(options as object),
    } as never),
  valid: { limit: 5, asOf: now },
  wrong: [["limit", 0, "`limit` must be an integer of at least 1, got 0."]],
};

let database: TestDatabase;
beforeAll(async () => {
  database = await openSqlite();
});
afterAll(() => database.remove());

const storages = [
  { storage: "the memory storage", open: () => memoryStorage() as StorageAdapter, offered: calls },
  { storage: "the SQL storage", open: () => database.storage, offered: [...calls, findByRule] },
];

describe.each(storages)("$storage", ({ open, offered }) => {
  describe.each(offered)("$name", ({ call, valid, wrong }) => {
    test("rejects an unknown option and suggests the nearest one", async () => {
      await expect(call(open(), { ...valid, limits: 3 } as never)).rejects.toThrow(
        "`limits` is not an option here. Did you mean `limit`?",
      );
    });

    test("rejects a value of a wrong kind, and a missing mandatory option", async () => {
      for (const [option, value, message] of wrong)
        await expect(call(open(), { ...valid, [option]: value } as never), option).rejects.toThrow(message);
      for (const option of Object.keys(valid))
        await expect(call(open(), { ...valid, [option]: undefined } as never), option).rejects.toMatchObject({
          code: expect.stringMatching(/^invalid_(option|instant)$/),
        });
      await expect(call(open(), undefined as never)).rejects.toMatchObject({
        code: expect.stringMatching(/^invalid_(option|instant)$/),
      });
    });

    test("treats undefined as absent", async () => {
      const absent = await call(open(), valid as never);
      const optional = ["cursor", ...wrong.map(([option]) => option)].filter((option) => !Object.hasOwn(valid, option));
      const options = Object.fromEntries(optional.map((option) => [option, undefined]));
      expect(await call(open(), { ...valid, ...options } as never)).toEqual(absent);
    });
  });
});

test("read rejects unknown lists and rows of a wrong kind, and treats undefined as absent", async () => {
  for (const { open } of storages) {
    const read = (request: unknown) => open().read(context, request as never);
    await expect(read({ customer: ["c1"] })).rejects.toThrow("`customer` is not an option here. Did you mean `customers`?");
    await expect(read({ customers: "c1" })).rejects.toThrow('`customers` must be an array, got "c1".');
    await expect(read({ interactions: [5] })).rejects.toThrow("`interactions[0]` must be a text, got 5.");
    await expect(read({ documents: [{ kind: "k" }] })).rejects.toThrow("`documents[0]` must be an object with `kind` and `id`");
    await expect(read({ histories: [{ customerId: "c1" }] })).rejects.toThrow("an object with `customerId` and `limit`");
    await expect(read({ histories: [{ customerId: "c1", limit: 0 }] })).rejects.toThrow(
      "`histories[0].limit` must be an integer of at least 1, got 0.",
    );
    await expect(read({ histories: [{ customerId: "c1", limit: 1, from: "yesterday" }] })).rejects.toMatchObject({
      code: "invalid_instant",
      path: "histories[0].from",
    });
    const nothing = { customers: [], documents: [], interactions: [], histories: [] };
    expect(await read({})).toEqual(nothing);
    expect(await read({ customers: undefined, documents: undefined, interactions: undefined, histories: undefined })).toEqual(
      nothing,
    );
  }
});

test("memoryStorage rejects an unknown option and suggests the nearest one", () => {
  expect(() => memoryStorage({ snapshots: {} } as never)).toThrow("Did you mean `snapshot`?");
  expect(() => memoryStorage({ monotonic: 5 } as never)).toThrow("`monotonic` must be a function, got 5.");
  expect(memoryStorage({ snapshot: undefined, monotonic: undefined }).snapshot().tenants).toEqual([]);
  expect(() => memoryStorage(5 as never)).toThrow("`options` must be an object, got 5.");
});

test("sqlStorage rejects unknown options, other dialects and a missing database", () => {
  const kysely = { withoutPlugins: () => ({}) };
  const open = (options: unknown) => () => sqlStorage(options as never);
  expect(open({ database: kysely, dialect: "sqlite", schemas: "shop" })).toThrow("Did you mean `schema`?");
  expect(open({ database: kysely, dialect: "postgre" })).toThrow('Did you mean "postgres"?');
  expect(open({ database: kysely })).toThrow('`dialect` must be "postgres", "mysql" or "sqlite", got undefined.');
  expect(open({ dialect: "sqlite" })).toThrow("`database` must be an instance of Kysely, got undefined.");
  expect(open(undefined)).toThrow("`database` must be an instance of Kysely, got undefined.");
  expect(open({ database: kysely, dialect: "sqlite", schema: "" })).toThrow("`schema` must be a text that is not empty");
  expect(sqlStorage({ database: kysely as never, dialect: "sqlite", schema: undefined }).name).toBe("sqlite");
});

test("scanPages checks its options before it reads", async () => {
  const limits: number[] = [];
  const read = async ({ limit }: { readonly limit: number }) => {
    limits.push(limit);
    return { items: [], next: null };
  };
  expect(() => scanPages(read, { size: 5 } as never)).toThrow("`size` is not an option here.");
  expect(() => scanPages(read, { limit: 0 })).toThrow("`limit` must be an integer of at least 1, got 0.");
  for await (const _ of scanPages(read, { limit: undefined }));
  expect(limits).toEqual([256]);
});

test("describeStorage checks its options before it defines a test", () => {
  const runner = { describe: () => undefined, it: () => undefined };
  const suite = (options: unknown) => () => describeStorage(() => memoryStorage(), runner, options as never);
  expect(suite({ withoout: [] })).toThrow("Did you mean `without`?");
  expect(suite({ without: ["transaction"] })).toThrow('Did you mean "transactions"?');
  expect(suite({ without: undefined, name: undefined })).not.toThrow();
});

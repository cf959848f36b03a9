import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../fixtures/sql-databases.js";
import { faultyStorage } from "./faulty-storage.js";
import { scenario } from "./scenario.js";
import { contentOf, DAY, openWorld, order, START } from "./world.js";

async function play(storage: StorageAdapter, steps = scenario): Promise<unknown> {
  const world = openWorld({ storage, concurrency: 1 });
  for (const { day, run } of steps) {
    world.now = START + day * DAY;
    await run(world.clientele);
  }
  return contentOf(storage);
}

describe.each(testDatabases)("over $name", ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database.remove());

  test("stores the same after every step of the scenario as in memory", { timeout: 60_000 }, async () => {
    const storages = [memoryStorage(), database.storage];
    for (const step of scenario) {
      const [inMemory, inDatabase] = await Promise.all(storages.map((storage) => play(storage, [step])));
      expect(inDatabase, step.name).toEqual(inMemory);
    }
  });

  test("rolls back at a fault in any call, and a retry completes the transaction", {
    timeout: 60_000,
  }, async () => {
    const track = async (storage: StorageAdapter) => {
      const world = openWorld({ storage });
      await world.clientele.track([order("fay", 0, 60_00), order("fay", -1)]);
    };
    const untouched = await contentOf(database.storage);
    const calls = faultyStorage(memoryStorage(), Number.POSITIVE_INFINITY, "before");
    await track(calls.storage);
    for (let failing = 1; failing <= calls.count(); failing++) {
      await expect(track(faultyStorage(database.storage, failing, "before").storage)).rejects.toMatchObject({
        code: "storage_failed",
        cause: { message: expect.stringContaining(`Call ${failing}`) as unknown },
      });
      expect(await contentOf(database.storage)).toEqual(untouched);
    }
    await track(database.storage);
    const view = await openWorld({ storage: database.storage }).clientele.view("fay");
    expect(view?.interactions).toBe(2);
  });

  test("loses nothing with four writers on one customer", { timeout: 120_000 }, async () => {
    const world = openWorld({ storage: database.storage, maxAttempts: 100 });
    const writers = Array.from({ length: 4 }, () => world.beside());
    const rounds = 12;
    await Promise.all(
      writers.map(async (writer, index) => {
        for (let round = 0; round < rounds; round++) await writer.track(order("gus", -round, 1_00, `gus:${index}:${round}`));
      }),
    );
    const view = await world.clientele.view("gus");
    expect(view?.interactions).toBe(rounds * writers.length);
    const value = view?.plugins.find(({ id }) => id === "value")?.facts[0]?.value;
    expect(value).toBe(rounds * writers.length * 1_00);
  });

  test("loses nothing when the lists of writers overlap in any order", { timeout: 120_000 }, async () => {
    const world = openWorld({ storage: database.storage, maxAttempts: 100, tenantId: "lists" });
    const customers = Array.from({ length: 12 }, (_, index) => `c${index}`);
    const rounds = 4;
    const write = async (writer: number) => {
      for (let round = 0; round < rounds; round++) {
        const list = customers.map((id) => order(id, -round, 1_00, `${id}:${writer}:${round}`));
        const report = await world.beside().track(writer === 0 ? list : list.toReversed());
        expect(report).toEqual({ appended: customers.length, repeated: 0, rejected: [] });
      }
    };
    await Promise.all([0, 1, 2].map(write));
    for (const id of customers) expect((await world.clientele.view(id))?.interactions).toBe(3 * rounds);
  });

  test("finds the same audience as in memory, pushed down or not", { timeout: 60_000 }, async () => {
    const tagged = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } } as const;
    const bought = {
      version: 1,
      kind: "metric",
      metric: { measure: "count", types: ["order.placed"] },
      test: { is: "atLeast", value: 2 },
    } as const;
    const found = async (storage: StorageAdapter) => {
      const world = openWorld({ storage, tenantId: "audience" });
      await world.clientele.track(Array.from({ length: 30 }, (_, index) => order(`c${index % 20}`, -index, 1_00, `o${index}`)));
      await world.clientele.update("c7", { tags: ["vip"] });
      const lists: string[][] = [];
      for (const rule of [tagged, bought]) {
        const list: string[] = [];
        for await (const { customerId } of world.clientele.audience(rule, { batch: 7 })) list.push(customerId);
        lists.push(list);
      }
      return lists;
    };
    const expected = await found(memoryStorage());
    expect(expected.map(({ length }) => length)).toEqual([1, 10]);
    expect(await found(database.storage)).toEqual(expected);
  });
});

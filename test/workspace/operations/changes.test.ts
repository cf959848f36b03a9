import { describe, expect, test } from "vitest";
import { CONTEXT, DAY, listOf, openWorld, order, START } from "../world.js";

describe("changes", () => {
  test("delivers changes oldest first and removes one when the next is asked for", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    world.now = START + 100 * DAY;
    await world.clientele.tick();
    const changes = await listOf(world.clientele.changes({ batch: 3 }));
    expect(changes.map(({ at }) => at.getTime())).toEqual(changes.map(({ at }) => at.getTime()).sort((a, b) => a - b));
    expect(changes.filter(({ type }) => type === "stage.changed").map(({ payload }) => payload)).toMatchObject([
      { customerId: "ada", plugin: "stage:retail", to: "first-time" },
      { customerId: "ada", plugin: "stage:retail", to: "at-risk", happenedAt: new Date(START + 90 * DAY) },
    ]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
    expect(await listOf(world.clientele.changes())).toEqual([]);
  });

  test("delivers the rest again after the lease to a listener that stopped half-way", async () => {
    const world = openWorld();
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    const all = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ id }) => id);
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const { id } of world.clientele.changes({ leaseMilliseconds: 1_000 })) {
          if (seen.length === 4) throw new Error("The broker is down.");
          seen.push(id);
        }
      })(),
    ).rejects.toThrow("The broker is down.");
    expect(await listOf(world.clientele.changes())).toEqual([]);
    world.now += 1_000;
    const again = await listOf(world.clientele.changes());
    // A revision is acknowledged as a whole, so that its first changes come again too.
    expect(seen).toEqual(all.slice(0, 4));
    expect(again.map(({ id }) => id)).toEqual(all);
    expect(again.every(({ attempt }) => attempt === 2)).toBe(true);
  });

  test("skips changes that the listener names as handled before a crash", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const [first, second, ...rest] = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ id }) => id);
    const handed = await listOf(world.clientele.changes({ after: [first!, second!] }));
    expect(handed.map(({ id }) => id)).toEqual(rest);
    expect((await world.storage.outbox.page(CONTEXT, { limit: 100 })).items).toEqual([]);
  });

  test("shares the changes between two concurrent listeners without delivering one twice", async () => {
    const world = openWorld();
    await world.clientele.track(Array.from({ length: 20 }, (_, index) => order(`c${index}`, 0)));
    const total = (await world.storage.outbox.page(CONTEXT, { limit: 1_000 })).items.length;
    const lists = await Promise.all(
      [world.clientele, world.beside()].map((clientele) => listOf(clientele.changes({ batch: 7 }))),
    );
    const ids = lists.flat().map(({ id }) => id);
    expect(ids).toHaveLength(total);
    expect(new Set(ids).size).toBe(total);
  });

  test("shortens an identifier that is too long for a storage in a stable way", async () => {
    const long = "x".repeat(250);
    const announce = async () => {
      const world = openWorld();
      await world.clientele.track(order(long, 0, 1, "o"));
      return (await listOf(world.clientele.changes())).map(({ id }) => id);
    };
    const ids = await announce();
    expect(ids.every((id) => id.length <= 256)).toBe(true);
    expect(await announce()).toEqual(ids);
  });
});

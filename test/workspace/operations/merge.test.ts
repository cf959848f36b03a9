import type { SplitStates } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { CONTEXT, DAY, openWorld, order, START, visit, type World } from "../world.js";

const email = (value: string) => ({ namespace: "email", value });

const stageOf = async (world: World, id: string) =>
  (await world.clientele.view(id))?.plugins.find((plugin) => plugin.id === "stage:retail")?.facts[0]?.value;

describe("merge", () => {
  async function twoOfOne(): Promise<World> {
    const world = openWorld();
    world.now = START + 10 * DAY;
    await world.clientele.identify({
      customerId: "ada",
      identities: [email("a@example.com")],
      update: { name: { given: "Ada" } },
    });
    await world.clientele.identify({
      customerId: "anon",
      identities: [{ namespace: "device", value: "d1" }],
      update: { name: { given: "A.", family: "Lovelace" }, tags: ["vip"], address: { country: "GB" } },
    });
    await world.clientele.track([order("anon", 1), visit("anon", 0), order("ada", 5)]);
    return world;
  }

  test("moves the history and identities and fills gaps of the kept profile", async () => {
    const world = await twoOfOne();
    const report = await world.clientele.merge({ fromId: "anon", intoId: "ada" });
    expect(report).toEqual({ customerId: "ada", moved: 2, repeated: false });
    const view = await world.clientele.view("anon");
    expect(view).toMatchObject({
      customerId: "ada",
      interactions: 3,
      profile: {
        name: { given: "Ada", family: "Lovelace" },
        tags: ["vip"],
        address: { country: "GB" },
        identities: expect.arrayContaining([email("a@example.com"), { namespace: "device", value: "d1" }]) as unknown,
      },
    });
    expect(await stageOf(world, "ada")).toBe("repeat");
    expect((await world.clientele.identify({ identities: [{ namespace: "device", value: "d1" }] })).customerId).toBe("ada");
  });

  test("records later facts of the absorbed identifier for the kept customer and recognizes repeated ones", async () => {
    const world = await twoOfOne();
    await world.clientele.merge({ fromId: "anon", intoId: "ada" });
    expect(await world.clientele.track([order("anon", 1), order("anon", 7)])).toEqual({ appended: 1, repeated: 1, rejected: [] });
    expect((await world.clientele.view("ada"))?.interactions).toBe(4);
    const { items } = await world.storage.customers.page(CONTEXT, { limit: 10 });
    expect(items.map(({ value }) => value.id)).toEqual(["ada"]);
  });

  test("redirects earlier merges to the last customer and repeats a merge without effect", async () => {
    const world = await twoOfOne();
    await world.clientele.track(order("new", 2));
    await world.clientele.merge({ fromId: "anon", intoId: "ada" });
    await world.clientele.merge({ fromId: "ada", intoId: "new" });
    expect(await world.clientele.merge({ fromId: "anon", intoId: "new" })).toMatchObject({ repeated: true, moved: 0 });
    for (const id of ["anon", "ada", "new"]) expect((await world.clientele.view(id))?.customerId).toBe("new");
    expect((await world.clientele.view("new"))?.interactions).toBe(4);
    await expect(world.clientele.merge({ fromId: "new", intoId: "new" })).rejects.toMatchObject({ code: "invalid_merge" });
    await expect(world.clientele.merge({ fromId: "new", intoId: "nobody" })).rejects.toMatchObject({ code: "unknown_customer" });
  });

  test("loses nothing when a merge and tracking run at once", async () => {
    const world = await twoOfOne();
    await Promise.all([
      world.clientele.merge({ fromId: "anon", intoId: "ada" }),
      world.beside().track(order("anon", 3)),
      world.beside().track(order("ada", 6)),
    ]);
    expect((await world.clientele.view("ada"))?.interactions).toBe(5);
    expect((await world.storage.interactions.history(CONTEXT, "anon", { limit: 5 })).items).toEqual([]);
  });

  test("lets a plugin merge states that the history does not determine", async () => {
    const purse = (keeps: boolean) => ({
      id: "purse",
      version: 1,
      label: { en: "Purse", zh: "钱包" },
      reads: [],
      writes: [],
      inventory: [
        { path: "coins", label: { en: "Coins", zh: "硬币" }, sensitivity: "personal" as const, origin: "given" as const },
      ],
      decide: ({ subject, state }: { subject: { id: string }; state: unknown }) => ({
        state: state ?? { coins: subject.id === "anon" ? 3 : 4 },
        timelines: {},
        messages: [],
        nextCheckAt: null,
      }),
      ...(keeps && {
        merge: (kept: unknown, absorbed: unknown) => ({
          coins: ((kept as { coins: number } | null)?.coins ?? 0) + ((absorbed as { coins: number } | null)?.coins ?? 0),
        }),
        split: (_state: unknown, before: SplitStates<unknown>) => before,
      }),
    });
    for (const keeps of [true, false]) {
      const world = openWorld({ plugins: [purse(keeps)] });
      await world.clientele.track([order("anon", 0), order("ada", 0)]);
      await world.clientele.merge({ fromId: "anon", intoId: "ada" });
      const { plugins } = await world.clientele.export("ada");
      expect(plugins[0]?.state).toEqual({ coins: keeps ? 7 : 4 });
    }
  });
});

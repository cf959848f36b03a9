import fc from "fast-check";
import type { WorkspacePlugin } from "clientele/workspace";
import { expect, test } from "vitest";
import { stampCardPlugin } from "../stamp-card-plugin.js";
import { CONTEXT, contentOf, DAY, listOf, openWorld, order, shopPlugins, START, visit, type World } from "../world.js";

const email = (value: string) => ({ namespace: "email", value });
const device = { namespace: "device", value: "d1" };

async function merged(): Promise<World> {
  const world = openWorld();
  world.now = START + 10 * DAY;
  const { clientele } = world;
  await clientele.identify({
    customerId: "ada",
    identities: [email("a@example.com")],
    update: { name: { given: "Ada" }, tags: ["new"] },
  });
  await clientele.identify({
    customerId: "anon",
    identities: [device],
    update: { name: { given: "A.", family: "Lovelace" }, tags: ["vip"], address: { country: "GB" } },
  });
  await clientele.track([order("anon", 1), visit("anon", 0), order("ada", 5)]);
  await clientele.merge({ fromId: "anon", intoId: "ada" });
  return world;
}

/** What a view shows, without the instants and counters of changes. */
async function shown({ clientele }: World, id: string): Promise<unknown> {
  const view = await clientele.view(id);
  if (view === null) return null;
  const { updatedAt: _, version: __, ...profile } = view.profile as Record<string, unknown>;
  return { ...view, profile };
}

test("gives facts, profile, identities and documents back to the absorbed customer", async () => {
  const world = await merged();
  world.now += DAY;
  expect(await world.clientele.unmerge({ fromId: "anon" })).toEqual({ customerId: "anon", keptId: "ada", moved: 2 });
  expect(await world.clientele.view("anon")).toMatchObject({
    customerId: "anon",
    interactions: 2,
    profile: { name: { given: "A.", family: "Lovelace" }, tags: ["vip"], identities: [device] },
  });
  const { profile, interactions } = (await world.clientele.view("ada"))!;
  expect(interactions).toBe(1);
  expect(profile).toMatchObject({ name: { given: "Ada" }, tags: ["new"], identities: [email("a@example.com")] });
  expect(profile.name).not.toHaveProperty("family");
  expect(profile).not.toHaveProperty("address");
  expect((await world.clientele.identify({ identities: [device] })).customerId).toBe("anon");
  await world.clientele.track(visit("anon", 6));
  expect((await world.clientele.view("anon"))?.interactions).toBe(3);
});

test("gives back what came under the absorbed identifier since the merge", async () => {
  const world = await merged();
  await world.clientele.track([order("anon", 7), order("ada", 8)]);
  expect(await world.clientele.unmerge({ fromId: "anon" })).toMatchObject({ moved: 3 });
  const { items } = await world.storage.interactions.history(CONTEXT, "anon", { limit: 10 });
  expect(items.map(({ originId }) => originId)).toEqual([undefined, undefined, undefined]);
  expect((await world.clientele.view("ada"))?.interactions).toBe(2);
});

test("keeps what was changed in the kept profile since the merge", async () => {
  const world = await merged();
  await world.clientele.update("ada", { name: { family: "King" }, tags: ["vip", "new", "friend"] });
  await world.clientele.unmerge({ fromId: "anon" });
  expect((await world.clientele.view("ada"))?.profile).toMatchObject({
    name: { given: "Ada", family: "King" },
    tags: ["new", "friend"],
  });
});

test("separates one of a chain, with those who were merged into it before", async () => {
  const world = await merged();
  await world.clientele.track(order("new", 2));
  await world.clientele.merge({ fromId: "ada", intoId: "new" });
  expect(await world.clientele.unmerge({ fromId: "ada" })).toEqual({ customerId: "ada", keptId: "new", moved: 3 });
  expect((await world.clientele.view("anon"))?.customerId).toBe("ada");
  expect((await world.clientele.view("new"))?.interactions).toBe(1);
  expect(await world.clientele.unmerge({ fromId: "anon" })).toEqual({ customerId: "anon", keptId: "ada", moved: 2 });
});

test("frees an identifier that was linked before anything came under it", async () => {
  const world = await merged();
  await world.clientele.merge({ fromId: "later", intoId: "ada" });
  await world.clientele.unmerge({ fromId: "later" });
  expect(await world.clientele.view("later")).toBeNull();
  await world.clientele.merge({ fromId: "later", intoId: "ada" });
  await world.clientele.track(visit("later", 2));
  await world.clientele.unmerge({ fromId: "later" });
  expect(await world.clientele.view("later")).toMatchObject({ customerId: "later", interactions: 1 });
});

test("refuses what was not merged, and leaves nothing of the absorbed customer with the kept one", async () => {
  const world = await merged();
  await expect(world.clientele.unmerge({ fromId: "ada" })).rejects.toMatchObject({ code: "invalid_merge" });
  await expect(world.clientele.unmerge({ fromId: "eve" })).rejects.toMatchObject({ code: "unknown_customer" });
  await expect(
    world.clientele.unmerge({ fromId: "anon" }, { actor: { id: "clerk", clearance: "personal" } }),
  ).rejects.toMatchObject({
    code: "access_denied",
  });
  await world.clientele.unmerge({ fromId: "anon" });
  await expect(world.clientele.unmerge({ fromId: "anon" })).rejects.toMatchObject({ code: "invalid_merge" });
  await world.clientele.erase("anon");
  await listOf(world.clientele.changes());
  expect(JSON.stringify(await contentOf(world.storage))).not.toContain("Lovelace");
  expect(await world.clientele.view("ada")).not.toBeNull();
});

test("says in order what became of both", async () => {
  const world = await merged();
  await listOf(world.clientele.changes());
  await world.clientele.unmerge({ fromId: "anon" });
  const changes = await listOf(world.clientele.changes());
  const of = (subject: string) => changes.filter((change) => change.subject === subject).map(({ type }) => type);
  expect(of("anon")[0]).toBe("customer.restored");
  expect(of("ada")[0]).toBe("customer.unmerged");
});

test("splits states that plugins merged themselves", async () => {
  interface Coins {
    readonly coins: number;
  }
  const purse: WorkspacePlugin<Coins> = {
    id: "purse",
    version: 1,
    label: { en: "Purse", zh: "钱包" },
    reads: [],
    writes: [],
    inventory: [{ path: "coins", label: { en: "Coins", zh: "硬币" }, sensitivity: "personal", origin: "given" }],
    decide: ({ subject, state }) => ({
      state: state ?? { coins: subject.id === "anon" ? 3 : 4 },
      timelines: {},
      messages: [],
      nextCheckAt: null,
    }),
    merge: (kept, absorbed) => ({ coins: (kept?.coins ?? 0) + (absorbed?.coins ?? 0) }),
    split: ({ coins }, { absorbed }) => ({ kept: { coins: coins - (absorbed?.coins ?? 0) }, absorbed }),
  };
  const world = openWorld({ plugins: [purse] });
  await world.clientele.track([order("anon", 0), order("ada", 0)]);
  await world.clientele.merge({ fromId: "anon", intoId: "ada" });
  await world.clientele.unmerge({ fromId: "anon" });
  const coinsOf = async (id: string) => (await world.clientele.export(id)).plugins[0]?.state;
  expect([await coinsOf("ada"), await coinsOf("anon")]).toEqual([{ coins: 4 }, { coins: 3 }]);
  const { split: _, ...half } = purse;
  expect(() => openWorld({ plugins: [half] })).toThrow(expect.objectContaining({ code: "invalid_plugin" }) as Error);
});

test("leads back to the two customers as they were, whatever came before", async () => {
  const fact = fc.record({ who: fc.constantFrom("ada", "anon"), day: fc.integer({ min: -40, max: 0 }), isOrder: fc.boolean() });
  const tags = fc.uniqueArray(fc.constantFrom("vip", "new", "friend"));
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { maxLength: 12 }), tags, tags, async (facts, adas, anons) => {
      const world = openWorld({ plugins: [...shopPlugins(), stampCardPlugin()] });
      const { clientele } = world;
      for (const [id, own] of [
        ["ada", adas],
        ["anon", anons],
      ] as const)
        await clientele.identify({ customerId: id, identities: [email(`${id}@example.com`)], update: { tags: own } });
      await clientele.track(
        facts.map(({ who, day, isOrder }, n) => (isOrder ? order(who, day, 20_00, `${n}`) : { ...visit(who, day), id: `${n}` })),
      );
      const before = [await shown(world, "ada"), await shown(world, "anon")];
      await clientele.merge({ fromId: "anon", intoId: "ada" });
      await clientele.unmerge({ fromId: "anon" });
      expect([await shown(world, "ada"), await shown(world, "anon")]).toEqual(before);
    }),
    { numRuns: 60 },
  );
});

import { customerSchema } from "clientele/models";
import { type Actor, auditWrites, profileInventory, WORKSPACE_KINDS } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { auditOf, CONTEXT, contentOf, DAY, openWorld, order, START, visit, type World } from "./world.js";

const email = (value: string) => ({ namespace: "email", value });
const clerk: Actor = { id: "clerk", clearance: "internal" };
const agent: Actor = { id: "agent", clearance: "personal" };

const stageOf = async (world: World, id: string) =>
  (await world.clientele.view(id))?.plugins.find((plugin) => plugin.id === "stage:retail")?.facts[0]?.value;

describe("identify", () => {
  test("an unknown identity makes a customer, a known one finds them, and new ones are added", async () => {
    const { clientele } = openWorld();
    const first = await clientele.identify({ identities: [email("a@example.com")], update: { name: { given: "Ada" } } });
    expect(first).toMatchObject({ created: true, claimed: [] });
    const phone = { namespace: "phone", value: "+8613800138000" };
    const second = await clientele.identify({ identities: [phone, email("a@example.com")] });
    expect(second).toEqual({ customerId: first.customerId, created: false, claimed: [] });
    const third = await clientele.identify({ identities: [phone] });
    expect(third.customerId).toBe(first.customerId);
    const view = await clientele.view(first.customerId);
    expect(view).toMatchObject({ name: "Ada", profile: { identities: [email("a@example.com"), phone] } });
  });

  test("the same value in two namespaces is two identities", async () => {
    const { clientele } = openWorld();
    const one = await clientele.identify({ identities: [{ namespace: "a", value: "b:c" }] });
    const two = await clientele.identify({ identities: [{ namespace: "a:b", value: "c" }] });
    expect(one.customerId).not.toBe(two.customerId);
  });

  test("an identity of another customer stays theirs and is reported", async () => {
    const { clientele } = openWorld();
    await clientele.identify({ customerId: "ada", identities: [email("a@example.com")] });
    const report = await clientele.identify({ customerId: "bob", identities: [email("a@example.com"), email("b@example.com")] });
    expect(report).toEqual({
      customerId: "bob",
      created: true,
      claimed: [{ identity: email("a@example.com"), customerId: "ada" }],
    });
    expect((await clientele.identify({ identities: [email("a@example.com")] })).customerId).toBe("ada");
  });

  test("eight at once claim one new identity, and one customer comes of it", async () => {
    const world = openWorld();
    const found = await Promise.all(
      Array.from({ length: 8 }, () => world.beside().identify({ identities: [email("a@example.com")] })),
    );
    expect(new Set(found.map(({ customerId }) => customerId)).size).toBe(1);
    expect(found.filter(({ created }) => created)).toHaveLength(1);
  });

  test("an update that adds or takes identities moves the index along", async () => {
    const { clientele } = openWorld();
    await clientele.identify({ customerId: "ada", identities: [email("old@example.com")] });
    await clientele.update("ada", { identities: [email("new@example.com")] });
    expect((await clientele.identify({ identities: [email("new@example.com")] })).customerId).toBe("ada");
    expect((await clientele.identify({ identities: [email("old@example.com")] })).created).toBe(true);
  });

  test("a customer whom the host brought along is found by their identities once anything was decided about them", async () => {
    const world = openWorld();
    const imported = { id: "ada", kind: "person", version: 3, identities: [email("a@example.com")] } as const;
    await world.storage.customers.save(CONTEXT, { ...imported, identities: [...imported.identities] }, null);
    await world.clientele.refresh();
    expect(await world.clientele.identify({ identities: [email("a@example.com")] })).toMatchObject({
      customerId: "ada",
      created: false,
    });
  });

  test("no document of the index shows the identity to who reads its key", async () => {
    const world = openWorld();
    await world.clientele.identify({ customerId: "ada", identities: [email("a@example.com")] });
    const { items } = await world.storage.documents.page(CONTEXT, { kind: WORKSPACE_KINDS.identity, limit: 5 });
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain("example.com");
  });
});

describe("update", () => {
  test("a change of the profile is kept with its past, moves segments, and is announced without its content", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    world.now = START + DAY;
    const { changes } = await world.clientele.update("ada", { tags: ["vip"] }, { source: "form", reason: "asked for" });
    expect(changes).toMatchObject([{ path: ["tags"], after: ["vip"], at: new Date(world.now), by: "host", source: "form" }]);
    const segments = (await world.clientele.view("ada"))?.plugins.find(({ id }) => id === "segments:shop")?.facts;
    expect(segments?.find(({ key }) => key === "segment:vip")).toMatchObject({ since: new Date(world.now) });
    const { items } = await world.storage.outbox.page(CONTEXT, { limit: 100 });
    expect(items.find(({ type }) => type === "customer.updated")?.payload).toEqual({
      customerId: "ada",
      version: 1,
      fields: ["tags"],
    });
    expect(await world.clientele.update("ada", { tags: ["vip"] })).toEqual({ customerId: "ada", changes: [] });
  });

  test("nobody unknown is changed, and nobody in the future", async () => {
    const world = openWorld();
    await expect(world.clientele.update("nobody", {})).rejects.toMatchObject({ code: "unknown_customer" });
    await world.clientele.track(order("ada", 0));
    await expect(world.clientele.update("ada", { tags: [] }, { at: START + DAY })).rejects.toMatchObject({
      code: "invalid_change",
    });
  });

  test("two who change different fields at once both succeed", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    await Promise.all([
      world.clientele.update("ada", { tags: ["vip"] }),
      world.beside().update("ada", { source: "fair" }),
      world.beside().track(order("ada", -1)),
    ]);
    expect(await world.clientele.view("ada")).toMatchObject({
      interactions: 2,
      profile: { tags: ["vip"], source: "fair", version: 2 },
    });
  });
});

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

  test("the history, the identities and what is missing in the profile come over; what is there stays", async () => {
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

  test("what is tracked under the old identifier afterwards belongs to the one who stayed, repetitions included", async () => {
    const world = await twoOfOne();
    await world.clientele.merge({ fromId: "anon", intoId: "ada" });
    expect(await world.clientele.track([order("anon", 1), order("anon", 7)])).toEqual({ appended: 1, repeated: 1, rejected: [] });
    expect((await world.clientele.view("ada"))?.interactions).toBe(4);
    const { items } = await world.storage.customers.page(CONTEXT, { limit: 10 });
    expect(items.map(({ value }) => value.id)).toEqual(["ada"]);
  });

  test("a merge of the merged leads all identifiers to the last, and the same merge again does nothing", async () => {
    const world = await twoOfOne();
    await world.clientele.track(order("new", 2));
    await world.clientele.merge({ fromId: "anon", intoId: "ada" });
    await world.clientele.merge({ fromId: "ada", intoId: "new" });
    expect(await world.clientele.merge({ fromId: "anon", intoId: "new" })).toMatchObject({ repeated: true, moved: 0 });
    for (const id of ["anon", "ada", "new"]) expect((await world.clientele.view(id))?.customerId).toBe("new");
    expect((await world.clientele.view("new"))?.interactions).toBe(4);
    await expect(world.clientele.merge({ fromId: "new", intoId: "new" })).rejects.toMatchObject({ code: "invalid_merge" });
    await expect(world.clientele.merge({ fromId: "nobody", intoId: "new" })).rejects.toMatchObject({ code: "unknown_customer" });
  });

  test("a merge and somebody who tracks at the same moment lose nothing", async () => {
    const world = await twoOfOne();
    await Promise.all([
      world.clientele.merge({ fromId: "anon", intoId: "ada" }),
      world.beside().track(order("anon", 3)),
      world.beside().track(order("ada", 6)),
    ]);
    expect((await world.clientele.view("ada"))?.interactions).toBe(5);
    expect((await world.storage.interactions.history(CONTEXT, "anon", { limit: 5 })).items).toEqual([]);
  });

  test("a state that no history tells is merged by its plugin, whoever has one", async () => {
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

describe("erase and export", () => {
  async function knownAda(): Promise<World> {
    const world = openWorld();
    world.now = START + 10 * DAY;
    await world.clientele.identify({
      customerId: "ada",
      identities: [email("a@example.com")],
      update: { name: { given: "Ada" } },
    });
    await world.clientele.track([order("ada", 1), order("ada", 5), order("old", 2), order("bob", 1)]);
    await world.clientele.merge({ fromId: "old", intoId: "ada" }, { reason: "the same Ada" });
    await world.storage.documents.save(
      CONTEXT,
      { kind: "host.note", id: "n1", customerId: "ada", value: { text: "Likes tea." } },
      null,
    );
    return world;
  }

  test("an export holds everything, says what each field is, and survives a trip through JSON", async () => {
    const world = await knownAda();
    const bundle = await world.clientele.export("ada", { reason: "asked" });
    expect(bundle).toMatchObject({ kind: "clientele-customer-export", version: 1, customer: { name: { given: "Ada" } } });
    expect(bundle.history.map(({ id }) => id)).toEqual(["ada:1", "old:2", "ada:5"]);
    expect(bundle.mergedIds).toEqual(["old"]);
    expect(bundle.documents.map(({ kind }) => kind)).toEqual(["host.note", WORKSPACE_KINDS.identity, WORKSPACE_KINDS.merge]);
    expect(bundle.audit.map(({ action }) => action)).toEqual(["identify", "track", "track", "merge"]);
    const named = new Set(bundle.register.map(({ section, path }) => `${section}/${path}`));
    for (const { id, state } of bundle.plugins)
      for (const field of Object.keys(state as object)) expect(named).toContain(`plugin:${id}/${field}`);
    for (const field of Object.keys(bundle.customer)) expect(named).toContain(`profile/${field}`);
    expect(JSON.parse(JSON.stringify(bundle))).toMatchObject({ customer: { id: "ada" } });
  });

  test("an erasure leaves nothing that was exported, neither as a whole nor as a name, and nothing of anybody else's is gone", async () => {
    const world = await knownAda();
    const bundle = await world.clientele.export("ada");
    const report = await world.clientele.erase("old");
    expect(report).toMatchObject({
      repeated: false,
      removed: { profiles: 1, interactions: 3, plugins: 4 },
      pseudonymized: 5,
    });
    expect(report.removed.documents).toEqual({ "host.note": 1, [WORKSPACE_KINDS.identity]: 1, [WORKSPACE_KINDS.merge]: 1 });
    expect(report.fields.map(({ section, path }) => `${section}/${path}`)).toEqual(
      bundle.register.map(({ section, path }) => `${section}/${path}`),
    );
    const log = await auditOf(world.storage);
    expect(log.filter(({ customerId }) => customerId === report.tombstone)).toHaveLength(5);
    // The messages that wait to be delivered name the customer until they are; nothing else does.
    for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
    const left = JSON.stringify([await contentOf(world.storage), log]);
    for (const trace of ["ada", "Ada", "old", "a@example.com", "tea"]) expect(left).not.toContain(trace);
    expect(await stageOf(world, "bob")).toBe("first-time");
  });

  test("a late interaction does not bring the erased back, under any of their identifiers", async () => {
    const world = await knownAda();
    await world.clientele.erase("ada");
    const report = await world.clientele.track([order("ada", 7), order("old", 8), order("bob", 8)]);
    expect(report).toMatchObject({
      appended: 1,
      rejected: [
        { index: 0, reason: "erased_customer" },
        { index: 1, reason: "erased_customer" },
      ],
    });
    await expect(world.clientele.track(order("ada", 9))).rejects.toMatchObject({ code: "erased_customer" });
    await expect(world.clientele.update("ada", {})).rejects.toMatchObject({ code: "erased_customer" });
    await expect(world.clientele.export("ada")).rejects.toMatchObject({ code: "erased_customer" });
    expect(await world.clientele.view("ada")).toBeNull();
    expect((await world.clientele.identify({ identities: [email("a@example.com")] })).created).toBe(true);
  });

  test("erasing again reports the same tombstone; with a secret it is another one", async () => {
    const world = await knownAda();
    const { tombstone } = await world.clientele.erase("ada");
    expect(await world.clientele.erase("ada")).toMatchObject({ tombstone, repeated: true, removed: { interactions: 0 } });
    const secret = openWorld({ hashKey: "of the house" });
    await secret.clientele.track(order("ada", 0));
    expect((await secret.clientele.erase("ada")).tombstone).not.toBe(tombstone);
    await expect(world.clientele.erase("nobody")).rejects.toMatchObject({ code: "unknown_customer" });
  });

  test("somebody who tracks while the customer is erased does not bring them back", async () => {
    const world = await knownAda();
    const [, tracked] = await Promise.allSettled([world.clientele.erase("ada"), world.beside().track(order("ada", 6))]);
    expect(await world.clientele.view("ada")).toBeNull();
    expect((await world.storage.interactions.history(CONTEXT, "ada", { limit: 5 })).items).toEqual([]);
    if (tracked.status === "rejected") expect(tracked.reason).toMatchObject({ code: "erased_customer" });
  });

  test("every field of a customer is classified", () => {
    expect(profileInventory.map(({ path }) => path).sort()).toEqual(Object.keys(customerSchema.shape).sort());
  });
});

describe("access", () => {
  test("a view shows what the actor is cleared for and says what it withholds", async () => {
    const world = openWorld({
      inventory: [
        { path: "attributes.plan", label: { en: "Plan", zh: "套餐" }, sensitivity: "public", origin: "given" },
        { path: "attributes.salary", label: { en: "Salary", zh: "薪资" }, sensitivity: "sensitive", origin: "given" },
      ],
    });
    await world.clientele.identify({
      customerId: "ada",
      identities: [email("a@example.com")],
      update: {
        name: { given: "Ada" },
        demographics: { gender: "f" },
        tags: ["vip"],
        attributes: { plan: "pro", salary: 5, note: "x" },
      },
    });
    const seen = async (actor: Actor) => {
      const view = await world.clientele.view("ada", { actor });
      return {
        name: view?.name,
        profile: Object.keys(view?.profile ?? {}).sort(),
        attributes: view?.profile.attributes,
        withheld: view?.withheld,
      };
    };
    expect(await seen(agent)).toMatchObject({
      name: "Ada",
      attributes: { plan: "pro", note: "x" },
      withheld: ["demographics", "attributes.salary"],
    });
    expect(await seen(clerk)).toEqual({
      name: "ada",
      profile: ["attributes", "id", "kind", "tags", "updatedAt", "version"],
      attributes: { plan: "pro" },
      withheld: [
        "identities",
        "name",
        "demographics",
        "attributes.salary",
        "attributes.note",
        "history",
        "value:net-revenue",
        "value:rfm-class",
        "stage:retail:stage",
        "segments:shop:segment:vip",
        "punch-card:punches",
      ],
    });
    await expect(seen({ id: "guest", clearance: "public" })).rejects.toMatchObject({ code: "access_denied" });
    await expect(seen({ id: "spy", clearance: "everything" as never })).rejects.toMatchObject({ code: "access_denied" });
  });

  test("who may not is refused before anything is read or written", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const before = await contentOf(world.storage);
    const { clientele } = world;
    const denied = { code: "access_denied" };
    const options = { actor: clerk };
    await expect(clientele.identify({ identities: [email("x@example.com")] }, options)).rejects.toMatchObject(denied);
    await expect(clientele.update("ada", { tags: ["x"] }, options)).rejects.toMatchObject(denied);
    await expect(clientele.merge({ fromId: "ada", intoId: "ada" }, options)).rejects.toMatchObject(denied);
    await expect(clientele.erase("ada", options)).rejects.toMatchObject(denied);
    await expect(clientele.export("ada", options)).rejects.toMatchObject(denied);
    await expect(clientele.tick({ actor: { id: "x", clearance: "public" } })).rejects.toMatchObject(denied);
    await expect(clientele.refresh({ actor: { id: "x", clearance: "public" } })).rejects.toMatchObject(denied);
    await expect(clientele.changes({ actor: { id: "x", clearance: "public" } }).next()).rejects.toMatchObject(denied);
    const rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } } as const;
    await expect(clientele.audience(rule, options).next()).rejects.toMatchObject(denied);
    expect(await contentOf(world.storage)).toEqual(before);
  });

  test("a policy of the host's own decides by the customer, in batches customer by customer", async () => {
    const world = openWorld({
      policies: {
        access: {
          may: ({ customerId }) => ({ allowed: customerId !== "bob", reason: "not yours" }),
          maySee: () => true,
        },
        audit: auditWrites,
      },
    });
    const report = await world.clientele.track([order("ada", 0), order("bob", 0)]);
    expect(report).toMatchObject({ appended: 1, rejected: [{ index: 1, reason: "access_denied" }] });
    await world.clientele.view("ada");
    expect((await auditOf(world.storage)).map(({ action }) => action)).toEqual(["track"]);
  });
});

import { appendInteractions, exportStore, readCustomer, restoreStore, saveCustomer, saveDocument } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { customerSchema } from "clientele/models";
import { profileInventory, WORKSPACE_KINDS, type WorkspacePlugin } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { faultyStorage } from "../faulty-storage.js";
import { auditOf, CONTEXT, contentOf, DAY, listOf, openWorld, order, START, type World } from "../world.js";

const email = (value: string) => ({ namespace: "email", value });

const stageOf = async (world: World, id: string) =>
  (await world.clientele.view(id))?.plugins.find((plugin) => plugin.id === "stage:retail")?.facts[0]?.value;

describe("erasure and export", () => {
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
    await saveDocument(
      world.storage,
      CONTEXT,
      { kind: "host.note", id: "n1", customerId: "ada", value: { text: "Likes tea." } },
      null,
    );
    return world;
  }

  test("exports everything with the meaning of each field, and survives JSON", async () => {
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

  test("erases everything that was exported and nothing of other customers", async () => {
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
    // Only messages that wait for delivery still name the customer.
    for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
    const left = JSON.stringify([await contentOf(world.storage), log]);
    for (const trace of ["ada", "Ada", "old", "a@example.com", "tea"]) expect(left).not.toContain(trace);
    expect(await stageOf(world, "bob")).toBe("first-time");
  });

  test("keeps late interactions of an erased customer out under every identifier", async () => {
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

  test("leaves no name in the audit of audiences, in reasons and in the mark of a refresh", async () => {
    const world = await knownAda();
    const byName = { version: 1, kind: "attribute", path: "name.given", test: { is: "equals", value: "Ada" } } as const;
    expect(await listOf(world.clientele.audience(byName))).toHaveLength(1);
    const [plugin] = world.plugins;
    const failing: WorkspacePlugin = {
      ...plugin!,
      decide(input) {
        if (input.subject.id === "ada") throw new Error("Call Ada at +49 170 1234567.");
        return plugin!.decide(input);
      },
    };
    const refreshed = await world.beside({ plugins: [failing] }).refresh();
    expect(refreshed).toMatchObject({ failed: [{ customerId: "ada" }], failures: { plugin_failed: 1 } });
    await expect(world.clientele.erase("ada", { reason: "Ada asked by phone" })).rejects.toMatchObject({
      code: "invalid_option",
      path: "reason",
    });
    await world.clientele.erase("ada", { reason: "gdpr-17" });
    for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
    const { items } = await world.storage.documents.page(CONTEXT, { limit: 1_000 });
    const left = JSON.stringify([await contentOf(world.storage), items]);
    for (const trace of ["ada", "Ada", "old", "a@example.com", "1234567"]) expect(left).not.toContain(trace);
    expect(left).toContain("gdpr-17");
  });

  test("keeps a profile out that was saved again through the adapter, and a second erasure removes it", async () => {
    const world = await knownAda();
    const { tombstone } = await world.clientele.erase("ada");
    await saveCustomer(world.storage, CONTEXT, customerOf({ id: "ada", name: { given: "Ada" }, tags: ["vip"] }), null);
    await appendInteractions(world.storage, CONTEXT, [interactionOf({ id: "late", customerId: "ada" })]);
    const vip = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } } as const;
    expect(await listOf(world.clientele.audience(vip))).toEqual([]);
    expect(await world.clientele.view("ada")).toBeNull();
    expect(await world.clientele.refresh()).toMatchObject({ failed: [] });
    await expect(world.clientele.export("ada")).rejects.toMatchObject({ code: "erased_customer" });
    await expect(world.clientele.merge({ fromId: "ada", intoId: "bob" })).rejects.toMatchObject({ code: "erased_customer" });
    expect(await world.clientele.erase("ada")).toMatchObject({
      tombstone,
      repeated: true,
      removed: { profiles: 1, interactions: 1 },
    });
    expect(await readCustomer(world.storage, CONTEXT, "ada")).toBeNull();
    expect((await world.storage.interactions.history(CONTEXT, "ada", { limit: 5 })).items).toEqual([]);
  });

  test("keeps everything out that a backup from before the erasure brings back", async () => {
    const world = await knownAda();
    const backup: string[] = [];
    for await (const line of exportStore(world.storage, CONTEXT)) backup.push(line);
    await world.clientele.erase("ada");
    await restoreStore(world.storage, CONTEXT, () => backup);
    expect(await readCustomer(world.storage, CONTEXT, "ada")).not.toBeNull();
    for (const id of ["ada", "old"]) expect(await world.clientele.view(id)).toBeNull();
    const everybody = { version: 1, kind: "attribute", path: "kind", test: { is: "equals", value: "person" } } as const;
    const found = await listOf(world.clientele.audience(everybody));
    expect(found.map(({ customerId }) => customerId)).toEqual(["bob"]);
    world.now += 100 * DAY;
    await world.clientele.tick();
    await expect(world.clientele.track(order("old", 1))).rejects.toMatchObject({ code: "erased_customer" });
    expect(await world.clientele.erase("ada")).toMatchObject({ repeated: true, removed: { profiles: 1, interactions: 3 } });
    for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
    const { items } = await world.storage.documents.page(CONTEXT, { limit: 1_000 });
    const left = JSON.stringify([await contentOf(world.storage), items]);
    for (const trace of ["ada", "Ada", "old", "a@example.com", "tea"]) expect(left).not.toContain(trace);
  });

  test("writes a tombstone for somebody never seen, if asked to", async () => {
    const world = openWorld();
    await expect(world.clientele.erase("zoe")).rejects.toMatchObject({ code: "unknown_customer" });
    expect(await world.clientele.erase("zoe", { unseen: "tombstone" })).toMatchObject({
      repeated: false,
      removed: { profiles: 0 },
    });
    await expect(world.clientele.track(order("zoe", 0))).rejects.toMatchObject({ code: "erased_customer" });
    await expect(world.clientele.identify({ customerId: "zoe", identities: [email("z@example.com")] })).rejects.toMatchObject({
      code: "erased_customer",
    });
    expect(await world.clientele.erase("zoe")).toMatchObject({ repeated: true });
  });

  test("continues an erasure that stopped half-way", async () => {
    for (let failing = 1; ; failing++) {
      const world = await knownAda();
      const faulty = faultyStorage(world.storage, failing, "after");
      const stopped = await world
        .beside({ storage: faulty.storage })
        .erase("ada")
        .then(
          () => false,
          () => true,
        );
      if (!stopped) break;
      await world.clientele.erase("ada").catch((error: unknown) => expect(error).toBe("no error"));
      expect(await world.clientele.view("ada")).toBeNull();
      for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
      expect(JSON.stringify(await contentOf(world.storage))).not.toContain("ada");
    }
  });

  test("reports the same tombstone for a repeated erasure and another one with a secret", async () => {
    const world = await knownAda();
    const { tombstone } = await world.clientele.erase("ada");
    expect(await world.clientele.erase("ada")).toMatchObject({ tombstone, repeated: true, removed: { interactions: 0 } });
    const secret = openWorld({ hashKey: "secret" });
    await secret.clientele.track(order("ada", 0));
    expect((await secret.clientele.erase("ada")).tombstone).not.toBe(tombstone);
    await expect(world.clientele.erase("nobody")).rejects.toMatchObject({ code: "unknown_customer" });
  });

  test("does not bring a customer back who is tracked during the erasure", async () => {
    const world = await knownAda();
    const [, tracked] = await Promise.allSettled([world.clientele.erase("ada"), world.beside().track(order("ada", 6))]);
    expect(await world.clientele.view("ada")).toBeNull();
    expect((await world.storage.interactions.history(CONTEXT, "ada", { limit: 5 })).items).toEqual([]);
    if (tracked.status === "rejected") expect(tracked.reason).toMatchObject({ code: "erased_customer" });
  });

  test("classifies every field of a profile", () => {
    expect(profileInventory.map(({ path }) => path).sort()).toEqual(Object.keys(customerSchema.shape).sort());
  });
});

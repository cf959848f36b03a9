import { saveDocument } from "clientele/storage";
import { customerSchema } from "clientele/models";
import { profileInventory, WORKSPACE_KINDS } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { auditOf, CONTEXT, contentOf, DAY, openWorld, order, START, type World } from "../world.js";

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

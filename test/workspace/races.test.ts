import { memoryStorage, readCustomer, readDocument, type StorageAdapter } from "clientele/storage";
import { type ClienteleOptions, WORKSPACE_KINDS } from "clientele/workspace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../fixtures/sql-databases.js";
import { holdingStorage } from "./holding-storage.js";
import { contentOf, CONTEXT, DAY, factOf, listOf, openWorld, order, START, type World } from "./world.js";

const memory = {
  name: "memory",
  open: async (): Promise<{ readonly storage: StorageAdapter; remove(): Promise<void> }> => ({
    storage: memoryStorage(),
    remove: async () => undefined,
  }),
};

const stageOf = async (world: World, id: string) => factOf(await world.clientele.view(id), "stage:retail", "stage")?.value;

/** Everything that is stored, as text, without what the audit log may keep. */
const textOf = async (storage: StorageAdapter) => {
  const documents = await storage.documents.page(CONTEXT, { limit: 1_000 });
  return JSON.stringify([await contentOf(storage), documents.items]);
};

// Each race has customers of its own, so that one database serves them all.
describe.each([memory, ...testDatabases])("a race between two writers over $name", ({ open: openDatabase }) => {
  let database: Awaited<ReturnType<typeof memory.open>>;
  let storage: StorageAdapter;
  beforeAll(async () => {
    database = await openDatabase();
    storage = database.storage;
  }, 60_000);
  afterAll(() => database.remove());

  // Identifiers that no other world over the same database makes.
  const open = (options: Partial<ClienteleOptions> = {}) => openWorld({ storage, newId: () => crypto.randomUUID(), ...options });

  test("a tick that read who is due before a newer decision leaves the newer due instant", async () => {
    for (const method of ["due", "commit"] as const) {
      const world = open({ tenantId: `tick ${method}` });
      const context = { tenantId: `tick ${method}` };
      await world.clientele.track(order("ann", 0));
      world.now = START + 91 * DAY;
      const held = holdingStorage(storage, method);
      const tick = world.beside({ storage: held.storage }).tick();
      await held.arrived;
      await world.clientele.track(order("ann", 90, 10_00, `ann:${method}`));
      held.release();
      await tick;
      const due = await storage.documents.due(context, new Date(8.64e15), { limit: 10, kind: WORKSPACE_KINDS.customerState });
      const state = await readDocument(storage, context, WORKSPACE_KINDS.customerState, "ann");
      const { dueAt } = state!.value.value as { dueAt: number };
      expect(due.items.find(({ id }) => id === "ann")?.dueAt.getTime()).toBe(dueAt);
      expect(await stageOf(world, "ann")).toBe("repeat");
    }
  });

  test("a first track that spans creation and erasure does not bring the customer back", async () => {
    for (const [number, method] of (["read", "commit"] as const).entries()) {
      const id = `ben${number}`;
      const world = open();
      const held = holdingStorage(storage, method);
      const late = world.beside({ storage: held.storage }).track(order(id, 0));
      await held.arrived;
      await world.clientele.track(order(id, -1));
      await world.clientele.erase(id);
      held.release();
      await expect(late).rejects.toMatchObject({ code: "erased_customer" });
      expect(await readDocument(storage, CONTEXT, WORKSPACE_KINDS.customerState, id)).toBeNull();
      expect(await readCustomer(storage, CONTEXT, id)).toBeNull();
      expect((await storage.interactions.history(CONTEXT, id, { limit: 5 })).items).toEqual([]);
    }
  });

  test("an erasure during an identification leaves no name, and a second erasure succeeds", async () => {
    const names = { name: { given: "Zenobia" } };
    for (let call = 1; call <= 6; call++) {
      const id = `cia${call}`;
      const world = open();
      await world.clientele.track(order(id, 0));
      const held = holdingStorage(storage, call % 2 === 1 ? "read" : "commit", Math.ceil(call / 2));
      const erasure = world.beside({ storage: held.storage }).erase(id);
      await Promise.race([held.arrived, erasure]);
      const identities = [{ namespace: "email", value: `${id}@example.com` }];
      await world.clientele.identify({ customerId: id, identities, update: names }).catch(() => undefined);
      held.release();
      await erasure;
      await expect(world.clientele.erase(id)).resolves.toMatchObject({ repeated: true });
      const text = await textOf(storage);
      for (const trace of ["Zenobia", `${id}@example.com`]) expect(text, `call ${call}`).not.toContain(trace);
      for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
      expect(await textOf(storage), `call ${call}`).not.toContain(id);
    }
  });

  test("a view during an erasure leaves no entry that names the customer", async () => {
    for (const hasState of [true, false]) {
      for (const method of ["read", "commit"] as const) {
        const id = `dag${String(hasState)}${method}`;
        const world = open();
        if (hasState) await world.clientele.track(order(id, 0));
        else
          await storage.commit(CONTEXT, [{ customers: [{ id, customer: { id, kind: "person", version: 0 }, expected: null }] }]);
        const held = holdingStorage(storage, method);
        const view = world.beside({ storage: held.storage }).view(id);
        await held.arrived;
        await world.clientele.erase(id);
        held.release();
        // Held before it read, or before it wrote: either way it saw no customer in the end.
        expect(await view).toBeNull();
        for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
        expect(await textOf(storage)).not.toContain(id);
      }
    }
  });

  test("several changes of one decision arrive in the order in which they happened, across any instant", async () => {
    // Epoch milliseconds have one digit more from 2001-09-09 on, so that texts of them are not in their order.
    const turn = 1_000_000_000_000;
    const world = open({ tenantId: "turn" });
    world.now = turn + 400 * DAY;
    const at = (days: number) => ({ ...order("eve", 0, 10_00, `eve:${days}`), at: new Date(turn + days * DAY) });
    await world.clientele.track([at(-200), at(-1), at(1), at(200)]);
    const changes = await listOf(world.clientele.changes());
    const happened = changes
      .filter(({ type }) => type === "stage.changed")
      .map(({ payload }) => (payload as { happenedAt: Date }).happenedAt.getTime());
    expect(happened.length).toBeGreaterThan(3);
    expect(happened).toEqual([...happened].sort((left, right) => left - right));
    expect(changes.map(({ revision, part }) => [revision, part])).toEqual(changes.map((_, index) => [1, index + 1]));
  });
});

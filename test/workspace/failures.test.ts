import { isClienteleError } from "clientele/kernel";
import { memoryStorage, saveCustomer, saveDocument, type StorageAdapter } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { WORKSPACE_KINDS } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { CONTEXT, DAY, listOf, openWorld, order, START, visit } from "./world.js";

/** A storage whose connection is lost at some calls. */
function losing(inner: StorageAdapter, isLost: (method: string, call: number) => boolean): StorageAdapter {
  const calls = new Map<string, number>();
  const guard = <Call>(method: string, call: Call): Call =>
    (async (...all: unknown[]) => {
      const count = (calls.get(method) ?? 0) + 1;
      calls.set(method, count);
      if (isLost(method, count)) throw new Error("Connection terminated. Failing row contains (ada, +49 170 1234567).");
      return (call as (...rest: unknown[]) => unknown)(...all);
    }) as Call;
  return {
    ...inner,
    batchSize: undefined,
    read: guard("read", inner.read),
    commit: guard("commit", inner.commit),
    customers: { page: guard("customers.page", inner.customers.page) },
    documents: { page: guard("documents.page", inner.documents.page), due: guard("documents.due", inner.documents.due) },
    outbox: { ...inner.outbox, claim: guard("outbox.claim", inner.outbox.claim) },
  };
}

describe("an error of the database", () => {
  test("leaves every operation with a code, its cause, and no value in the text", async () => {
    const inner = memoryStorage();
    await openWorld({ storage: inner }).clientele.track([order("ada", 0), order("bob", 0)]);
    const failing = openWorld({ storage: losing(inner, () => true) }).clientele;
    const rule = { version: 1, kind: "attribute", path: "kind", test: { is: "equals", value: "person" } } as const;
    const calls: Record<string, () => Promise<unknown>> = {
      track: () => failing.track(order("ada", 0, 1, "x")),
      "track a list": () => failing.track([order("ada", 0, 1, "x")]),
      identify: () => failing.identify({ identities: [{ namespace: "email", value: "a@example.com" }] }),
      update: () => failing.update("ada", {}),
      merge: () => failing.merge({ fromId: "bob", intoId: "ada" }),
      erase: () => failing.erase("ada"),
      export: () => failing.export("ada"),
      view: () => failing.view("ada"),
      tick: () => failing.tick(),
      refresh: () => failing.refresh(),
      pruneAudit: () => failing.pruneAudit({ before: START }),
      changes: () => listOf(failing.changes()),
      audience: () => listOf(failing.audience(rule)),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error: unknown = await call().catch((caught: unknown) => caught);
      expect(isClienteleError(error, "storage_failed"), name).toBe(true);
      expect((error as Error).message, name).not.toContain("1234567");
      expect(((error as Error).cause as Error).message, name).toContain("Connection terminated");
    }
  });

  test("half-way through a list tells how much was recorded, and the whole list can be sent again", async () => {
    const inner = memoryStorage();
    const facts = Array.from({ length: 250 }, (_, index) => visit(`c${index}`, 0));
    const failing = openWorld({ storage: losing(inner, (method, call) => method === "commit" && call === 2), concurrency: 1 });
    const error = await failing.clientele.track(facts).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "storage_failed", details: { operation: "commit", appended: 150, repeated: 0 } });
    const world = openWorld({ storage: inner, newId: () => crypto.randomUUID() });
    expect(await world.clientele.track(facts)).toEqual({ appended: 100, repeated: 150, rejected: [] });
  });

  test("does not stop the tracks of other callers that come after it", async () => {
    const inner = memoryStorage();
    const { clientele } = openWorld({ storage: losing(inner, (method, call) => method === "commit" && call === 1) });
    const track = (ids: readonly string[]) => Promise.allSettled(ids.map((id) => clientele.track(visit(id, 0))));
    const results = [...(await track(["a", "b"])), ...(await track(["c", "d"]))];
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled", "fulfilled"]);
    expect(await clientele.track(visit("a", 0))).toMatchObject({ appended: 1 });
  });
});

describe("a malformed record", () => {
  const malformed: Record<string, (storage: StorageAdapter) => Promise<unknown>> = {
    "a profile with lists that are none": (storage) =>
      saveCustomer(storage, CONTEXT, customerOf({ id: "bad", tags: 7, identities: "x" } as never), null),
    "an interaction without properties": async (storage) => {
      await saveCustomer(storage, CONTEXT, customerOf({ id: "bad" }), null);
      return storage.commit(CONTEXT, [
        { interactions: [interactionOf({ customerId: "bad", type: "order.placed", properties: null as never })] },
      ]);
    },
    "a state without plugins": async (storage) => {
      await saveCustomer(storage, CONTEXT, customerOf({ id: "bad" }), null);
      const value = { status: "active", asOf: START };
      return saveDocument(
        storage,
        CONTEXT,
        { kind: WORKSPACE_KINDS.customerState, id: "bad", dueAt: new Date(START), value },
        null,
      );
    },
  };

  test.each(Object.entries(malformed))("stops nobody else's refresh and tick: %s", async (_, write) => {
    const world = openWorld();
    await world.clientele.track([order("ada", 0), order("zoe", 0)]);
    await write(world.storage);
    const report = await world.clientele.refresh();
    const failures = Object.values(report.failures).reduce((sum, count) => sum + count, 0);
    expect(report.decided + failures).toBe(3);
    expect(report.decided).toBeGreaterThanOrEqual(2);
    expect(report.failed.every(({ customerId }) => customerId === "bad")).toBe(true);
    world.now = START + 100 * DAY;
    const tick = await world.clientele.tick();
    expect(tick).toMatchObject({ done: true });
    expect(tick.decided).toBeGreaterThanOrEqual(2);
    const { items } = await world.storage.documents.due(CONTEXT, new Date(START + 40 * DAY), { limit: 9 });
    expect(items.filter(({ id }) => id !== "bad")).toEqual([]);
  });
});

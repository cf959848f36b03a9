import { isClienteleError } from "clientele/kernel";
import { type MemorySnapshot, type MemoryStorage, memoryStorage } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { describe, expect, test } from "vitest";

const at = new Date(1_767_268_800_123);

/** Creates a storage with records of every kind in two tenants; one message is claimed, one customer was removed. */
async function filled(tenants: readonly string[] = ["shop", "__proto__"]): Promise<MemoryStorage> {
  const storage = memoryStorage();
  for (const tenantId of tenants) {
    const context = { tenantId };
    for (const id of ["😀", "ﬁ", "a"]) {
      await storage.customers.save(
        context,
        customerOf({ id, createdAt: at, attributes: { __proto__x: [at], $date: "x" } }),
        null,
      );
    }
    const gone = await storage.customers.save(context, customerOf({ id: "gone" }), null);
    if (gone.ok) await storage.customers.remove(context, "gone", gone.version);
    await storage.interactions.append(context, [
      interactionOf({ id: "i2", at }),
      interactionOf({ id: "i1", at, recordedAt: at }),
    ]);
    await storage.documents.save(
      context,
      { kind: "loyalty.ledger", id: "a", customerId: "a", value: { entries: [{ at }] } },
      null,
    );
    await storage.outbox.enqueue(context, [
      { id: "m1", type: "stage.changed", at, payload: { from: at } },
      { id: "m2", type: "stage.changed", at, payload: null },
    ]);
    await storage.outbox.claim(context, { now: at, leaseMilliseconds: 1_000, limit: 1 });
    await storage.schedule.set(context, "a", at);
  }
  return storage;
}

const throughJson = (snapshot: MemorySnapshot): MemorySnapshot => JSON.parse(JSON.stringify(snapshot));

/** The snapshot as JSON, changed at a path. */
async function changed(change: (snapshot: any) => void): Promise<unknown> {
  const snapshot: unknown = throughJson((await filled(["shop"])).snapshot());
  change(snapshot);
  return snapshot;
}

function problemPaths(snapshot: unknown): string[] {
  try {
    memoryStorage({ snapshot });
    return ["loaded"];
  } catch (error) {
    if (isClienteleError(error, "invalid_snapshot")) return error.details.problems.map(({ path }) => path);
    throw error;
  }
}

describe("a snapshot of the memory storage", () => {
  test("restores everything after a round trip through JSON, dates included", async () => {
    const storage = await filled();
    const restored = memoryStorage({ snapshot: throughJson(storage.snapshot()) });
    expect(restored.snapshot()).toEqual(storage.snapshot());
    for (const tenantId of ["shop", "__proto__"]) {
      const context = { tenantId };
      expect(await restored.customers.page(context, { limit: 9 })).toEqual(await storage.customers.page(context, { limit: 9 }));
      expect((await restored.interactions.history(context, "c1", { limit: 9 })).items.map(({ id }) => id)).toEqual(["i1", "i2"]);
      expect((await restored.documents.get(context, "loyalty.ledger", "a"))?.value.value).toEqual({ entries: [{ at }] });
      expect((await restored.schedule.due(context, at, { limit: 9 })).items).toEqual([{ key: "a", at }]);
    }
  });

  test("does not depend on the order of writing", async () => {
    const one = await filled(["a", "b"]);
    const other = memoryStorage();
    const context = { tenantId: "t" };
    const first = memoryStorage();
    for (const id of ["a", "b"]) await first.interactions.append(context, [interactionOf({ id })]);
    for (const id of ["b", "a"]) await other.interactions.append(context, [interactionOf({ id })]);
    expect(JSON.stringify(first.snapshot())).toBe(JSON.stringify(other.snapshot()));
    expect(one.snapshot().tenants.map(({ tenantId }) => tenantId)).toEqual(["a", "b"]);
  });

  test("keeps claims, and never reuses a version or a lease", async () => {
    const storage = await filled(["shop"]);
    const context = { tenantId: "shop" };
    const restored = memoryStorage({ snapshot: storage.snapshot() });
    const claim = { now: at, leaseMilliseconds: 1_000, limit: 5 };
    expect((await restored.outbox.claim(context, claim)).map(({ message }) => message.id)).toEqual(["m2"]);
    const used = JSON.stringify(storage.snapshot()).match(/"version":"\d+"|"lease":"\d+"/g)!;
    const saved = await restored.customers.save(context, customerOf({ id: "new" }), null);
    expect(saved.ok && used.includes(`"version":"${saved.version}"`)).toBe(false);
  });

  test("contains neither open transactions nor tenants that were only read", async () => {
    const storage = memoryStorage();
    await storage.customers.get({ tenantId: "curious" }, "a");
    await storage.unitOfWork.run({ tenantId: "shop" }, async (inside) => {
      await storage.customers.save(inside, customerOf(), null);
      expect(storage.snapshot().tenants).toEqual([]);
      return { ok: true, value: null };
    });
    expect(storage.snapshot().tenants.map(({ tenantId }) => tenantId)).toEqual(["shop"]);
  });

  test("is independent of later writes", async () => {
    const storage = await filled(["shop"]);
    const snapshot = storage.snapshot();
    const text = JSON.stringify(snapshot);
    await storage.interactions.removeHistory({ tenantId: "shop" }, "c1");
    expect(JSON.stringify(snapshot)).toBe(text);
  });
});

describe("loading an invalid snapshot", () => {
  test.each([null, 5, "text", [], {}, { kind: "other" }])("rejects %j, which is not a snapshot", (snapshot) => {
    expect(problemPaths(snapshot)).toEqual(["kind"]);
  });

  test.each([0, 2, "1", undefined])("rejects the version %j", async (version) => {
    const snapshot = await changed((it) => {
      it.version = version;
    });
    expect(() => memoryStorage({ snapshot })).toThrow(
      expect.objectContaining({ code: "unsupported_snapshot_version", details: { found: version, supported: [1] } }),
    );
  });

  test("reports every problem with its path", async () => {
    const snapshot = await changed(({ tenants: [shop] }) => {
      shop.customers[0].value.id = "";
      shop.customers[1].version = "999";
      shop.customers[2] = null;
      shop.interactions[0].at = { $date: "yesterday" };
      shop.interactions[1].properties = null;
      shop.documents[0].value.kind = 5;
      shop.messages[0].attempts = -1;
      shop.messages[1].message.at = 5;
      shop.schedule[0].key = "x".repeat(513);
    });
    expect(problemPaths(snapshot)).toEqual([
      "tenants[0].customers[0].value.id",
      "tenants[0].customers[1].version",
      "tenants[0].customers[2]",
      "tenants[0].interactions[0].at",
      "tenants[0].interactions[1].properties",
      "tenants[0].documents[0].value.kind",
      "tenants[0].messages[0].attempts",
      "tenants[0].messages[1].message.at",
      "tenants[0].schedule[0].key",
    ]);
  });

  test("rejects identifiers that occur twice", async () => {
    const lists = ["customers", "interactions", "documents", "messages", "schedule"] as const;
    const snapshot = await changed(({ tenants: [shop] }) => {
      for (const list of lists) shop[list].push(shop[list][0]);
    });
    expect(problemPaths(snapshot)).toEqual(lists.map((list) => expect.stringMatching(`^tenants\\[0\\]\\.${list}\\[\\d\\]$`)));
    const twice = await changed((it) => it.tenants.push(it.tenants[0]));
    expect(problemPaths(twice)).toEqual(["tenants[1].tenantId"]);
  });

  test("rejects missing parts", async () => {
    const parts = ["tenants", "tokens"] as const;
    for (const part of parts) expect(problemPaths(await changed((it) => delete it[part]))).toContain(part);
    const snapshot = await changed(({ tenants: [shop] }) => {
      delete shop.interactions;
      shop.schedule = {};
    });
    expect(problemPaths(snapshot)).toEqual(["tenants[0].interactions", "tenants[0].schedule"]);
    expect(problemPaths(await changed((it) => it.tenants.push(7)))).toEqual(["tenants[1]"]);
  });
});

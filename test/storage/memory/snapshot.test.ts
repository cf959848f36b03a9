import {
  type ChangeSet,
  type MemorySnapshot,
  type MemoryStorage,
  memoryStorage,
  readCustomer,
  readDocument,
  removeCustomer,
  saveCustomer,
} from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { describe, expect, test } from "vitest";
import { problemPaths } from "./snapshot-problems.js";

const at = new Date(1_767_268_800_123);
const context = { tenantId: "shop" };
const lease = { leaseMilliseconds: 1_000, limit: 1 };

const messageOf = (subject: string, sequence: number, payload: unknown = null) => ({
  subject,
  sequence,
  part: 1,
  id: `${subject}${sequence}`,
  type: "stage.changed",
  at,
  payload,
});

/** Creates a storage with records of every kind in two tenants; one subject is claimed, one customer was removed. */
async function filled(tenants: readonly string[] = ["shop", "__proto__"]): Promise<MemoryStorage> {
  const storage = memoryStorage();
  for (const tenantId of tenants) {
    const inside = { tenantId };
    const sets = ["😀", "ﬁ", "a"].map((id): ChangeSet => {
      const customer = customerOf({ id, createdAt: at, attributes: { __proto__x: [at], $date: "x" } });
      return { customers: [{ id, customer, expected: null }] };
    });
    await storage.commit(inside, [
      ...sets,
      {
        interactions: [interactionOf({ id: "i2", at }), interactionOf({ id: "i1", at, recordedAt: at })],
        documents: [
          {
            kind: "loyalty.ledger",
            id: "a",
            document: { customerId: "a", dueAt: at, value: { entries: [{ at }] } },
            expected: null,
          },
        ],
        messages: [messageOf("a", 1, { from: at }), messageOf("a", 2), messageOf("b", 1)],
      },
    ]);
    const gone = await saveCustomer(storage, inside, customerOf({ id: "gone" }), null);
    if (gone.ok) await removeCustomer(storage, inside, "gone", gone.version);
    await storage.outbox.claim(inside, lease);
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

describe("a snapshot of the memory storage", () => {
  test("restores everything after a round trip through JSON, dates included", async () => {
    const storage = await filled();
    const restored = memoryStorage({ snapshot: throughJson(storage.snapshot()) });
    expect(restored.snapshot()).toEqual(storage.snapshot());
    for (const tenantId of ["shop", "__proto__"]) {
      const inside = { tenantId };
      expect(await restored.customers.page(inside, { limit: 9 })).toEqual(await storage.customers.page(inside, { limit: 9 }));
      expect((await restored.interactions.history(inside, "c1", { limit: 9 })).items.map(({ id }) => id)).toEqual(["i1", "i2"]);
      expect((await readDocument(restored, inside, "loyalty.ledger", "a"))?.value.value).toEqual({ entries: [{ at }] });
      expect((await restored.documents.due(inside, at, { limit: 9 })).items).toEqual([
        { kind: "loyalty.ledger", id: "a", dueAt: at },
      ]);
      expect((await restored.outbox.page(inside, { limit: 9 })).items).toEqual([
        messageOf("a", 1, { from: at }),
        messageOf("a", 2),
        messageOf("b", 1),
      ]);
    }
  });

  test("does not depend on the order of writing", async () => {
    const one = memoryStorage();
    const other = memoryStorage();
    const sets = ["b", "a"].map(
      (id): ChangeSet => ({
        interactions: [interactionOf({ id })],
        messages: [messageOf(id, 1)],
      }),
    );
    for (const set of sets) await one.commit({ tenantId: "b" }, [set]);
    await one.commit(context, sets);
    await other.commit(context, sets.toReversed());
    for (const set of sets) await other.commit({ tenantId: "b" }, [set]);
    for (const storage of [one, other]) await storage.outbox.claim(context, { ...lease, limit: 2 });
    expect(JSON.stringify(one.snapshot())).toBe(JSON.stringify(other.snapshot()));
    expect(one.snapshot().tenants.map(({ tenantId }) => tenantId)).toEqual(["b", "shop"]);
  });

  test("keeps no lease but the number of claims, and puts subjects that were never claimed first", async () => {
    const storage = await filled(["shop"]);
    const [held] = await storage.outbox.claim(context, lease);
    const restored = memoryStorage({ snapshot: storage.snapshot() });
    await restored.commit(context, [{ messages: [messageOf("c", 1)] }]);
    const claimed = await restored.outbox.claim(context, { ...lease, limit: 9 });
    expect(claimed.map(({ subject, attempt }) => [subject, attempt])).toEqual([
      ["a", 2],
      ["b", 2],
      ["c", 1],
    ]);
    expect(await restored.outbox.acknowledge(context, [{ subject: "b", lease: held!.lease, through: 1 }])).toEqual(["lost"]);
    const { snapshot } = memoryStorage({ snapshot: (await filled(["shop"])).snapshot() });
    const first = await memoryStorage({ snapshot: snapshot() }).outbox.claim(context, { ...lease, limit: 9 });
    expect(first.map(({ subject, attempt }) => [subject, attempt])).toEqual([
      ["b", 1],
      ["a", 2],
    ]);
  });

  test("never reuses a version or a lease after loading", async () => {
    const storage = await filled(["shop"]);
    const lost = await storage.outbox.claim(context, lease);
    const snapshot = storage.snapshot();
    const used = Array.from(JSON.stringify(snapshot).matchAll(/"version":"(\d+)"/g), ([, token]) => token!);
    expect(used.length).toBeGreaterThan(3);
    const restored = memoryStorage({ snapshot });
    const saved = await saveCustomer(restored, context, customerOf({ id: "new" }), null);
    const [claimed] = await restored.outbox.claim(context, lease);
    const fresh = [saved.ok ? saved.version : "", claimed!.lease];
    expect([...used, lost[0]!.lease].filter((token) => fresh.includes(token))).toEqual([]);
  });

  test("leaves out tenants that were only read", async () => {
    const storage = memoryStorage();
    await readCustomer(storage, { tenantId: "curious" }, "a");
    expect(storage.snapshot().tenants).toEqual([]);
    await saveCustomer(storage, context, customerOf(), null);
    expect(storage.snapshot().tenants.map(({ tenantId }) => tenantId)).toEqual(["shop"]);
  });

  test("is independent of later writes", async () => {
    const storage = await filled(["shop"]);
    const snapshot = storage.snapshot();
    const text = JSON.stringify(snapshot);
    await storage.commit(context, [{ removeHistories: ["c1"] }]);
    expect(JSON.stringify(snapshot)).toBe(text);
    expect(JSON.stringify(storage.snapshot())).not.toBe(text);
  });
});

describe("loading an invalid snapshot", () => {
  test.each([null, 5, "text", [], {}, { kind: "other" }])("rejects %j, which is not a snapshot", (snapshot) => {
    expect(problemPaths(snapshot)).toEqual(["kind"]);
  });

  test.each([0, 3, "1", undefined])("rejects the version %j", async (version) => {
    const snapshot = await changed((it) => {
      it.version = version;
    });
    expect(() => memoryStorage({ snapshot })).toThrow(
      expect.objectContaining({ code: "unsupported_snapshot_version", details: { found: version, supported: [1, 2] } }),
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
      shop.documents.push({ ...shop.documents[0], value: { kind: "k", id: "1", dueAt: 5, value: 1 } });
      shop.messages[0].part = 0;
      shop.messages[1].at = 5;
      shop.attempts[0].attempts = 0;
      shop.attempts.push({ subject: "nobody", attempts: 1 }, { subject: "", attempts: 1 });
    });
    expect(problemPaths(snapshot)).toEqual([
      "tenants[0].customers[0].value.id",
      "tenants[0].customers[1].version",
      "tenants[0].customers[2]",
      "tenants[0].interactions[0].at",
      "tenants[0].interactions[1].properties",
      "tenants[0].documents[0].value.kind",
      "tenants[0].documents[1].value.dueAt",
      "tenants[0].messages[0].part",
      "tenants[0].messages[1].at",
      "tenants[0].attempts[0].subject",
      "tenants[0].attempts[1].subject",
      "tenants[0].attempts[2].subject",
    ]);
    const never = await changed(({ tenants: [shop] }) => {
      shop.attempts[0].attempts = 0;
    });
    expect(problemPaths(never)).toEqual(["tenants[0].attempts[0].attempts"]);
  });

  test("rejects identifiers that occur twice", async () => {
    const lists = ["customers", "interactions", "documents", "messages", "attempts"] as const;
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
      shop.attempts = {};
    });
    expect(problemPaths(snapshot)).toEqual(["tenants[0].interactions", "tenants[0].attempts"]);
    expect(problemPaths(await changed((it) => it.tenants.push(7)))).toEqual(["tenants[1]"]);
  });
});

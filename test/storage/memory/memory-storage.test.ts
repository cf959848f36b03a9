import { type ChangeSet, memoryStorage, type Version } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { describe, expect, test, vi } from "vitest";
import { walk } from "./naive-model.js";

describe("the memory storage", () => {
  test("writes the sets of a call one after another, each with an outcome and a version of its own", async () => {
    const storage = memoryStorage();
    const context = { tenantId: "shop" };
    const fact = interactionOf({ id: "i1", customerId: "c1" });
    const fresh = { kind: "k", document: { value: 1 }, expected: null };
    const [first, second, third] = await storage.commit(context, [
      { interactions: [fact], documents: [{ ...fresh, id: "1" }] },
      { removeHistories: ["c1"], documents: [{ ...fresh, id: "2", expected: "other" }] },
      { documents: [{ ...fresh, id: "3" }] },
    ]);
    expect([first, second, third].map((outcome) => outcome?.ok)).toEqual([true, false, true]);
    expect(second).toEqual({ ok: false, reason: "conflict" });
    expect(first?.ok && third?.ok && first.version !== third.version).toBe(true);
    expect((await storage.read(context, { interactions: ["i1"] })).interactions).toEqual([fact]);
  });

  test("lists what is due by instant, kind and identifier, as its last change left it", async () => {
    const storage = memoryStorage();
    const context = { tenantId: "shop" };
    const keys = ["b", "a"].flatMap((kind) => ["😀", "ﬁ", "1"].map((id) => ({ kind, id })));
    let versions: (Version | null)[] = keys.map(() => null);
    // A set per document, against the order of the keys.
    const change = async (days: readonly (number | null)[]): Promise<void> => {
      const sets = days.map((day, position): ChangeSet => {
        const document = { dueAt: day === null ? null : new Date(day), value: null };
        return { documents: [{ ...keys[position]!, document, expected: versions[position]! }] };
      });
      versions = (await storage.commit(context, sets)).map((outcome) => (outcome.ok ? outcome.version : "conflict"));
    };
    const due = async (limit: number) =>
      (await walk((cursor) => storage.documents.due(context, new Date(9), { limit, cursor }))).map(
        ({ kind, id, dueAt }) => `${kind} ${id} ${dueAt.getTime()}`,
      );
    await change(keys.map(() => 5));
    const all = ["a 1 5", "a ﬁ 5", "a 😀 5", "b 1 5", "b ﬁ 5", "b 😀 5"];
    for (const limit of [1, 2, 9]) expect(await due(limit)).toEqual(all);
    await change([5, 4, null, 5, 10, 9]);
    expect(await due(1)).toEqual(["b ﬁ 4", "a 😀 5", "b 😀 5", "a 1 9"]);
    const removed = keys.slice(0, 4).map((key, position) => ({ ...key, document: null, expected: versions[position]! }));
    expect((await storage.commit(context, [{ documents: removed }]))[0]?.ok).toBe(true);
    expect(await due(1)).toEqual(["a 1 9"]);
  });

  test("removes a history before it writes new interactions, and a later set of the call sees that", async () => {
    const storage = memoryStorage();
    const context = { tenantId: "shop" };
    const old = [interactionOf({ id: "i1", customerId: "c1" }), interactionOf({ id: "i2", customerId: "c1" })];
    await storage.commit(context, [{ interactions: old }]);
    const moved = old.map((fact) => ({ ...fact, customerId: "c2" }));
    const outcomes = await storage.commit(context, [
      { removeHistories: ["c1"], interactions: [moved[0]!] },
      { interactions: [moved[1]!] },
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await storage.interactions.page(context, { limit: 9 })).items).toEqual(moved);
    expect(await storage.commit(context, [{ removeHistories: ["c1"], interactions: [moved[0]!] }])).toEqual([
      { ok: false, reason: "conflict" },
    ]);
  });

  test("writes nothing of a call that is invalid or aborted", async () => {
    const storage = memoryStorage();
    const context = { tenantId: "shop" };
    const valid: ChangeSet = { customers: [{ id: "c1", customer: customerOf({ id: "c1" }), expected: null }] };
    const invalid: ChangeSet = { documents: [{ kind: "k", id: "1", document: { value: Number.NaN }, expected: null }] };
    await expect(storage.commit(context, [valid, invalid])).rejects.toMatchObject({
      code: "unstorable_value",
      path: "[1].documents[0].document.value",
    });
    const reason = new RangeError("stopped");
    const aborted = { ...context, signal: AbortSignal.abort(reason) };
    await expect(storage.commit(aborted, [valid])).rejects.toBe(reason);
    await expect(storage.read(aborted, {})).rejects.toBe(reason);
    expect(storage.snapshot().tenants).toEqual([]);
  });

  test("keeps no reference to what it was given, and hands none out", async () => {
    const storage = memoryStorage();
    const context = { tenantId: "shop" };
    const document = { dueAt: new Date(1), value: { at: new Date(2), list: [1] } };
    const message = { subject: "s", sequence: 1, part: 1, id: "m", type: "t", at: new Date(3), payload: { list: [1] } };
    await storage.commit(context, [{ documents: [{ kind: "k", id: "1", document, expected: null }], messages: [message] }]);
    const before = JSON.stringify(storage.snapshot());
    document.dueAt.setTime(9);
    document.value.at.setTime(9);
    message.payload.list.push(2);
    const { documents } = await storage.read(context, { documents: [{ kind: "k", id: "1" }] });
    documents[0]!.value.dueAt!.setTime(9);
    const due = await storage.documents.due(context, new Date(5), { limit: 1 });
    due.items[0]!.dueAt.setTime(9);
    const { items } = await storage.outbox.page(context, { limit: 1 });
    items[0]!.at.setTime(9);
    expect(JSON.stringify(storage.snapshot())).toBe(before);
  });

  test("keeps the tenants apart, also their queues", async () => {
    const storage = memoryStorage();
    const message = { subject: "s", sequence: 1, part: 1, id: "m", type: "t", at: new Date(0), payload: null };
    for (const tenantId of ["a", "b"]) expect((await storage.commit({ tenantId }, [{ messages: [message] }]))[0]?.ok).toBe(true);
    const [claimed] = await storage.outbox.claim({ tenantId: "a" }, { leaseMilliseconds: 1_000_000, limit: 9 });
    const acknowledgement = { subject: "s", lease: claimed!.lease, through: 1 };
    expect(await storage.outbox.acknowledge({ tenantId: "b" }, [acknowledgement])).toEqual(["lost"]);
    expect((await storage.outbox.claim({ tenantId: "b" }, { leaseMilliseconds: 1_000_000, limit: 9 })).length).toBe(1);
    expect(await storage.outbox.acknowledge({ tenantId: "a" }, [acknowledgement])).toEqual(["acknowledged"]);
  });

  test("counts leases by a monotonic clock rather than by the system time", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: 0 });
    try {
      const storage = memoryStorage();
      const context = { tenantId: "shop" };
      const message = { subject: "s", sequence: 1, part: 1, id: "m", type: "t", at: new Date(0), payload: null };
      await storage.commit(context, [{ messages: [message] }]);
      const claim = async () => (await storage.outbox.claim(context, { leaseMilliseconds: 1_000, limit: 9 })).length;
      expect(await claim()).toBe(1);
      vi.setSystemTime(600_000);
      expect(await claim()).toBe(0);
      vi.setSystemTime(-600_000);
      vi.advanceTimersByTime(999);
      expect(await claim()).toBe(0);
      vi.advanceTimersByTime(1);
      expect(await claim()).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

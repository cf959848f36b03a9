import { ClienteleError } from "clientele/kernel";
import { memoryStorage, restoreStore, type StorageAdapter, verifyExport } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { describe, expect, test } from "vitest";
import { fill, linesOf, shop as context } from "../../fixtures/filled-storage.js";

const all = { customers: 150, interactions: 300, documents: 300, messages: 150, schedule: 150 };
const none = { customers: 0, interactions: 0, documents: 0, messages: 0, schedule: 0 };

describe("exportStore", () => {
  test("writes the same bytes again after a restore to another storage", async () => {
    const old = memoryStorage();
    await fill(old);
    const lines = await linesOf(old);
    expect(lines.length).toBe(2 + 1_050);
    expect(await verifyExport(lines)).toEqual(all);
    const storage = memoryStorage();
    const another = { tenantId: "branch" };
    expect(await restoreStore(storage, another, () => lines.map((line) => `${line}\r\n`))).toEqual({
      restored: all,
      repeated: none,
      conflicting: none,
      conflicts: [],
    });
    expect(await linesOf(storage, another)).toEqual(lines);
    expect(await linesOf(storage)).toEqual(await linesOf(memoryStorage()));
  });

  test("writes the same lines whether the adapter scans or only pages", async () => {
    const storage = memoryStorage();
    await fill(storage, context, 5);
    const { scan: _, ...customers } = storage.customers;
    const { scan: __, ...interactions } = storage.interactions;
    expect(await linesOf({ ...storage, customers, interactions })).toEqual(await linesOf(storage));
  });

  test("leaves leases out, so that claimed messages wait again", async () => {
    const old = memoryStorage();
    await fill(old, context, 3);
    await old.outbox.claim(context, { now: new Date(0), leaseMilliseconds: 1_000, limit: 2 });
    const lines = await linesOf(old);
    const storage = memoryStorage();
    await restoreStore(storage, context, () => lines);
    const claimed = await storage.outbox.claim(context, { now: new Date(0), leaseMilliseconds: 1_000, limit: 9 });
    expect(claimed.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  });
});

describe("restoreStore", () => {
  test("rejects every changed export with its line, and stores nothing", async () => {
    const old = memoryStorage();
    await fill(old, context, 3);
    const lines = await linesOf(old);
    const last = lines.length - 1;
    const end = JSON.parse(lines[last]!) as { end: Record<string, unknown> };
    const fewer = JSON.stringify({ end: { ...end.end, customers: 2 } });
    const damaged: readonly (readonly [line: number, lines: readonly string[]])[] = [
      [0, []],
      [1, ["{}", ...lines.slice(1)]],
      [1, ["no JSON", ...lines.slice(1)]],
      [1, lines.slice(1)],
      [last, lines.slice(0, -1)],
      [last, lines.filter((_, index) => index !== 2)],
      [
        last + 1,
        lines.map((line, index) =>
          index === 1 ? line.replace("1970", "1971").replace("page.viewed", "page.visited").replace("EUR", "USD") : line,
        ),
      ],
      [last + 2, [...lines.slice(0, 3), lines[2]!, ...lines.slice(3)]],
      [last + 1, [lines[0]!, lines[2]!, lines[1]!, ...lines.slice(3)]],
      [last + 2, [...lines, lines[1]!]],
      [last + 1, [...lines.slice(0, -1), fewer]],
      [last + 1, [...lines.slice(0, -1), lines[last]!.replace(/[0-9a-f]{64}/, "0".repeat(64))]],
      [3, [...lines.slice(0, 2), lines[2]!.slice(0, 20), ...lines.slice(3)]],
      [3, [...lines.slice(0, 2), '{"visitors":{"id":"a"}}', ...lines.slice(3)]],
      [3, [...lines.slice(0, 2), '{"customers":{"id":""}}', ...lines.slice(3)]],
      [3, [...lines.slice(0, 2), '{"customers":null}', ...lines.slice(3)]],
      [3, [...lines.slice(0, 2), '{"interactions":{"id":"a","customerId":"c","at":5}}', ...lines.slice(3)]],
      [3, [...lines.slice(0, 2), "null", ...lines.slice(3)]],
    ];
    for (const [line, given] of damaged) {
      const storage = memoryStorage();
      await expect(restoreStore(storage, context, () => given)).rejects.toMatchObject({
        code: "corrupt_export",
        details: { line },
      });
      expect(storage.snapshot().tenants).toEqual([]);
    }
    const newer = [lines[0]!.replace('"version":1', '"version":2'), ...lines.slice(1)];
    await expect(verifyExport(newer)).rejects.toMatchObject({ code: "unsupported_export_version", details: { found: 2 } });
  });

  test("overwrites nothing, and reports what existed", async () => {
    const old = memoryStorage();
    await fill(old, context, 3);
    const lines = await linesOf(old);
    const storage = memoryStorage();
    await storage.customers.save(context, customerOf({ id: "a0", source: "mine" }), null);
    await storage.documents.save(context, { kind: "owned", id: "a0", value: "mine" }, null);
    await storage.interactions.append(context, [interactionOf({ id: "pa0", customerId: "mine" })]);
    await storage.outbox.enqueue(context, [{ id: "a0", type: "mine", at: new Date(0), payload: null }]);
    await storage.schedule.set(context, "a0", new Date(0));
    const report = await restoreStore(storage, context, () => lines);
    expect(report.conflicting).toEqual({ customers: 1, interactions: 1, documents: 1, messages: 1, schedule: 0 });
    expect(report.restored).toEqual({ customers: 2, interactions: 5, documents: 5, messages: 2, schedule: 3 });
    expect(report.conflicts).toEqual([
      { store: "interactions", id: "pa0" },
      { store: "customers", id: "a0" },
      { store: "documents", id: "owned/a0" },
      { store: "messages", id: "a0" },
    ]);
    expect((await storage.customers.get(context, "a0"))?.value.source).toBe("mine");
  });

  test("completes a restore that was interrupted at any call when it is repeated", async () => {
    const old = memoryStorage();
    await fill(old, context, 2);
    const lines = await linesOf(old);
    let interruptions = 0;
    for (let call = 0; ; call++) {
      for (const transactions of [true, false]) {
        const storage = memoryStorage();
        const ok = await restoreStore(failingAt(call, storage, transactions), context, () => lines).then(
          () => true,
          (error: unknown) => error instanceof ClienteleError,
        );
        if (ok && !transactions) {
          expect(interruptions).toBeGreaterThan(20);
          return;
        }
        interruptions++;
        const report = await restoreStore(storage, context, () => lines);
        expect(report.conflicts).toEqual([]);
        expect(await linesOf(storage)).toEqual(lines);
      }
    }
  });
});

/** Wraps a storage so that its n-th write fails. */
function failingAt(call: number, inner: StorageAdapter, transactions: boolean): StorageAdapter {
  let calls = 0;
  const failing = <Store extends object>(store: Store, methods: readonly (keyof Store)[]): Store => {
    const copy = { ...store };
    for (const method of methods) {
      const original = store[method] as (...given: unknown[]) => Promise<unknown>;
      copy[method] = (async (...given: unknown[]) => {
        if (calls++ === call) throw new Error("the connection is gone");
        return original(...given);
      }) as Store[typeof method];
    }
    return copy;
  };
  return {
    ...inner,
    capabilities: { transactions },
    customers: failing(inner.customers, ["save"]),
    interactions: failing(inner.interactions, ["append"]),
    documents: failing(inner.documents, ["save"]),
    outbox: failing(inner.outbox, ["enqueue"]),
    schedule: failing(inner.schedule, ["set"]),
  };
}

import {
  appendInteractions,
  memoryStorage,
  type OutboxMessage,
  readCustomer,
  readDocument,
  restoreStore,
  saveCustomer,
  saveDocument,
  scanPages,
  type StorageAdapter,
  verifyExport,
} from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fill, linesOf, shop as context } from "../../fixtures/filled-storage.js";

const all = { customers: 150, interactions: 300, documents: 300, messages: 150 };
const none = { customers: 0, interactions: 0, documents: 0, messages: 0 };

/** Creates a message. */
const messageOf = (more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  subject: "a",
  sequence: 0,
  part: 1,
  id: "mine",
  type: "t",
  at: new Date(0),
  payload: null,
  ...more,
});

describe("exportStore", () => {
  test("writes the same bytes again after a restore to another storage", async () => {
    const old = memoryStorage();
    await fill(old);
    const lines = await linesOf(old);
    expect(lines.length).toBe(2 + 900);
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
    await old.outbox.claim(context, { leaseMilliseconds: 1_000, limit: 2 });
    const lines = await linesOf(old);
    const storage = memoryStorage();
    await restoreStore(storage, context, () => lines);
    const claimed = await storage.outbox.claim(context, { leaseMilliseconds: 1_000, limit: 9 });
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
      [3, [...lines.slice(0, 2), '{"documents":{"kind":"k","id":"a","dueAt":5,"value":1}}', ...lines.slice(3)]],
      [
        3,
        [
          ...lines.slice(0, 2),
          '{"messages":{"id":"m","type":"t","at":{"$date":"2026-01-01T00:00:00.000Z"},"payload":1}}',
          ...lines.slice(3),
        ],
      ],
      [3, [...lines.slice(0, 2), '{"schedule":{"key":"k","at":{"$date":"2026-01-01T00:00:00.000Z"}}}', ...lines.slice(3)]],
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
    const newer = [lines[0]!.replace('"version":2', '"version":3'), ...lines.slice(1)];
    await expect(verifyExport(newer)).rejects.toMatchObject({
      code: "unsupported_export_version",
      details: { found: 3, supported: [1, 2] },
    });
  });

  test("overwrites nothing, and reports what existed", async () => {
    const old = memoryStorage();
    await fill(old, context, 3);
    const lines = await linesOf(old);
    const storage = memoryStorage();
    await saveCustomer(storage, context, customerOf({ id: "a0", source: "mine" }), null);
    await saveDocument(storage, context, { kind: "owned", id: "a0", value: "mine" }, null);
    await appendInteractions(storage, context, [interactionOf({ id: "pa0", customerId: "mine" })]);
    await storage.commit(context, [{ messages: [messageOf()] }]);
    const report = await restoreStore(storage, context, () => lines);
    expect(report.conflicting).toEqual({ customers: 1, interactions: 1, documents: 1, messages: 1 });
    expect(report.restored).toEqual({ customers: 2, interactions: 5, documents: 5, messages: 2 });
    expect(report.repeated).toEqual(none);
    expect(report.conflicts).toEqual([
      { store: "interactions", id: "pa0" },
      { store: "customers", id: "a0" },
      { store: "documents", id: "owned/a0" },
      { store: "messages", id: "a0" },
    ]);
    expect((await readCustomer(storage, context, "a0"))?.value.source).toBe("mine");
    expect((await readDocument(storage, context, "owned", "a0"))?.value.value).toBe("mine");
    expect((await storage.outbox.page(context, { limit: 9 })).items.filter(({ subject }) => subject === "a")).toEqual([
      messageOf(),
    ]);
  });

  test("tries a record again that conflicts with nothing, and gives up when it always does", async () => {
    const old = memoryStorage();
    await fill(old, context, 3);
    const lines = await linesOf(old);
    const storage = memoryStorage();
    let conflicts = 12;
    const contended: StorageAdapter = {
      ...storage,
      commit: async (inside, sets) => {
        const [first, ...others] = sets;
        if (conflicts-- <= 0) return storage.commit(inside, sets);
        return [{ ok: false, reason: "conflict" }, ...(first === undefined ? [] : await storage.commit(inside, others))];
      },
    };
    const report = await restoreStore(contended, context, () => lines);
    expect(report).toEqual({ restored: await verifyExport(lines), repeated: none, conflicting: none, conflicts: [] });
    expect(await linesOf(storage)).toEqual(lines);
    const locked: StorageAdapter = {
      ...memoryStorage(),
      commit: async (_, sets) => sets.map(() => ({ ok: false, reason: "conflict" })),
    };
    await expect(restoreStore(locked, context, () => lines)).rejects.toMatchObject({
      code: "unresolved_conflict",
      details: { attempts: 20 },
    });
  });

  test("tells which messages exist, whatever waits already, and reads the outbox about once", async () => {
    const key = fc.tuple(fc.constantFrom("a", "b", "😀", "ﬁ"), fc.integer({ min: -2, max: 150 }), fc.constantFrom(1, 2));
    const keys = fc.uniqueArray(key, { selector: String, minLength: 300, maxLength: 600, size: "max" });
    await fc.assert(
      fc.asyncProperty(keys, keys, fc.func(fc.boolean()), async (exported, existing, changed) => {
        const of = ([subject, sequence, part]: (typeof exported)[number], type = "t") =>
          messageOf({ subject, sequence, part, id: `${subject}${sequence}.${part}`, type });
        const old = memoryStorage();
        await old.commit(context, [{ messages: exported.map((one) => of(one)) }]);
        const lines = await linesOf(old);
        const storage = memoryStorage();
        await storage.commit(context, [{ messages: existing.map((one) => of(one, changed(one) ? "other" : "t")) }]);
        let pages = 0;
        const counted: StorageAdapter = {
          ...storage,
          outbox: { ...storage.outbox, page: (...given) => (pages++, storage.outbox.page(...given)) },
        };
        const report = await restoreStore(counted, context, () => lines);
        const inExport = new Set(exported.map(String));
        const met = existing.filter((one) => inExport.has(String(one)));
        const conflicting = met.filter((one) => changed(one)).length;
        expect(report.conflicting.messages).toBe(conflicting);
        expect(report.repeated.messages).toBe(met.length - conflicting);
        expect(report.restored.messages).toBe(exported.length - met.length);
        expect(pages).toBeLessThanOrEqual(
          Math.ceil((exported.length + existing.length) / 256) + Math.ceil(exported.length / 200),
        );
        const waiting = new Set([...exported, ...existing].map(String));
        const found: OutboxMessage[] = [];
        for await (const message of scanPages((request) => storage.outbox.page(context, request))) found.push(message);
        expect(found.length).toBe(waiting.size);
      }),
      { numRuns: 8 },
    );
  });

  test("completes a restore that was interrupted at any commit when it is repeated", async () => {
    const old = memoryStorage();
    await fill(old, context, 101);
    const lines = await linesOf(old);
    let interruptions = 0;
    for (const writesFirst of [false, true]) {
      for (let call = 0; ; call++) {
        const storage = memoryStorage();
        const restored = await restoreStore(failingAt(call, storage, writesFirst), context, () => lines).then(
          () => true,
          (error: unknown) => {
            expect(error).toEqual(new Error("The connection is gone."));
            return false;
          },
        );
        if (restored) break;
        interruptions++;
        const report = await restoreStore(storage, context, () => lines);
        expect(report.conflicts).toEqual([]);
        expect(await linesOf(storage)).toEqual(lines);
      }
    }
    // 202 interactions, 101 customers, 202 documents and 101 messages, in batches of 200.
    expect(interruptions).toBe(2 * (2 + 1 + 2 + 1));
  });
});

/** Wraps a storage so that its n-th commit fails, before or after it has written. */
function failingAt(call: number, inner: StorageAdapter, writesFirst: boolean): StorageAdapter {
  let calls = 0;
  return {
    ...inner,
    commit: async (...given) => {
      const fails = calls++ === call;
      if (fails && !writesFirst) throw new Error("The connection is gone.");
      const outcomes = await inner.commit(...given);
      if (fails) throw new Error("The connection is gone.");
      return outcomes;
    },
  };
}

import { sameContent } from "clientele/kernel";
import {
  type Appended,
  appendInteractions,
  memoryStorage,
  outcomesOf,
  readCustomer,
  readDocument,
  readInteraction,
  removeCustomer,
  removeDocument,
  type StorageAdapter,
  saveCustomer,
  saveDocument,
} from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interactions } from "../fixtures/records.js";

const context = { tenantId: "shop" };
const conflict = { ok: false, reason: "conflict" };

describe("single records", () => {
  test("are created, replaced and removed with the version that was read", async () => {
    const storage = memoryStorage();
    const created = await saveCustomer(storage, context, customerOf({ id: "c1", source: "a" }), null);
    expect(await saveCustomer(storage, context, customerOf({ id: "c1", source: "b" }), null)).toEqual(conflict);
    const read = await readCustomer(storage, context, "c1");
    expect([created.ok && created.version, "a"]).toEqual([read?.version, read?.value.source]);
    const replaced = await saveCustomer(storage, context, customerOf({ id: "c1", source: "c" }), read!.version);
    expect(await removeCustomer(storage, context, "c1", read!.version)).toEqual(conflict);
    expect((await readCustomer(storage, context, "c1"))?.value.source).toBe("c");
    expect((await removeCustomer(storage, context, "c1", replaced.ok ? replaced.version : "")).ok).toBe(true);
    expect(await readCustomer(storage, context, "c1")).toBeNull();

    const document = { kind: "k", id: "1", customerId: "c1", dueAt: new Date(5), value: [1] };
    const saved = await saveDocument(storage, context, document, null);
    expect(await saveDocument(storage, context, document, "other")).toEqual(conflict);
    expect(await readDocument(storage, context, "k", "1")).toEqual({ value: document, version: saved.ok && saved.version });
    expect(await readDocument(storage, context, "K", "1")).toBeNull();
    expect(await removeDocument(storage, context, document, "other")).toEqual(conflict);
    expect((await removeDocument(storage, context, document, saved.ok ? saved.version : "")).ok).toBe(true);
    expect(await readDocument(storage, context, "k", "1")).toBeNull();
    expect((await storage.documents.due(context, new Date(9), { limit: 1 })).items).toEqual([]);
  });
});

describe("outcomesOf", () => {
  test("compares each interaction with the first of its identifier, stored or in the list", () => {
    fc.assert(
      fc.property(interactions, interactions, (stored, given) => {
        const known = given.map(({ id }) => stored.find((other) => other.id === id) ?? null);
        const expected = given.map((one, position): Appended => {
          const first = known[position] ?? given.find(({ id }) => id === one.id)!;
          if (first === one) return "appended";
          return sameContent(first, one) ? "repeated" : "conflict";
        });
        expect(outcomesOf(given, known)).toEqual(expected);
      }),
    );
  });
});

describe("appendInteractions", () => {
  test("records every interaction once, however a list is split and repeated", async () => {
    await fc.assert(
      fc.asyncProperty(interactions, fc.nat({ max: 30 }), async (given, split) => {
        const storage = memoryStorage();
        const whole = memoryStorage();
        const parts = [...(await appendInteractions(storage, context, given.slice(0, split)))];
        parts.push(...(await appendInteractions(storage, context, given.slice(split))));
        expect(await appendInteractions(whole, context, given)).toEqual(parts);
        const again = await appendInteractions(whole, context, given);
        expect(again.includes("appended")).toBe(false);
        expect(whole.snapshot().tenants).toEqual(storage.snapshot().tenants);
        for (const one of given) {
          const first = given.find(({ id }) => id === one.id);
          expect(await readInteraction(whole, context, one.id)).toEqual(first);
        }
      }),
    );
  });

  test("reads again when another writer appends some of them at the same moment", async () => {
    const storage = memoryStorage();
    const [first, second, third] = ["i1", "i2", "i3"].map((id) => interactionOf({ id, source: "mine" }));
    const others = [second!, { ...third!, source: "other" }];
    const raced: StorageAdapter = {
      ...storage,
      commit: async (inside, sets) => {
        const other = others.shift();
        if (other !== undefined) await storage.commit(inside, [{ interactions: [other] }]);
        return storage.commit(inside, sets);
      },
    };
    expect(await appendInteractions(raced, context, [first!, second!, third!])).toEqual(["appended", "repeated", "conflict"]);
    expect((await readInteraction(storage, context, "i3"))?.source).toBe("other");
  });

  test("gives up when every attempt conflicts, and writes nothing for an empty list", async () => {
    let commits = 0;
    const locked: StorageAdapter = {
      ...memoryStorage(),
      commit: async (_, sets) => {
        commits++;
        return sets.map(() => ({ ok: false, reason: "conflict" }));
      },
    };
    expect(await appendInteractions(locked, context, [])).toEqual([]);
    expect(commits).toBe(0);
    await expect(appendInteractions(locked, context, [interactionOf()])).rejects.toMatchObject({
      code: "unresolved_conflict",
      details: { attempts: 20 },
    });
    expect(commits).toBe(20);
  });
});

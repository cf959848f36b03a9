import { appendInteractions, type StorageAdapter } from "clientele/storage";
import { customerOf, describeStorage, interactionOf } from "clientele/testing";
import { describe, expect, it } from "vitest";
import { keyValueStorage } from "../../examples/storage-adapter/key-value-storage.js";
import { type KeyValueStore, keyValueStore } from "../../examples/storage-adapter/key-value-store.js";

const without = ["transactions", "ruleKinds"] as const;
describeStorage(() => keyValueStorage(keyValueStore()), { describe, it, expect }, { name: "the key-value adapter", without });

const context = { tenantId: "shop" };
const facts = [1, 2, 3].map((order) => interactionOf({ id: `order ${order}`, at: new Date(order) }));
const keys = ["totals", "state"].map((kind) => ({ kind, id: "c1" }));

/** Records facts and decides about their customer, as the library does: what is known is not recorded again. */
async function decide(storage: StorageAdapter): Promise<void> {
  const found = await storage.read(context, {
    customers: ["c1"],
    documents: keys,
    interactions: facts.map(({ id }) => id),
  });
  const [committed] = await storage.commit(context, [
    {
      customers: [{ id: "c1", customer: customerOf({ tags: ["buyer"] }), expected: found.customers[0]?.version ?? null }],
      documents: keys.map((key, index) => ({
        ...key,
        document: { value: facts.length },
        expected: found.documents[index]?.version ?? null,
      })),
      interactions: facts.filter((_, index) => found.interactions[index] === null),
      messages: [{ subject: "c1", sequence: 1, part: 1, id: "m1", type: "t", at: new Date(0), payload: null }],
    },
  ]);
  expect(committed?.ok).toBe(true);
}

/** Everything that is stored, without versions. */
async function contentOf({ customers, documents, interactions, outbox }: StorageAdapter) {
  const all = { limit: 100 };
  return {
    customers: (await customers.page(context, all)).items.map(({ value }) => value),
    documents: (await documents.page(context, all)).items.map(({ value }) => value),
    interactions: (await interactions.page(context, all)).items,
    messages: (await outbox.page(context, all)).items,
  };
}

/** A store whose process ends before a commit. */
function endingBefore(commit: number, store: KeyValueStore): KeyValueStore {
  let commits = 0;
  return {
    ...store,
    async commit(checks, writes) {
      commits++;
      if (commits >= commit) throw new Error("The process has ended.");
      return store.commit(checks, writes);
    },
  };
}

describe("the key-value adapter after a crash", () => {
  // One commit for the version, three for facts, one for the customer, two for documents, one for messages.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("completes a decision that ended before commit %i when it is repeated", async (commit) => {
    const whole = keyValueStorage(keyValueStore());
    await decide(whole);
    const store = keyValueStore();
    await expect(decide(keyValueStorage(endingBefore(commit, store)))).rejects.toThrow("The process has ended.");
    const storage = keyValueStorage(store);
    await decide(storage);
    expect(await contentOf(storage)).toEqual(await contentOf(whole));
  });

  it("leaves the state of the customer as it was until everything that it counts is written", async () => {
    for (let commit = 1; commit <= 7; commit++) {
      const store = keyValueStore();
      await expect(decide(keyValueStorage(endingBefore(commit, store)))).rejects.toThrow("The process has ended.");
      const { documents, interactions, customers } = await contentOf(keyValueStorage(store));
      expect(documents.some(({ kind }) => kind === "state")).toBe(false);
      if (documents.length > 0) expect([interactions.length, customers.length]).toEqual([3, 1]);
    }
  });

  it("goes on with an import that ended halfway", async () => {
    const store = keyValueStore();
    const ended = appendInteractions(keyValueStorage(endingBefore(3, store)), context, facts);
    await expect(ended).rejects.toThrow("The process has ended.");
    const outcomes = await appendInteractions(keyValueStorage(store), context, facts);
    expect(outcomes).toEqual(["repeated", "appended", "appended"]);
  });
});

import { memoryStorage, type StorageAdapter } from "clientele/storage";
import type { Actor, WorkspacePlugin } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditOf, contentOf, CONTEXT, openWorld, order, visit } from "../world.js";

/** A storage that counts its calls and gives others a turn before each. */
function countingStorage(): { readonly storage: StorageAdapter; readonly sizes: number[]; reads: number } {
  const inner = memoryStorage();
  const counted = {
    sizes: [] as number[],
    reads: 0,
    storage: {
      ...inner,
      batchSize: undefined,
      read: async (...all: Parameters<StorageAdapter["read"]>) => {
        counted.reads++;
        await new Promise((resolve) => setTimeout(resolve, 0));
        return inner.read(...all);
      },
      commit: async (...all: Parameters<StorageAdapter["commit"]>) => {
        counted.sizes.push(all[1].length);
        return inner.commit(...all);
      },
    } satisfies StorageAdapter,
  };
  return counted;
}

test("a storage sets how many customers are in one batch", async () => {
  const counted = countingStorage();
  const facts = Array.from({ length: 10 }, (_, index) => visit(`c${index}`, 0));
  const { clientele } = openWorld({ storage: { ...counted.storage, batchSize: 4 }, concurrency: 1 });
  await clientele.track(facts);
  expect(counted.sizes).toEqual([4, 4, 2]);
  for (const batchSize of [0, 1.5, Number.NaN, "4" as never])
    expect(() => openWorld({ storage: { ...counted.storage, batchSize } })).toThrow(
      expect.objectContaining({ code: "invalid_option" }) as Error,
    );
});

describe("concurrent tracks", () => {
  test("form one batch if they come together, and the next batch while two are in flight", async () => {
    const counted = countingStorage();
    const { clientele } = openWorld({ storage: counted.storage });
    const track = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => clientele.track(visit(`c${from + index}`, 0)));
    await Promise.all(track(0, 52));
    expect(counted.sizes).toEqual([52]);
    expect(counted.reads).toBe(1);
    counted.sizes.length = 0;
    const calls = [...track(100, 1)];
    // Each read waits for a macrotask: two batches are in flight when the others come.
    for (const [from, count] of [
      [200, 1],
      [300, 20],
      [400, 20],
    ] as const) {
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      calls.push(...track(from, count));
    }
    await Promise.all(calls);
    expect(counted.sizes).toEqual([1, 1, 40]);
  });

  test("of callers who call again and again share batches", async () => {
    const counted = countingStorage();
    const { clientele } = openWorld({ storage: counted.storage });
    const caller = async (name: number) => {
      for (let round = 0; round < 10; round++) await clientele.track(visit(`c${name}`, 0, `v:${name}:${round}`));
    };
    await Promise.all(Array.from({ length: 8 }, (_, name) => caller(name)));
    expect(counted.sizes).toEqual(Array.from({ length: 10 }, () => 8));
  });

  test("put at most 100 customers into one batch, and each call on its own if asked to", async () => {
    const counted = countingStorage();
    const { clientele, beside } = openWorld({ storage: counted.storage });
    await Promise.all(Array.from({ length: 252 }, (_, index) => clientele.track(visit(`c${index}`, 0))));
    expect(counted.sizes).toEqual([100, 100, 52]);
    counted.sizes.length = 0;
    const alone = beside({ gather: false });
    await Promise.all(Array.from({ length: 20 }, (_, index) => alone.track(visit(`d${index}`, 0))));
    expect(counted.sizes).toEqual(Array.from({ length: 20 }, () => 1));
  });

  test("about one customer make one decision, with rights, audit and result of each call", async () => {
    const counted = countingStorage();
    const world = openWorld({ storage: counted.storage });
    const guest: Actor = { id: "guest", clearance: "public" };
    const till: Actor = { id: "till", clearance: "internal" };
    const controller = new AbortController();
    controller.abort(new Error("Too late."));
    const results = await Promise.allSettled([
      world.clientele.track(order("ada", 0)),
      world.clientele.track(order("ada", -1), { actor: till }),
      world.clientele.track(order("ada", 0)),
      world.clientele.track(order("ada", -2), { actor: guest }),
      world.clientele.track(order("ada", 0, 99_00), { actor: till }),
      world.clientele.track(order("ada", -3), { signal: controller.signal }),
    ]);
    const shown = results.map((result) =>
      result.status === "fulfilled"
        ? { ...result.value, rejected: result.value.rejected.length }
        : ((result.reason as { code?: string }).code ?? (result.reason as Error).message),
    );
    expect(shown).toEqual([
      { appended: 1, repeated: 0, rejected: 0 },
      { appended: 1, repeated: 0, rejected: 0 },
      { appended: 0, repeated: 1, rejected: 0 },
      "access_denied",
      "conflicting_interaction",
      "Too late.",
    ]);
    const audit = (await auditOf(world.storage)).filter(({ customerId }) => customerId === "ada");
    expect(audit.map(({ action, actorId }) => [action, actorId])).toEqual([
      ["track", "host"],
      ["track", "till"],
    ]);
    const changes = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.filter(({ subject }) => subject === "ada");
    expect(new Set(changes.map(({ sequence }) => sequence))).toEqual(new Set([1]));
  });

  test("do not suffer from another call whose facts a plugin cannot decide about", async () => {
    const counted = countingStorage();
    const world = openWorld({ storage: counted.storage });
    const [plugin] = world.plugins;
    const broken: WorkspacePlugin = {
      ...plugin!,
      decide(input) {
        if (input.subject.history.some(({ id }) => id === "bad")) throw new Error("Bad fact.");
        return plugin!.decide(input);
      },
    };
    const clientele = world.beside({ plugins: [broken] });
    const results = await Promise.allSettled(["good", "bad", "fine"].map((id) => clientele.track(order("ada", 0, 1_00, id))));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const { items } = await world.storage.interactions.history(CONTEXT, "ada", { limit: 5 });
    expect(items.map(({ id }) => id)).toEqual(["fine", "good"]);
  });

  test("lead to what the same calls lead to one after another", async () => {
    const anyCall = fc.record({
      customer: fc.constantFrom("ada", "bob", "old"),
      day: fc.integer({ min: -9, max: 0 }),
      total: fc.constantFrom(1, 2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { maxLength: 30 }), async (calls) => {
        const open = async () => {
          const world = openWorld({ storage: countingStorage().storage });
          await world.clientele.track([order("old", -20), order("ada", -20)]);
          await world.clientele.merge({ fromId: "old", intoId: "ada" });
          return world;
        };
        const [together, apart] = [await open(), await open()];
        const facts = calls.map(({ customer, day, total }) => order(customer, day, total * 1_00, `${customer}:${day}`));
        const outcome = (world: typeof together) => (fact: (typeof facts)[number]) =>
          world.clientele.track(fact).then(
            ({ appended }) => appended,
            (error: { code: string }) => error.code,
          );
        const gathered = await Promise.all(facts.map(outcome(together)));
        const single: unknown[] = [];
        for (const fact of facts) single.push(await outcome(apart)(fact));
        expect(gathered).toEqual(single);
        const states = async (world: typeof together) => {
          const { customers, interactions, due } = (await contentOf(world.storage)) as Record<string, unknown>;
          return { customers, interactions, due, ada: await world.clientele.view("ada"), bob: await world.clientele.view("bob") };
        };
        expect(await states(together)).toEqual(await states(apart));
      }),
      { numRuns: 60 },
    );
  });
});

import type { Rule } from "clientele/rules";
import { memoryStorage } from "clientele/storage";
import { quantileThresholds } from "clientele/value";
import { type RefreshProgress, valuePlugin, WORKSPACE_KINDS, type WorkspacePlugin } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateRule } from "clientele/rules";
import { anyRule } from "../lifecycle/random-lifecycles.js";
import { pushingAdapter } from "../testing/pushing-adapter.js";
import { auditOf, CONTEXT, contentOf, DAY, openWorld, order, shopSchema, START, visit } from "./world.js";

const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
const buyers: Rule = shopSchema.rules.metric.count("order.placed").atLeast(1);
const atRisk: Rule = shopSchema.rules.state("stage:retail").equals("at-risk");

async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("changes", () => {
  test("come oldest first, and are forgotten once the next one is asked for", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    world.now = START + 100 * DAY;
    await world.clientele.tick();
    const changes = await listOf(world.clientele.changes({ batch: 3 }));
    expect(changes.map(({ at }) => at.getTime())).toEqual(changes.map(({ at }) => at.getTime()).sort((a, b) => a - b));
    expect(changes.filter(({ type }) => type === "stage.changed").map(({ payload }) => payload)).toMatchObject([
      { customerId: "ada", plugin: "stage:retail", to: "first-time" },
      { customerId: "ada", plugin: "stage:retail", to: "at-risk", happenedAt: new Date(START + 90 * DAY) },
    ]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
    expect(await listOf(world.clientele.changes())).toEqual([]);
  });

  test("whoever stops half-way keeps what was dealt with, and gets the rest again after the lease", async () => {
    const world = openWorld();
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    const all = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ id }) => id);
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const { id } of world.clientele.changes({ leaseMilliseconds: 1_000 })) {
          if (seen.length === 4) throw new Error("The broker is down.");
          seen.push(id);
        }
      })(),
    ).rejects.toThrow("The broker is down.");
    expect(await listOf(world.clientele.changes())).toEqual([]);
    world.now += 1_000;
    const again = await listOf(world.clientele.changes());
    expect([...seen, ...again.map(({ id }) => id)]).toEqual(all);
    expect(again.every(({ attempt }) => attempt === 2)).toBe(true);
  });

  test("what was delivered before a crash is not handed out again when the listener says so", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const [first, second, ...rest] = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ id }) => id);
    const handed = await listOf(world.clientele.changes({ after: [first!, second!] }));
    expect(handed.map(({ id }) => id)).toEqual(rest);
    expect((await world.storage.outbox.page(CONTEXT, { limit: 100 })).items).toEqual([]);
  });

  test("two listeners at once share the changes and get none twice", async () => {
    const world = openWorld();
    await world.clientele.track(Array.from({ length: 20 }, (_, index) => order(`c${index}`, 0)));
    const total = (await world.storage.outbox.page(CONTEXT, { limit: 1_000 })).items.length;
    const lists = await Promise.all(
      [world.clientele, world.beside()].map((clientele) => listOf(clientele.changes({ batch: 7 }))),
    );
    const ids = lists.flat().map(({ id }) => id);
    expect(ids).toHaveLength(total);
    expect(new Set(ids).size).toBe(total);
  });

  test("an identifier that is too long for a storage is shortened, the same way every time", async () => {
    const long = "x".repeat(250);
    const announce = async () => {
      const world = openWorld();
      await world.clientele.track(order(long, 0, 1, "o"));
      return (await listOf(world.clientele.changes())).map(({ id }) => id);
    };
    const ids = await announce();
    expect(ids.every((id) => id.length <= 256)).toBe(true);
    expect(await announce()).toEqual(ids);
  });
});

describe("audience", () => {
  const populated = async (storage = memoryStorage() as ReturnType<typeof pushingAdapter>) => {
    const world = openWorld({ storage });
    await world.clientele.track([
      ...Array.from({ length: 30 }, (_, index) => order(`c${String(index).padStart(2, "0")}`, -index * 6)),
      visit("window-shopper", 0),
    ]);
    for (const id of ["c03", "c17", "window-shopper"]) await world.clientele.update(id, { tags: ["vip"] });
    world.now = START + 2 * DAY;
    return world;
  };
  const idsOf = async (world: Awaited<ReturnType<typeof populated>>, rule: Rule, options = {}) =>
    (await listOf(world.clientele.audience(rule, options))).map(({ customerId }) => customerId);

  test("is the same in memory, pushed down, and in pages of any size", async () => {
    const pushed = await populated(pushingAdapter());
    const plain = await populated();
    for (const rule of [vip, buyers, shopSchema.rules.all(vip, buyers)]) {
      const expected = await idsOf(plain, rule);
      expect(await idsOf(pushed, rule)).toEqual(expected);
      expect(await idsOf(plain, rule, { batch: 3 })).toEqual(expected);
      expect(await idsOf(pushed, rule, { batch: 3 })).toEqual(expected);
    }
    expect(await idsOf(plain, vip)).toEqual(["c03", "c17", "window-shopper"]);
  });

  test("goes by stages as they are at this moment, ticked or not", async () => {
    const world = await populated(pushingAdapter());
    const before = await idsOf(world, atRisk);
    world.now = START + 85 * DAY;
    const late = await idsOf(world, atRisk);
    await world.clientele.tick();
    expect(await idsOf(world, atRisk)).toEqual(late);
    expect(late).not.toEqual(before);
    expect(late).toContain("c05");
  });

  test("looks at profiles as they were, where the question is about the past", async () => {
    const world = await populated(pushingAdapter());
    expect(await idsOf(world, vip, { asOf: START - DAY })).toEqual([]);
    expect(await idsOf(world, buyers, { asOf: START - 100 * DAY })).toHaveLength(13);
  });

  test("shows of each customer what the actor may see, and the log says what was asked", async () => {
    const world = await populated();
    const agent = { id: "agent", clearance: "personal" } as const;
    const [first] = await listOf(world.clientele.audience(vip, { actor: agent }));
    expect(first).toEqual({ customerId: "c03", profile: expect.objectContaining({ tags: ["vip"] }) as unknown });
    expect((await auditOf(world.storage)).at(-1)).toMatchObject({ action: "audience", actorId: "agent", details: { rule: vip } });
    expect(() => world.clientele.audience({ ...vip, path: "nonsense" } as Rule)).not.toThrow();
    await expect(world.clientele.audience({ ...vip, path: "nonsense" } as Rule).next()).rejects.toMatchObject({
      code: "invalid_rule",
    });
  });

  test("is whoever a rule holds for, asked one by one", async () => {
    const hour = 3_600_000;
    await fc.assert(
      fc.asyncProperty(
        anyRule,
        fc.array(fc.record({ customer: fc.constantFrom("a", "b", "c"), day: fc.integer({ min: 0, max: 3 }) }), { maxLength: 8 }),
        async (rule, facts) => {
          const world = openWorld({ storage: pushingAdapter(), plugins: [] });
          const history = facts.map(({ customer, day }, index) => visit(customer, day, `v${index}`));
          await world.clientele.track(history);
          world.now = START + 3 * DAY + 5 * hour;
          const expected = ["a", "b", "c"].filter((id) => {
            const own = history.filter(({ customerId }) => customerId === id) as never[];
            own.sort(
              (left: { at: Date; id: string }, right: { at: Date; id: string }) =>
                +left.at - +right.at || (left.id < right.id ? -1 : 1),
            );
            return (
              own.length > 0 && evaluateRule(rule, { id, attributes: {}, history: own }, { asOf: world.now, schema: shopSchema })
            );
          });
          expect(await idsOf(world as never, rule)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("refresh", () => {
  const learning: Partial<Parameters<typeof openWorld>[0]> = {
    plugins: [valuePlugin({ currency: "EUR", zone: "UTC", table: "cn8", thresholds: "quantiles" })],
    concurrency: 1,
  };
  const CUSTOMERS = 40;
  const populate = async (options: Partial<Parameters<typeof openWorld>[0]> = {}) => {
    const world = openWorld({ ...learning, ...options });
    world.now = START + 50 * DAY;
    for (let index = 0; index < CUSTOMERS; index++) {
      const id = `c${String(index).padStart(2, "0")}`;
      await world.clientele.track(Array.from({ length: (index % 4) + 1 }, (_, n) => order(id, index - n, 10_00 * (index + 1))));
    }
    return world;
  };
  const classesOf = async (world: Awaited<ReturnType<typeof populate>>) => {
    const { items } = await world.storage.documents.page(CONTEXT, { kind: WORKSPACE_KINDS.customerState, limit: 1_000 });
    return items.map(
      ({ value }) => (value.value as { plugins: { state: { rfmClass: string | null } }[] }).plugins[0]?.state.rfmClass,
    );
  };

  test("fits the thresholds of the whole population and classes everybody by them", async () => {
    const world = await populate();
    expect(new Set(await classesOf(world))).toEqual(new Set([null]));
    const progress: RefreshProgress[] = [];
    const report = await world.clientele.refresh({ batch: 15, onProgress: (step) => progress.push(step) });
    expect(report).toEqual({ fitted: ["value"], decided: CUSTOMERS, failed: [], resumed: false });
    expect(progress).toEqual([
      { phase: "fit", done: 15, total: null },
      { phase: "fit", done: 30, total: null },
      { phase: "fit", done: 40, total: null },
      { phase: "decide", done: 15, total: 40 },
      { phase: "decide", done: 30, total: 40 },
      { phase: "decide", done: 40, total: 40 },
    ]);
    const model = await world.storage.documents.get(CONTEXT, WORKSPACE_KINDS.model, "value");
    const column = (value: (index: number) => number) => Float64Array.from({ length: CUSTOMERS }, (_, index) => value(index));
    expect(model?.value.value).toMatchObject({
      version: 1,
      customers: CUSTOMERS,
      sampled: CUSTOMERS,
      value: quantileThresholds(
        {
          ids: Array.from({ length: CUSTOMERS }, (_, index) => String(index)),
          sinceLast: column((index) => 50 - index),
          transactions: column((index) => (index % 4) + 1),
          revenue: column((index) => 10_00 * (index + 1) * ((index % 4) + 1)),
          unit: "day",
        },
        { bins: 2 },
      ),
    });
    expect((await classesOf(world)).every((name) => name !== null)).toBe(true);
  });

  test("a customer who is tracked by another process afterwards is scored by the new model there too", async () => {
    const world = await populate();
    const other = world.beside();
    await other.track(order("c01", 45));
    await world.clientele.refresh();
    world.now += DAY;
    await other.track(order("c01", 46));
    const customerState = await world.storage.documents.get(CONTEXT, WORKSPACE_KINDS.customerState, "c01");
    expect(customerState?.value.value).toMatchObject({ plugins: [{ model: 1 }] });
  });

  test("stopped at any batch, it goes on from there and comes to what an unbroken one comes to", async () => {
    const whole = await populate();
    await whole.clientele.refresh({ batch: 7 });
    const expected = await classesOf(whole);
    for (let stop = 1; stop <= 12; stop++) {
      const world = await populate();
      const controller = new AbortController();
      let batches = 0;
      const work: number[] = [];
      const stopped = world.clientele.refresh({
        batch: 7,
        signal: controller.signal,
        onProgress: ({ done }) => {
          work.push(done);
          if (++batches === stop) controller.abort(new Error("Stop."));
        },
      });
      if (stop < 12) await expect(stopped).rejects.toThrow("Stop.");
      else await stopped;
      const after: number[] = [];
      const report = await world.beside().refresh({ batch: 7, onProgress: ({ done }) => after.push(done) });
      if (stop < 12) {
        expect(report).toMatchObject({ fitted: ["value"], decided: CUSTOMERS, resumed: true });
        expect(work.length + after.length).toBe(12);
      } else expect(report.resumed).toBe(false);
      expect(await classesOf(world)).toEqual(expected);
    }
  });

  test("a refresh that is killed goes on from its last mark", async () => {
    const inner = memoryStorage();
    const world = await populate({ storage: inner });
    let pages = 0;
    const dying = {
      ...inner,
      customers: {
        ...inner.customers,
        page: async (...all: Parameters<typeof inner.customers.page>) => {
          if (++pages > 9) throw new Error("Killed.");
          return inner.customers.page(...all);
        },
      },
      documents: {
        ...inner.documents,
        save: async (...all: Parameters<typeof inner.documents.save>) => {
          if (pages > 9) throw new Error("Killed.");
          return inner.documents.save(...all);
        },
      },
    };
    await expect(world.beside({ storage: dying }).refresh({ batch: 7, markEvery: 14 })).rejects.toThrow("Killed.");
    const done: number[] = [];
    const report = await world.clientele.refresh({
      batch: 7,
      onProgress: ({ phase, done: count }) => phase === "decide" && done.push(count),
    });
    expect(report).toMatchObject({ resumed: true, decided: CUSTOMERS });
    expect(done).toEqual([21, 28, 35, 40]);
    expect(JSON.stringify(await contentOf(inner))).not.toContain('"samples":[{');
  });

  test("no more than the sample is kept in memory, and the same customers are drawn whatever the batch", async () => {
    const fitted = async (batch: number) => {
      const world = await populate({ sampleSize: 10 });
      await world.clientele.refresh({ batch });
      return (await world.storage.documents.get(CONTEXT, WORKSPACE_KINDS.model, "value"))?.value.value;
    };
    const first = await fitted(3);
    expect(first).toMatchObject({ customers: CUSTOMERS, sampled: 10 });
    expect(await fitted(40)).toEqual(first);
  });

  test("a customer whose plugin fails is reported, and the rest is scored", async () => {
    const world = await populate();
    const [plugin] = learning.plugins as WorkspacePlugin[];
    const broken: WorkspacePlugin = {
      ...plugin!,
      decide(input) {
        if (input.subject.id === "c05") throw new Error("No.");
        return plugin!.decide(input);
      },
    };
    const report = await world.beside({ plugins: [broken] }).refresh();
    expect(report).toMatchObject({ decided: CUSTOMERS - 1, failed: [{ customerId: "c05", code: "plugin_failed" }] });
    const blind = { ...plugin!, fit: { ...plugin!.fit!, row: () => JSON.parse("no JSON") as unknown } };
    expect((await world.beside({ plugins: [blind] }).refresh()).failed).toHaveLength(CUSTOMERS);
  });

  test("a changed definition reaches everybody by a refresh", async () => {
    const world = openWorld();
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    const plugins = world.plugins.map((plugin) => (plugin.id === "punch-card" ? { ...plugin, version: 2 } : plugin));
    expect(await world.beside({ plugins }).refresh()).toEqual({ fitted: [], decided: 2, failed: [], resumed: false });
    const customerState = await world.storage.documents.get(CONTEXT, WORKSPACE_KINDS.customerState, "bob");
    expect(
      (customerState?.value.value as { plugins: { id: string; version: number }[] }).plugins.find(
        ({ id }) => id === "punch-card",
      ),
    ).toMatchObject({ version: 2 });
  });
});

import { memoryStorage, readDocument } from "clientele/storage";
import { quantileThresholds } from "clientele/value";
import { type RefreshProgress, valuePlugin, WORKSPACE_KINDS, type WorkspacePlugin } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { CONTEXT, contentOf, DAY, openWorld, order, START } from "../world.js";

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

  test("fits thresholds to the population and classifies every customer by them", async () => {
    const world = await populate();
    expect(new Set(await classesOf(world))).toEqual(new Set([null]));
    const progress: RefreshProgress[] = [];
    const report = await world.clientele.refresh({ batch: 15, onProgress: (step) => progress.push(step) });
    expect(report).toEqual({ fitted: ["value"], decided: CUSTOMERS, failed: [], failures: {}, resumed: false });
    expect(progress).toEqual([
      { phase: "fit", done: 15, total: null },
      { phase: "fit", done: 30, total: null },
      { phase: "fit", done: 40, total: null },
      { phase: "decide", done: 15, total: 40 },
      { phase: "decide", done: 30, total: 40 },
      { phase: "decide", done: 40, total: 40 },
    ]);
    const model = await readDocument(world.storage, CONTEXT, WORKSPACE_KINDS.model, "value");
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

  test("makes another process use the new model for the next decision", async () => {
    const world = await populate();
    const other = world.beside();
    await other.track(order("c01", 45));
    await world.clientele.refresh();
    world.now += DAY;
    await other.track(order("c01", 46));
    const customerState = await readDocument(world.storage, CONTEXT, WORKSPACE_KINDS.customerState, "c01");
    expect(customerState?.value.value).toMatchObject({ plugins: [{ model: 1 }] });
  });

  test("resumes after a stop at any batch with the result of an uninterrupted refresh", async () => {
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

  test("resumes a killed refresh from its last mark", async () => {
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
      commit: async (...all: Parameters<typeof inner.commit>) => {
        if (pages > 9) throw new Error("Killed.");
        return inner.commit(...all);
      },
    };
    await expect(world.beside({ storage: dying }).refresh({ batch: 7, markEvery: 14 })).rejects.toMatchObject({
      code: "storage_failed",
      cause: { message: "Killed." },
    });
    const done: number[] = [];
    const report = await world.clientele.refresh({
      batch: 7,
      onProgress: ({ phase, done: count }) => phase === "decide" && done.push(count),
    });
    expect(report).toMatchObject({ resumed: true, decided: CUSTOMERS });
    expect(done).toEqual([21, 28, 35, 40]);
    expect(JSON.stringify(await contentOf(inner))).not.toContain('"samples":[{');
  });

  test("bounds the sample and draws the same customers for every batch size", async () => {
    const fitted = async (batch: number) => {
      const world = await populate({ sampleSize: 10 });
      await world.clientele.refresh({ batch });
      return (await readDocument(world.storage, CONTEXT, WORKSPACE_KINDS.model, "value"))?.value.value;
    };
    const first = await fitted(3);
    expect(first).toMatchObject({ customers: CUSTOMERS, sampled: 10 });
    expect(await fitted(40)).toEqual(first);
  });

  test("reports a customer whose plugin fails and decides about the others", async () => {
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

  test("applies a changed definition to every customer", async () => {
    const world = openWorld();
    await world.clientele.track([order("ada", 0), order("bob", 0)]);
    const plugins = world.plugins.map((plugin) => (plugin.id === "punch-card" ? { ...plugin, version: 2 } : plugin));
    expect(await world.beside({ plugins }).refresh()).toEqual({
      fitted: [],
      decided: 2,
      failed: [],
      failures: {},
      resumed: false,
    });
    const customerState = await readDocument(world.storage, CONTEXT, WORKSPACE_KINDS.customerState, "bob");
    expect(
      (customerState?.value.value as { plugins: { id: string; version: number }[] }).plugins.find(
        ({ id }) => id === "punch-card",
      ),
    ).toMatchObject({ version: 2 });
  });
});

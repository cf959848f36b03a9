import { isClienteleError } from "clientele/kernel";
import type { InteractionInput } from "clientele/models";
import { memoryStorage } from "clientele/storage";
import { type CustomerView, createClientele, stagePlugin, type WorkspacePlugin } from "clientele/workspace";
import { retailLifecycle } from "clientele/lifecycle";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditOf, CONTEXT, contentOf, DAY, HOST, openWorld, order, shopPlugins, START, visit } from "./world.js";

const factOf = (view: CustomerView | null, plugin: string, key: string) =>
  view?.plugins.find(({ id }) => id === plugin)?.facts.find((fact) => fact.key === key);

describe("track", () => {
  test("one order makes the customer, the stage, the segment and the score in one go", async () => {
    const world = openWorld();
    world.now = START + 2 * DAY;
    expect(await world.clientele.track(order("ada", 1, 60_00))).toEqual({ appended: 1, repeated: 0, rejected: [] });
    const view = await world.clientele.view("ada");
    expect(view).toMatchObject({ customerId: "ada", asOf: new Date(world.now), interactions: 1, withheld: [] });
    expect(factOf(view, "stage:retail", "stage")).toMatchObject({
      value: "first-time",
      since: new Date(START + DAY),
      until: new Date(START + 91 * DAY),
      reasons: [{ en: "First order" }, { en: "For 1 days." }],
    });
    expect(factOf(view, "segments:shop", "segment:active")).toMatchObject({
      since: new Date(START + DAY),
      until: new Date(START + 31 * DAY),
    });
    expect(factOf(view, "value", "net-revenue")).toMatchObject({ value: 60_00, text: { en: "60.00 EUR" } });
    expect(factOf(view, "punch-card", "punches")).toMatchObject({ value: 1, reasons: [{ en: "Stage first-time" }] });
    expect(view?.nextCheckAt).toEqual(new Date(START + 31 * DAY));
    const changed = (await world.storage.outbox.page(CONTEXT, { limit: 100 })).items.map(({ type }) => type).sort();
    expect(changed).toEqual(["customer.created", ...Array<string>(5).fill("score.changed"), "segment.entered", "stage.changed"]);
  });

  test("the same interaction again changes nothing, and other content under its identifier is refused", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const before = await contentOf(world.storage);
    expect(await world.clientele.track(order("ada", 0))).toEqual({ appended: 0, repeated: 1, rejected: [] });
    await expect(world.clientele.track(order("ada", 0, 999))).rejects.toSatisfy((error) =>
      isClienteleError(error, "conflicting_interaction"),
    );
    expect(await contentOf(world.storage)).toEqual(before);
  });

  test("a bad row of a list is reported with its place, and the rest goes on", async () => {
    const world = openWorld();
    const bad = { ...order("bob", 0), at: "yesterday" };
    const report = await world.clientele.track([order("ada", 0), bad, order("ada", 0, 5), order("eve", 0), order("ada", 0)]);
    expect(report).toMatchObject({
      appended: 2,
      repeated: 1,
      rejected: [
        { index: 1, id: "bob:0", reason: "invalid_input" },
        { index: 2, id: "ada:0", reason: "conflicting_interaction" },
      ],
    });
    expect(await world.clientele.view("bob")).toBeNull();
  });

  test("a list whose only fact is in conflict makes no customer", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0, 1, "one"));
    const report = await world.clientele.track([order("bob", 0, 2, "one")]);
    expect(report.rejected.map(({ reason }) => reason)).toEqual(["conflicting_interaction"]);
    expect(await world.clientele.view("bob")).toBeNull();
  });

  test("what lies in the future counts from its instant on, and is due then", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 3));
    expect(factOf(await world.clientele.view("ada"), "stage:retail", "stage")?.value).toBe("prospect");
    const { items } = await world.storage.schedule.due(CONTEXT, new Date(START + 10 * DAY), { limit: 10 });
    expect(items).toEqual([{ key: "customer:ada", at: new Date(START + 3 * DAY) }]);
    world.now = START + 4 * DAY;
    expect(factOf(await world.clientele.view("ada"), "stage:retail", "stage")?.value).toBe("first-time");
  });

  test("a late order is replayed, and the correction says what did not happen and what did", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    world.now = START + 100 * DAY;
    await world.clientele.tick();
    await world.clientele.track(order("ada", 20));
    const { items } = await world.storage.outbox.page(CONTEXT, { limit: 100 });
    const corrected = items.filter(({ type }) => type === "stage.corrected").map(({ payload }) => payload);
    expect(corrected).toMatchObject([
      {
        customerId: "ada",
        from: "at-risk",
        to: "repeat",
        removed: [{ from: "first-time", to: "at-risk", at: START + 90 * DAY }],
        added: [{ from: "first-time", to: "repeat", at: START + 20 * DAY }],
      },
    ]);
  });

  test("a clock that runs behind does not turn a decision back", async () => {
    const world = openWorld();
    world.now = START + 10 * DAY;
    await world.clientele.track(order("ada", 0));
    world.now = START + 9 * DAY;
    await world.clientele.track(order("ada", 8));
    expect((await world.clientele.view("ada"))?.asOf).toEqual(new Date(START + 10 * DAY));
  });

  test("every read and every write is in the log, with who it was", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0), { actor: { id: "till", clearance: "internal" } });
    await world.clientele.view("ada");
    expect(await auditOf(world.storage)).toMatchObject([
      { action: "track", actorId: "till", customerId: "ada" },
      { action: "view", actorId: "host", customerId: "ada" },
    ]);
  });
});

const anyInteraction: fc.Arbitrary<InteractionInput> = fc
  .record({
    customer: fc.constantFrom("ada", "bob"),
    day: fc.integer({ min: 0, max: 400 }),
    total: fc.constantFrom(5_00, 40_00, 120_00),
    kind: fc.constantFrom("order", "order", "refund", "visit"),
  })
  .map(({ customer, day, total, kind }): InteractionInput => {
    if (kind === "visit") return visit(customer, day);
    const placed = order(customer, day, total, `${kind}:${customer}:${day}:${total}`);
    return kind === "order" ? placed : { ...placed, type: "order.refunded" };
  });

const anyHistory = fc.uniqueArray(anyInteraction, { selector: ({ id }) => id, maxLength: 14 });

/** What a customer's screen shows, and what is stored of it, at the end. */
async function endOf(calls: readonly InteractionInput[][], instants: readonly number[], end: number): Promise<unknown> {
  const world = openWorld();
  for (const [index, call] of calls.entries()) {
    world.now = Math.max(world.now, START + (instants[index % instants.length] ?? 0) * DAY);
    await world.clientele.track(call);
  }
  world.now = end;
  const views = [await world.clientele.view("ada"), await world.clientele.view("bob")];
  await world.clientele.tick();
  return { views, after: [await world.clientele.view("ada"), await world.clientele.view("bob")] };
}

test("any order, any repetition and any portions of the same calls lead to the same view", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyHistory.chain((history) =>
        fc.record({
          history: fc.constant(history),
          shuffled: fc.shuffledSubarray([...history, ...history], { minLength: history.length * 2 }),
          cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
          instants: fc.array(fc.integer({ min: 0, max: 450 }), { minLength: 1, maxLength: 6 }),
        }),
      ),
      async ({ history, shuffled, cuts, instants }) => {
        const calls: InteractionInput[][] = [];
        for (let at = 0, cut = 0; at < shuffled.length; cut++) {
          const size = cuts[cut % cuts.length]!;
          calls.push(shuffled.slice(at, at + size));
          at += size;
        }
        const end = START + 500 * DAY;
        expect(
          await endOf(
            calls,
            [...instants].sort((left, right) => left - right),
            end,
          ),
        ).toEqual(await endOf([history], [500], end));
      },
    ),
    { numRuns: 60 },
  );
});

test("a list of many customers comes to what one call a customer comes to, merged and erased ones among them", async () => {
  const open = async () => {
    const world = openWorld();
    await world.clientele.track([order("old", -1), order("gone", -1), order("c03", -2)]);
    await world.clientele.merge({ fromId: "old", intoId: "c03" });
    await world.clientele.erase("gone");
    world.now = START + 60 * DAY;
    return world;
  };
  const facts = Array.from({ length: 60 }, (_, index) =>
    order(`c${String(index % 40).padStart(2, "0")}`, index, 7_00, `f${index}`),
  );
  facts.splice(10, 0, order("old", 3), order("gone", 4), order("c00", 9, 1, "f20"));
  const [together, alone] = [await open(), await open()];
  const report = await together.clientele.track(facts);
  expect(report).toMatchObject({ appended: 61, repeated: 0 });
  expect(report.rejected.map(({ index, reason }) => [index, reason])).toEqual([
    [11, "erased_customer"],
    [23, "conflicting_interaction"],
  ]);
  for (const fact of facts) await alone.clientele.track([fact]);
  for (const id of ["c00", "c03", "c39", "old"])
    expect(await together.clientele.view(id)).toEqual(await alone.clientele.view(id));
});

test("two writers on one customer lose nothing in 200 rounds, neither facts nor decisions", async () => {
  const world = openWorld();
  const [left, right] = [world.clientele, world.beside()];
  for (let round = 0; round < 200; round++) {
    world.now = START + round * 3_600_000;
    const placed = (writer: string) => ({ ...order("ada", 0, 1_00, `${writer}:${round}`), at: new Date(world.now) });
    await Promise.all([left.track(placed("left")), right.track(placed("right"))]);
  }
  const view = await world.clientele.view("ada", { limit: 0 });
  expect(view).toMatchObject({ interactions: 400, timeline: [] });
  expect(factOf(view, "value", "net-revenue")?.value).toBe(400_00);
});

test("a customer whom others change without end is given up with version_conflict", async () => {
  const inner = memoryStorage();
  const storage = {
    ...inner,
    documents: {
      ...inner.documents,
      save: async (...all: Parameters<typeof inner.documents.save>) =>
        all[1].kind === "workspace.standing"
          ? ({ ok: false, reason: "conflict", actual: "other" } as const)
          : inner.documents.save(...all),
    },
  };
  const { clientele } = openWorld({ storage, maxAttempts: 3 });
  await expect(clientele.track(order("ada", 0))).rejects.toMatchObject({
    code: "version_conflict",
    details: { customerId: "ada", attempts: 3 },
  });
  expect((await inner.interactions.history(CONTEXT, "ada", { limit: 1 })).items).toEqual([]);
});

describe("plugins", () => {
  const failing: WorkspacePlugin = {
    ...(shopPlugins()[3] as WorkspacePlugin),
    id: "failing",
    reads: [],
    writes: [],
    decide({ subject }) {
      if (subject.id === "bob") throw new Error("No.");
      return { state: {}, timelines: {}, messages: [], nextCheckAt: null };
    },
  };

  test("a plugin that fails for one customer keeps that customer's facts out, and no other's", async () => {
    const { clientele } = openWorld({ plugins: [failing] });
    const report = await clientele.track([order("ada", 0), order("bob", 0)]);
    expect(report).toMatchObject({ appended: 1, rejected: [{ index: 1, reason: "plugin_failed" }] });
    await expect(clientele.track(order("bob", 0))).rejects.toMatchObject({ code: "plugin_failed", details: { problem: "No." } });
    expect(await clientele.view("bob")).toBeNull();
  });

  test.each<[string, Partial<WorkspacePlugin>]>([
    [
      "a field that no inventory names",
      { decide: () => ({ state: { secret: 1 }, timelines: {}, messages: [], nextCheckAt: null }) },
    ],
    ["a state that is no object", { decide: () => ({ state: 1, timelines: {}, messages: [], nextCheckAt: null }) }],
    [
      "a timeline that it did not declare",
      { decide: () => ({ state: {}, timelines: { "card:other": [] }, messages: [], nextCheckAt: null }) },
    ],
    [
      "a check that never ends",
      { decide: ({ asOf }) => ({ state: {}, timelines: {}, messages: [], nextCheckAt: new Date(asOf) }) },
    ],
    ["a check at no instant", { decide: () => ({ state: {}, timelines: {}, messages: [], nextCheckAt: new Date(Number.NaN) }) }],
  ])("%s is refused, and nothing is written", async (_, fields) => {
    const { clientele } = openWorld({ plugins: [{ ...failing, ...fields }] });
    await expect(clientele.track(order("ada", 0))).rejects.toMatchObject({ code: "invalid_plugin" });
    expect(await clientele.view("ada")).toBeNull();
  });

  test("plugins that read each other in a circle, or share a name or a timeline, are refused at once", () => {
    const open = (plugins: WorkspacePlugin[]) => () => createClientele({ storage: memoryStorage(), plugins, actor: HOST });
    const a: WorkspacePlugin = { ...failing, id: "a", reads: ["b"], writes: ["a"] };
    const b: WorkspacePlugin = { ...failing, id: "b", reads: ["a"], writes: ["b"] };
    expect(open([a, b])).toThrow(expect.objectContaining({ code: "state_cycle" }));
    expect(open([a, a])).toThrow(expect.objectContaining({ code: "invalid_plugin" }));
    expect(open([a, { ...b, writes: ["a"] }])).toThrow(expect.objectContaining({ code: "invalid_plugin" }));
    expect(open([{ ...a, version: 0 }])).toThrow(expect.objectContaining({ code: "invalid_plugin" }));
  });

  test("a new version of a plugin decides anew; a declared migration keeps everybody where they stand", async () => {
    const world = openWorld({ plugins: [stagePlugin(retailLifecycle())] });
    await world.clientele.track(order("ada", 0));
    world.now = START + 80 * DAY;
    await world.clientele.track(visit("ada", 79));
    const stricter = retailLifecycle({ version: 2, atRiskAfter: { days: 30 } });
    const stageIn = async (plugin: WorkspacePlugin) =>
      factOf(await world.beside({ plugins: [plugin] }).view("ada"), "stage:retail", "stage");
    expect(await stageIn(stagePlugin(stricter))).toMatchObject({ value: "at-risk", since: new Date(START + 30 * DAY) });
    const kept = stagePlugin(stricter, { migrations: [{ from: 1, states: {} }] });
    expect(await stageIn(kept)).toMatchObject({ value: "first-time", since: new Date(START) });
  });
});

import { defineSchema, standardCatalog } from "clientele/rules";
import { defineSegments, evaluateSegments } from "clientele/segments";
import { segmentKey } from "../../../src/segments/internal.js";
import { advance, replay, retailLifecycle, startLifecycle } from "clientele/lifecycle";
import { type Interaction, parseInteraction, type Subject } from "clientele/models";
import { memoryStorage, readDocument, saveDocument } from "clientele/storage";
import { createClientele, segmentsPlugin, stagePlugin, WORKSPACE_KINDS } from "clientele/workspace";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { anyLifecycle, anyRule, HOUR, LAST_HOUR, outcome } from "../../fixtures/random-lifecycles.js";
import { CONTEXT, DAY, HOST, openWorld, order, START } from "../world.js";

const anyFacts = fc.uniqueArray(
  fc.record({
    customer: fc.constantFrom("a", "b", "c"),
    hour: fc.integer({ min: 0, max: LAST_HOUR }),
    type: fc.constantFrom("order.placed", "page.viewed", "ticket.opened"),
  }),
  { selector: ({ customer, hour, type }) => `${customer} ${hour} ${type}`, maxLength: 12 },
);

const anySet = fc
  .array(anyRule, { minLength: 1, maxLength: 3 })
  .map((rules) => defineSegments({ id: "random", segments: rules.map((rule, index) => ({ id: `g${index}`, rule })) }));

test("hourly ticks keep every stage and segment equal to an evaluation of all customers every hour", async () => {
  await fc.assert(
    fc.asyncProperty(anyLifecycle, anySet, anyFacts, async (lifecycle, set, drawn) => {
      const facts = drawn.map(
        ({ customer, hour, type }): Interaction => ({
          id: `${customer}:${hour}:${type}`,
          customerId: customer,
          type,
          at: new Date(hour * HOUR),
          properties: {},
        }),
      );
      const historyOf = (id: string) =>
        facts
          .filter(({ customerId }) => customerId === id)
          .sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1));
      const subjects = ["a", "b", "c"].flatMap((id): Subject[] =>
        historyOf(id).length === 0 ? [] : [{ id, attributes: {}, history: historyOf(id) }],
      );
      const END = LAST_HOUR + 60;
      fc.pre(subjects.every((subject) => outcome(() => replay(lifecycle, subject, { to: END * HOUR })) !== "transition_cycle"));

      let now = 0;
      const storage = memoryStorage();
      const clientele = createClientele({
        storage,
        plugins: [stagePlugin(lifecycle), segmentsPlugin(set, { schema: standardCatalog })],
        actor: HOST,
        schema: defineSchema({
          interactions: { "order.placed": z.object({}), "page.viewed": z.object({}), "ticket.opened": z.object({}) },
        }),
        clock: () => new Date(now),
      });
      for (let hour = 0; hour <= END; hour++) {
        now = hour * HOUR;
        await clientele.tick();
        const today = facts.filter(({ at }) => at.getTime() === now);
        if (today.length > 0) {
          const report = await clientele.track(today);
          expect(report.rejected.map(({ problems }) => problems)).toEqual([]);
        }
        for (const subject of subjects) {
          if (subject.history[0]!.at.getTime() > now) continue;
          const stored = await readDocument(storage, CONTEXT, WORKSPACE_KINDS.customerState, subject.id);
          const { timelines } = stored!.value.value as { timelines: Record<string, { value: unknown }[]> };
          const expected = advance(lifecycle, startLifecycle(lifecycle, subject.id), subject, { asOf: now }).snapshot.stage;
          expect(timelines["stage:random"]?.at(-1)?.value).toBe(expected);
          const members = set.segments.filter((segment) => timelines[segmentKey(segment)]?.at(-1)?.value === true);
          const withStages = { ...subject, timelines: {} };
          expect(members.map(({ id }) => id)).toEqual(
            evaluateSegments(set, withStages, { asOf: now }).map(({ segmentId }) => segmentId),
          );
        }
      }
    }),
    { numRuns: 25 },
  );
});

test("decides in batches about due customers only, and continues after a limit", async () => {
  const world = openWorld({ concurrency: 1 });
  const customers = Array.from({ length: 25 }, (_, index) => `c${String(index).padStart(2, "0")}`);
  await world.clientele.track(customers.map((id, index) => order(id, -index)));
  const storage = world.storage;
  const due = async (at: number) => (await storage.documents.due(CONTEXT, new Date(at), { limit: 100 })).items.length;
  // A segment ends thirty days after the order; the oldest order is 24 days old.
  world.now = START + 16 * DAY;
  const waiting = await due(world.now);
  expect(waiting).toBeGreaterThan(5);
  expect(await world.clientele.tick({ limit: 4, batch: 3 })).toEqual({ decided: 4, failed: [], done: false });
  expect(await due(world.now)).toBe(waiting - 4);
  const seen: number[] = [];
  const rest = await world.clientele.tick({ batch: 3, onProgress: ({ decided }) => seen.push(decided) });
  expect(rest).toEqual({ decided: waiting - 4, failed: [], done: true });
  expect(seen.at(-1)).toBe(waiting - 4);
  expect(seen.length).toBe(Math.ceil((waiting - 4) / 3));
  expect(await world.clientele.tick()).toEqual({ decided: 0, failed: [], done: true });
});

test("leaves the rest to the next tick when a signal stops it", async () => {
  const world = openWorld({ concurrency: 1 });
  await world.clientele.track(["a", "b", "c", "d"].map((id) => order(id, 0)));
  world.now = START + 31 * DAY;
  const controller = new AbortController();
  const stopped = world.clientele.tick({
    batch: 2,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("Enough.")),
  });
  await expect(stopped).rejects.toThrow("Enough.");
  expect(await world.clientele.tick()).toMatchObject({ decided: 2, done: true });
});

test("keeps a customer whose plugin fails due and decides about the others", async () => {
  const world = openWorld();
  await world.clientele.track([order("ada", 0), order("bob", 0), order("eve", 0)]);
  world.now = START + 31 * DAY;
  const [segments, ...plugins] = world.plugins;
  const broken = world.beside({
    plugins: [
      ...plugins,
      {
        ...segments!,
        decide(input) {
          if (input.subject.id === "bob") throw new Error("Not today.");
          return segments!.decide(input);
        },
      },
    ],
  });
  expect(await broken.tick({ limit: 1, batch: 1 })).toMatchObject({ decided: 1, failed: [] });
  expect(await broken.tick({ limit: 1, batch: 1 })).toMatchObject({ decided: 1, failed: [{ customerId: "bob" }] });
  expect(await broken.tick()).toMatchObject({ decided: 0, failed: [{ customerId: "bob", code: "plugin_failed" }], done: true });
  expect(await world.clientele.tick()).toMatchObject({ decided: 1, failed: [], done: true });
});

test("ignores due documents of the host", async () => {
  const world = openWorld();
  const report = { kind: "host.report", id: "weekly", dueAt: new Date(START), value: null };
  await saveDocument(world.storage, CONTEXT, report, null);
  expect(await world.clientele.tick()).toEqual({ decided: 0, failed: [], done: true });
  expect((await world.storage.documents.due(CONTEXT, new Date(START), { limit: 5 })).items).toEqual([
    { kind: "host.report", id: "weekly", dueAt: new Date(START) },
  ]);
});

test("reports every change by time once, at its exact instant, however late the tick", async () => {
  const announce = async (days: number[]) => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    for (const day of days) {
      world.now = START + day * DAY;
      await world.clientele.tick();
    }
    const { items } = await world.storage.outbox.page(CONTEXT, { limit: 200 });
    return items
      .filter(({ type }) => type === "stage.changed" || type.startsWith("segment."))
      .map(({ id, payload }) => [id.replace(/@\d+$/, ""), (payload as { happenedAt: Date }).happenedAt]);
  };
  const often = await announce(Array.from({ length: 400 }, (_, day) => day));
  expect((await announce([400])).sort()).toEqual(often.sort());
  expect(often.length).toBe(6);
});

test("makes segments of a host's own schema due", async () => {
  const schema = defineSchema({});
  const set = defineSegments(
    { id: "own", segments: [{ id: "silent", rule: schema.rules.metric.timeSinceLast("page.viewed").atLeast({ days: 3 }) }] },
    { schema },
  );
  const world = openWorld({ plugins: [segmentsPlugin(set, { schema }), stagePlugin(retailLifecycle())], schema });
  await world.clientele.track(
    parseInteraction({ id: "v", customerId: "ada", type: "page.viewed", at: START, properties: { url: "/" } }),
  );
  world.now = START + 3 * DAY;
  expect(await world.clientele.tick()).toMatchObject({ decided: 1 });
  const { items } = await world.storage.outbox.page(CONTEXT, { limit: 10 });
  expect(items.map(({ type }) => type)).toContain("segment.entered");
});

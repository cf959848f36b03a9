import { readFileSync } from "node:fs";
import { retailChurnPolicy } from "clientele/churn";
import { retailLifecycle } from "clientele/lifecycle";
import { memoryStorage, readDocument, type StorageAdapter } from "clientele/storage";
import {
  type Clientele,
  type ClienteleOptions,
  riskPlugin,
  segmentsPlugin,
  stagePlugin,
  valuePlugin,
  WORKSPACE_KINDS,
  type WorkspacePlugin,
} from "clientele/workspace";
import { describe, expect, test } from "vitest";
import {
  CONTEXT,
  contentOf,
  DAY,
  factOf,
  listOf,
  openWorld,
  order,
  shopSchema,
  shopSegments,
  START,
  type World,
} from "../world.js";

/**
 * A snapshot that version 0.1 wrote, with its own names for what belongs to a plugin: five customers, one merged and one erased, a refresh
 * with its model, a second refresh that was stopped while it read the population, and messages that wait for delivery.
 */
const snapshot: unknown = JSON.parse(readFileSync(new URL("../../fixtures/workspace-0.1.json", import.meta.url), "utf8"));

const plugins: readonly WorkspacePlugin[] = [
  stagePlugin(retailLifecycle()),
  valuePlugin({ currency: "EUR", zone: "Europe/Berlin", table: "cn8" }),
  segmentsPlugin(shopSegments, { schema: shopSchema }),
  riskPlugin(retailChurnPolicy({ currency: "EUR" })),
];

function openStored(options: Partial<ClienteleOptions> = {}): World {
  const world = openWorld({ storage: memoryStorage({ snapshot }), plugins, concurrency: 1, ...options });
  world.now = START + 20 * DAY;
  return world;
}

/** The same calls with this version, up to the second refresh. */
async function replayed(): Promise<World> {
  const world = openWorld({ plugins, concurrency: 1 });
  const { clientele } = world;
  const email = { namespace: "email", value: "ada@example.com" };
  world.now = START + 10 * DAY;
  const facts = [order("ada", 1, 60_00), order("ada", 8, 70_00), order("bob", 2, 5_00), order("old", 3), order("gone", 4)];
  await clientele.track([...facts, order("kim", 9, 300_00)]);
  await clientele.identify({ customerId: "ada", identities: [email], update: { name: { given: "Ada" } } });
  await clientele.update("ada", { tags: ["vip"] });
  world.now = START + 11 * DAY;
  await clientele.refresh();
  await clientele.merge({ fromId: "old", intoId: "ada" });
  await clientele.erase("gone");
  world.now = START + 20 * DAY;
  await clientele.track(order("bob", 19, 40_00));
  return world;
}

/** Plugins that record with what each decision continued. */
function watched(seen: Map<string, { readonly state: unknown; readonly since: number | null }>): WorkspacePlugin[] {
  return plugins.map((plugin) => ({
    ...plugin,
    decide(input) {
      seen.set(plugin.id, { state: input.state, since: input.since });
      return plugin.decide(input);
    },
  }));
}

/** Views without the origin of facts, which version 0.1 did not keep. */
const viewsOf = async ({ clientele }: { readonly clientele: Clientele }) => {
  const views = await Promise.all(["ada", "bob", "kim", "old", "gone"].map((id) => clientele.view(id)));
  return views.map((view) => view && { ...view, timeline: view.timeline.map(({ originId: _, ...fact }) => fact) });
};

async function valueOf(storage: StorageAdapter, kind: string, id: string): Promise<Record<string, unknown>> {
  return (await readDocument(storage, CONTEXT, kind, id))!.value.value as Record<string, unknown>;
}

describe("what version 0.1 stored", () => {
  test("holds the plugins of a customer, a model, a mark and messages under the old names", async () => {
    const { storage } = openStored();
    expect(await valueOf(storage, WORKSPACE_KINDS.customerState, "bob")).toMatchObject({ rooms: [{}, {}, {}, {}] });
    expect(await valueOf(storage, WORKSPACE_KINDS.model, "value")).toMatchObject({ version: 1, room: 1 });
    expect(await valueOf(storage, WORKSPACE_KINDS.refresh, "current")).toMatchObject({ samples: [{ room: "value" }] });
    const { items } = await storage.outbox.page(CONTEXT, { limit: 200 });
    expect(items.filter(({ payload }) => "room" in (payload as object)).length).toBeGreaterThan(20);
  });

  test("leads to the same views as the same calls with this version", async () => {
    const views = await viewsOf(openStored());
    expect(views).toEqual(await viewsOf(await replayed()));
    expect(factOf(views[1]!, "value", "rfm-class")?.value).not.toBeNull();
    expect(views[3]?.customerId).toBe("ada");
    expect(views[4]).toBeNull();
  });

  test("is continued, not decided from scratch, one by one and in a list", async () => {
    const asOf = START + 20 * DAY;
    for (const facts of [[order("bob", 20)], [order("bob", 20), order("kim", 20)]]) {
      const seen = new Map<string, { readonly state: unknown; readonly since: number | null }>();
      const world = openStored({ plugins: watched(seen) });
      await world.clientele.track(facts);
      expect([...seen.keys()].sort()).toEqual(plugins.map(({ id }) => id).sort());
      for (const { state, since } of seen.values()) {
        expect(state).not.toBeNull();
        expect([asOf, START + 11 * DAY]).toContain(since);
      }
      const state = await valueOf(world.storage, WORKSPACE_KINDS.customerState, "bob");
      expect(state["plugins"]).toHaveLength(plugins.length);
      expect(state).not.toHaveProperty("rooms");
    }
  });

  test("is due for a tick at the stored instants", async () => {
    const [stored, fresh] = [openStored(), await replayed()];
    for (const world of [stored, fresh]) {
      world.now = START + 400 * DAY;
      expect(await world.clientele.tick()).toMatchObject({ decided: 3, failed: [], done: true });
    }
    expect(await viewsOf(stored)).toEqual(await viewsOf(fresh));
  });

  test("resumes the interrupted refresh from its sample", async () => {
    const world = openStored();
    const rows: string[] = [];
    const counting = plugins.map(
      (plugin): WorkspacePlugin =>
        plugin.fit === undefined
          ? plugin
          : {
              ...plugin,
              fit: {
                ...plugin.fit,
                row: (subject, asOf) => {
                  rows.push(subject.id);
                  return plugin.fit!.row(subject, asOf);
                },
              },
            },
    );
    expect(await world.beside({ plugins: counting }).refresh()).toEqual({
      fitted: ["value"],
      decided: 3,
      failed: [],
      failures: {},
      resumed: true,
    });
    expect(rows).toEqual(["kim"]);
    const model = await valueOf(world.storage, WORKSPACE_KINDS.model, "value");
    expect(model).toMatchObject({ version: 2, plugin: 1, customers: 3, sampled: 3 });
    expect(model).not.toHaveProperty("room");
    const fresh = await replayed();
    await fresh.clientele.refresh();
    expect(await valueOf(fresh.storage, WORKSPACE_KINDS.model, "value")).toEqual(model);
  });

  test("delivers waiting messages with the plugin under its present name", async () => {
    const world = openStored();
    const stored = (await world.storage.outbox.page(CONTEXT, { limit: 200 })).items;
    const delivered = await listOf(world.clientele.changes());
    expect(delivered.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
    expect(delivered.filter(({ payload }) => "room" in (payload as object))).toEqual([]);
    const decided = delivered.filter(({ type }) => type === "stage.changed");
    expect(decided.every(({ payload }) => (payload as { plugin: string }).plugin === "stage:retail")).toBe(true);
  });

  test("does not change messages of the host that look like those of 0.1", async () => {
    const world = openStored();
    await listOf(world.clientele.changes());
    const payloads = [{ room: 12 }, { room: "sea view" }, { room: "suite", plugin: "hotel" }];
    const messages = payloads.map((payload, index) => ({
      subject: "hotel",
      sequence: 1,
      part: index + 1,
      id: `booking:${index}`,
      type: "booked",
      at: new Date(START),
      payload,
    }));
    await world.storage.commit(CONTEXT, [{ messages }]);
    expect((await listOf(world.clientele.changes())).map(({ payload }) => payload)).toEqual(payloads);
  });

  test("is exported, merged and erased whole", async () => {
    const world = openStored();
    const bundle = await world.clientele.export("ada");
    expect(bundle.plugins.map(({ id }) => id).sort()).toEqual(plugins.map(({ id }) => id).sort());
    expect(bundle.mergedIds).toEqual(["old"]);
    await world.clientele.merge({ fromId: "bob", intoId: "ada" });
    expect(await world.clientele.erase("ada")).toMatchObject({ removed: { plugins: 4, interactions: 5 } });
    for await (const change of world.clientele.changes()) expect(change.id).toBeTruthy();
    expect(JSON.stringify(await contentOf(world.storage))).not.toContain("ada");
  });

  test("answers an audience over stored stages", async () => {
    const world = openStored();
    const rule = shopSchema.rules.state("stage:retail").isOneOf(["first-time", "repeat"]);
    const found = await listOf(world.clientele.audience(rule));
    expect(found.map(({ customerId }) => customerId)).toEqual(["ada", "bob", "kim"]);
  });
});

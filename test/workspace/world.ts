import { retailLifecycle } from "clientele/lifecycle";
import type { InteractionInput } from "clientele/models";
import { defineSchema } from "clientele/rules";
import { defineSegments } from "clientele/segments";
import { memoryStorage, type StorageAdapter, type StorageContext } from "clientele/storage";
import {
  type Actor,
  type Clientele,
  type ClienteleOptions,
  createClientele,
  type CustomerView,
  segmentsPlugin,
  stagePlugin,
  valuePlugin,
  type ViewFact,
  WORKSPACE_KINDS,
  type WorkspacePlugin,
} from "clientele/workspace";
import { punchCardPlugin } from "./punch-card-plugin.js";

export const DAY = 86_400_000;
export const START = Date.UTC(2026, 0, 1);
export const HOST: Actor = { id: "host", clearance: "sensitive" };
export const CONTEXT: StorageContext = { tenantId: "default" };

export const shopSchema = defineSchema({});
const { metric, attribute, state, all } = shopSchema.rules;

/** Segments over behavior, over the profile, and over what the other plugins write. */
export const shopSegments = defineSegments(
  {
    id: "shop",
    segments: [
      { id: "active", rule: metric.count("order.placed").last({ days: 30 }).atLeast(1) },
      { id: "vip", rule: attribute("tags").has("vip") },
      { id: "big-and-silent", rule: all(state("score:net-revenue").atLeast(100_00), state("stage:retail").equals("at-risk")) },
    ],
  },
  { schema: shopSchema },
);

export const shopThresholds = { recency: [30], frequency: [2], monetary: [50_00], unit: "day" } as const;

/** Three plugins of the package, and one that is written outside of it. */
export function shopPlugins(): WorkspacePlugin[] {
  return [
    segmentsPlugin(shopSegments, { schema: shopSchema }),
    valuePlugin({ currency: "EUR", zone: "Europe/Berlin", table: "cn8", thresholds: shopThresholds }),
    stagePlugin(retailLifecycle()),
    punchCardPlugin(),
  ];
}

/** A workspace with a clock that the test moves. */
export interface World {
  readonly clientele: Clientele;
  readonly storage: StorageAdapter;
  readonly plugins: readonly WorkspacePlugin[];
  now: number;
  /** Opens another workspace over the same storage and clock, as another process would. */
  beside(options?: Partial<ClienteleOptions>): Clientele;
}

/** Opens a workspace over memory, or over the given storage. */
export function openWorld(options: Partial<ClienteleOptions> = {}): World {
  let ids = 0;
  // Leases end by the clock of the test too.
  const storage = options.storage ?? memoryStorage({ monotonic: () => world.now });
  const plugins = options.plugins ?? shopPlugins();
  const world: Omit<World, "clientele"> = {
    storage,
    plugins,
    now: START,
    beside: (more: Partial<ClienteleOptions> = {}) =>
      createClientele({
        storage,
        plugins,
        actor: HOST,
        schema: shopSchema,
        clock: () => new Date(world.now),
        monotonic: () => world.now,
        newId: () => `id-${String(++ids).padStart(6, "0")}`,
        ...options,
        ...more,
      }),
  };
  return Object.assign(world, { clientele: world.beside() });
}

/** Returns an order, some days after the start. */
export function order(customerId: string, day: number, total = 10_00, id = `${customerId}:${day}`): InteractionInput {
  const properties = { orderId: id, total, currency: "EUR" };
  return { id, customerId, type: "order.placed", at: new Date(START + day * DAY), properties };
}

/** Returns a visit to a page, some days after the start. */
export function visit(customerId: string, day: number, id = `visit:${customerId}:${day}`): InteractionInput {
  return { id, customerId, type: "page.viewed", at: new Date(START + day * DAY), properties: { url: "/" } };
}

/** Reads everything that is stored except what differs between runs: versions, the audit log, the number of decisions. */
export async function contentOf(storage: StorageAdapter): Promise<unknown> {
  const all = async <Item>(read: (cursor: string | null) => Promise<{ items: readonly Item[]; next: string | null }>) => {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: readonly Item[]; next: string | null } = await read(cursor);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  };
  const documents = await all((cursor) => storage.documents.page(CONTEXT, { limit: 100, cursor }));
  return {
    customers: (await all((cursor) => storage.customers.page(CONTEXT, { limit: 100, cursor }))).map(({ value }) => value),
    interactions: await all((cursor) => storage.interactions.page(CONTEXT, { limit: 100, cursor })),
    documents: documents
      .map(({ value }) => value)
      .filter(({ kind }) => kind !== WORKSPACE_KINDS.audit && kind !== WORKSPACE_KINDS.merge)
      .map(({ kind, id, customerId, value }) => {
        const { revision: _, ...rest } = value as { readonly revision?: number };
        return { kind, id, customerId, value: rest };
      }),
    messages: await all((cursor) => storage.outbox.page(CONTEXT, { limit: 100, cursor })),
    due: await all((cursor) => storage.documents.due(CONTEXT, new Date(8.64e15), { limit: 100, cursor })),
  };
}

/** Reads the audit log. */
export async function auditOf(
  storage: StorageAdapter,
): Promise<{ action: string; customerId: string | null; actorId: string }[]> {
  const page = await storage.documents.page(CONTEXT, { kind: WORKSPACE_KINDS.audit, limit: 1_000 });
  return page.items.map(({ value }) => value.value as { action: string; customerId: string | null; actorId: string });
}

/** Collects a stream. */
export async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Finds a fact of a view by plugin and key. */
export function factOf(view: CustomerView | null, plugin: string, key: string): ViewFact | undefined {
  return view?.plugins.find(({ id }) => id === plugin)?.facts.find((fact) => fact.key === key);
}

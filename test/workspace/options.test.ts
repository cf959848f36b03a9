import { retailChurnPolicy } from "clientele/churn";
import { retailLifecycle } from "clientele/lifecycle";
import { memoryStorage } from "clientele/storage";
import {
  type CallOptions,
  type Clientele,
  type ClienteleOptions,
  createClientele,
  riskPlugin,
  segmentsPlugin,
  stagePlugin,
  valuePlugin,
} from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { HOST, listOf, openWorld, order, shopSchema, shopSegments, type World } from "./world.js";

type Options = Readonly<Record<string, unknown>>;

/** A function with its options: how to call it, values of a wrong kind, and correct options. */
interface Case {
  readonly name: string;
  readonly call: (options: Options, world: World) => unknown;
  readonly wrong: Options;
  readonly right: Options;
}

const rule = shopSchema.rules.attribute("tags").has("vip");
const identities = [{ namespace: "email", value: "ada@example.com" }];
const start: ClienteleOptions = { storage: memoryStorage(), plugins: [], actor: HOST };
const on = (run: (clientele: Clientele, options: never) => unknown) => (options: Options, world: World) =>
  run(world.clientele, options as never);

const operations: readonly Case[] = [
  { name: "track", call: on((it, options) => it.track(order("ada", 0), options)), wrong: { signal: 1 }, right: {} },
  { name: "track of a list", call: on((it, options) => it.track([order("ada", 0)], options)), wrong: { signal: "x" }, right: {} },
  {
    name: "identify",
    call: on((it, options) => it.identify({ identities }, options)),
    wrong: { reason: 1, source: "", at: "yesterday" },
    right: { reason: "asked" },
  },
  {
    name: "update",
    call: on((it, options) => it.update("ada", {}, options)),
    wrong: { reason: "", source: 1, at: {} },
    right: { at: 0 },
  },
  {
    name: "merge",
    call: on((it, options) => it.merge({ fromId: "bob", intoId: "ada" }, options)),
    wrong: { reason: 1 },
    right: { source: "form" },
  },
  { name: "erase", call: on((it, options) => it.erase("ada", options)), wrong: { reason: 1 }, right: { reason: "asked" } },
  { name: "export", call: on((it, options) => it.export("ada", options)), wrong: { reason: 1 }, right: { reason: "asked" } },
  {
    name: "view",
    call: on((it, options) => it.view("ada", options)),
    wrong: { limit: -1, locale: 1 },
    right: { limit: 0, locale: "zh" },
  },
  {
    name: "tick",
    call: on((it, options) => it.tick(options)),
    wrong: { asOf: "today", batch: 0, limit: 1.5, onProgress: true },
    right: { asOf: 0, batch: 1, limit: 1 },
  },
  {
    name: "refresh",
    call: on((it, options) => it.refresh(options)),
    wrong: { batch: 0, markEvery: "often", onProgress: 1 },
    right: { batch: 5 },
  },
  {
    name: "changes",
    call: on((it, options) => listOf(it.changes(options))),
    wrong: { after: 1, leaseMilliseconds: 0, batch: -1 },
    right: { after: ["a"], batch: 2 },
  },
  {
    name: "audience",
    call: on((it, options) => listOf(it.audience(rule, options))),
    wrong: { asOf: Number.NaN, batch: 0 },
    right: { batch: 2 },
  },
];

const makers: readonly Case[] = [
  {
    name: "createClientele",
    call: (options) => createClientele({ ...start, ...options } as ClienteleOptions),
    wrong: {
      storage: "memory",
      plugins: {},
      actor: { id: "" },
      schema: 1,
      unknown: "ignore",
      clock: new Date(),
      policies: { access: 1 },
      inventory: {},
      maxAttempts: 0,
      concurrency: 1.5,
      sampleSize: "all",
      hashKey: 1,
      newId: "id",
    },
    right: { unknown: "report", maxAttempts: 1 },
  },
  {
    name: "stagePlugin",
    call: (options) => stagePlugin(retailLifecycle(), options),
    wrong: { reads: "score:x", migrations: [1] },
    right: { reads: ["score:x"] },
  },
  {
    name: "segmentsPlugin",
    call: (options) => segmentsPlugin(shopSegments, { schema: shopSchema, ...options }),
    wrong: { schema: 1, names: { tags: "Tags" } },
    right: { names: { tags: { en: "Tags", zh: "标签" } } },
  },
  {
    name: "valuePlugin",
    call: (options) => valuePlugin({ currency: "EUR", zone: "UTC", ...options }),
    wrong: {
      currency: "euro",
      zone: "Mars",
      table: "twelve",
      thresholds: "medians",
    },
    right: { table: "cn8", thresholds: "quantiles" },
  },
  {
    name: "riskPlugin",
    call: (options) => riskPlugin(retailChurnPolicy({ currency: "EUR" }), options),
    wrong: { timeline: "" },
    right: { timeline: "score:other" },
  },
];

const CODES = ["invalid_option", "invalid_instant", "invalid_currency", "invalid_time_zone"];

async function openTracked(): Promise<World> {
  const world = openWorld();
  await world.clientele.track([order("ada", 0), order("bob", 0)]);
  return world;
}

describe.each([...operations, ...makers])("the options of $name", ({ call, wrong, right }) => {
  const ask = async (options: Options) => call(options, await openTracked());

  test("refuse an unknown name", async () => {
    await expect(ask({ ...right, nonsense: 1 })).rejects.toMatchObject({ code: "invalid_option", path: "nonsense" });
  });

  test("refuse every value of a wrong kind with its path", async () => {
    for (const [name, value] of Object.entries(wrong)) {
      const error = await ask({ ...right, [name]: value }).then(
        () => ({ code: "accepted", path: "" }),
        (thrown: unknown) => thrown as { code: string; path: string },
      );
      expect(CODES, `${name}: ${String(error)}`).toContain(error.code);
      expect(error.path.startsWith(name), `${name}: ${error.path}`).toBe(true);
    }
  });

  test("treat undefined as absent", async () => {
    const optional = Object.keys(wrong).filter(
      (name) => !["storage", "plugins", "actor", "schema", "currency", "zone"].includes(name),
    );
    await ask(right);
    await ask(Object.fromEntries(optional.map((name) => [name, undefined])));
  });
});

describe("mandatory options", () => {
  test.each<[string, () => unknown, string]>([
    ["createClientele without options", () => createClientele(undefined as never), "storage"],
    ["createClientele without plugins", () => createClientele({ ...start, plugins: undefined as never }), "plugins"],
    ["createClientele without an actor", () => createClientele({ ...start, actor: undefined as never }), "actor"],
    ["segmentsPlugin without a schema", () => segmentsPlugin(shopSegments, {} as never), "schema"],
    ["valuePlugin without a currency", () => valuePlugin({ zone: "UTC" } as never), "currency"],
    ["valuePlugin without options", () => valuePlugin(undefined as never), "currency"],
  ])("are refused by name: %s", (_, call, path) => {
    expect(call).toThrow(expect.objectContaining({ path }));
  });

  test("name the nearest option", () => {
    const misspelled = { ...start, maxAttempt: 3 } as ClienteleOptions;
    expect(() => createClientele(misspelled)).toThrow("`maxAttempt` is not an option here. Did you mean `maxAttempts`?");
  });
});

describe("requests", () => {
  test.each<[string, unknown]>([
    ["no identities", { identities: [] }],
    ["identities that are not a list", { identities: "a@example.com" }],
    ["an identity without a namespace", { identities: [{ value: "a" }] }],
    ["an identity with an unknown key", { identities: [{ namespace: "a", value: "b", type: "c" }] }],
    ["an unknown key", { identities, customer: "ada" }],
    ["nothing", undefined],
  ])("to identify are refused with %s", async (_, request) => {
    const { clientele } = openWorld();
    await expect(clientele.identify(request as never)).rejects.toMatchObject({ code: "invalid_option" });
  });

  test.each<[string, unknown]>([
    ["one customer", { fromId: "ada" }],
    ["nothing", undefined],
    ["an unknown key", { fromId: "ada", intoId: "bob", into: "eve" }],
  ])("to merge are refused with %s", async (_, request) => {
    const { clientele } = openWorld();
    await expect(clientele.merge(request as never)).rejects.toMatchObject({ code: "invalid_option" });
  });
});

describe("the option actor", () => {
  test.each(operations)("denies $name if it is present without an id", async ({ call }) => {
    for (const actor of [undefined, null, {}, { id: "", clearance: "sensitive" }, "host"]) {
      const refused = async () => call({ actor }, await openTracked());
      await expect(refused()).rejects.toMatchObject({ code: "access_denied", details: { reason: "no_actor" } });
    }
  });

  test("is the workspace's own if it is absent", async () => {
    const options: CallOptions = {};
    const world = await openTracked();
    expect(await world.clientele.view("ada", options)).not.toBeNull();
  });
});

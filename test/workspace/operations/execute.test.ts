import { memoryStorage, readDocument, type StorageAdapter } from "clientele/storage";
import { clearanceAccess, createClientele, WORKSPACE_KINDS, type WorkspacePlugin } from "clientele/workspace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../../fixtures/sql-databases.js";
import { holdingStorage } from "../holding-storage.js";
import { stampCardPlugin } from "../stamp-card-plugin.js";
import { CONTEXT, DAY, HOST, START } from "../world.js";

/** Opens a workspace with the stamp card alone, and gives every customer some orders. */
async function open(storage: StorageAdapter = memoryStorage(), customers: Readonly<Record<string, number>> = { ada: 4 }) {
  const world = { now: START };
  const workspace = () =>
    createClientele({ storage, plugins: [stampCardPlugin()], actor: HOST, clock: () => new Date(world.now), maxAttempts: 100 });
  const clientele = workspace();
  await clientele.track(
    Object.entries(customers).flatMap(([id, count]) => Array.from({ length: count }, (_, n) => order(id, n))),
  );
  return Object.assign(world, { clientele, storage, workspace });
}

const order = (customerId: string, number: number) => ({
  id: `${customerId}:${number}`,
  customerId,
  type: "order.placed",
  at: new Date(START - DAY + number),
  properties: { orderId: `${customerId}:${number}`, total: 10_00, currency: "EUR" },
});

const claim = (key: string, gift = "cup:5") => ({ plugin: "stamp-card", command: "claim", key, input: { gift } }) as const;

async function given(storage: StorageAdapter, gift: string): Promise<unknown> {
  const id = `stamp-card/${encodeURIComponent(gift)}`;
  const stored = await readDocument(storage, CONTEXT, WORKSPACE_KINDS.shared, id);
  return stored && (stored.value.value as { readonly content: { readonly given: number } }).content.given;
}

async function stamps({ clientele }: { readonly clientele: Awaited<ReturnType<typeof open>>["clientele"] }, id: string) {
  const { plugins } = await clientele.export(id);
  return plugins.find((plugin) => plugin.id === "stamp-card")?.state;
}

test("records what a command decides as facts, and decides about them", async () => {
  const world = await open();
  const result = await world.clientele.execute("ada", claim("r1"));
  expect(result).toMatchObject({ status: "done", customerId: "ada", repeated: false });
  expect(result.status === "done" && result.facts).toMatchObject([
    {
      id: "stamp-card/claim/r1/001",
      customerId: "ada",
      type: "gift.claimed",
      at: new Date(START),
      properties: { stamps: 3, gift: "cup:5" },
      command: { plugin: "stamp-card", name: "claim", key: "r1", facts: 1 },
    },
  ]);
  expect(await stamps(world, "ada")).toEqual({ stamps: 1, gifts: 1 });
  expect(await given(world.storage, "cup:5")).toBe(1);
});

test("gives a repeated request the result of the first, and changes nothing", async () => {
  const world = await open();
  const first = await world.clientele.execute("ada", claim("r1"));
  world.now += 10 * DAY;
  const again = await world.clientele.execute("ada", claim("r1"));
  expect(again).toEqual({ ...first, repeated: true });
  expect(await given(world.storage, "cup:5")).toBe(1);
});

test("refuses a key that was used for another input or another customer", async () => {
  const { clientele } = await open(memoryStorage(), { ada: 4, ben: 4 });
  await clientele.execute("ada", claim("r1"));
  const conflict = { code: "idempotency_conflict", details: { plugin: "stamp-card", command: "claim", key: "r1" } };
  await expect(clientele.execute("ada", claim("r1", "bag:5"))).rejects.toMatchObject(conflict);
  await expect(clientele.execute("ben", claim("r1"))).rejects.toMatchObject(conflict);
});

test("returns a refusal with its reason and the next instant, and writes nothing", async () => {
  const world = await open(memoryStorage(), { ada: 7, ben: 2 });
  await world.clientele.execute("ada", claim("r1"));
  const refused = await world.clientele.execute("ada", claim("r2"));
  expect(refused).toEqual({
    status: "refused",
    customerId: "ada",
    plugin: "stamp-card",
    code: "one_per_day",
    reason: { en: "One gift per day.", zh: "每天限领一份礼品。" },
    nextAt: new Date(START + DAY),
  });
  expect(await world.clientele.execute("ben", claim("r3"))).toMatchObject({ code: "too_few_stamps", nextAt: null });
  expect(await given(world.storage, "cup:5")).toBe(1);
  // A refusal does not use the key up.
  world.now += DAY;
  expect(await world.clientele.execute("ada", claim("r2"))).toMatchObject({ status: "done", repeated: false });
});

test("plans without writing on a dry run", async () => {
  const world = await open();
  const planned = await world.clientele.execute("ada", claim("r1"), { dryRun: true });
  expect(planned).toMatchObject({ status: "planned", facts: [{ type: "gift.claimed" }] });
  expect(await given(world.storage, "cup:5")).toBeNull();
  expect(await world.clientele.execute("ada", claim("r1"))).toMatchObject({ status: "done", repeated: false });
});

test("takes back what an order brought, once", async () => {
  const world = await open();
  const request = { orderId: "ada:2", key: "return-7" };
  expect(await world.clientele.unwindOrder("ada", request, { dryRun: true })).toMatchObject({ status: "planned" });
  expect(await stamps(world, "ada")).toEqual({ stamps: 4, gifts: 0 });
  expect(await world.clientele.unwindOrder("ada", request)).toMatchObject({
    status: "done",
    facts: [{ id: "stamp-card/unwind/return-7/001", type: "stamp.revoked", properties: { orderId: "ada:2" } }],
  });
  expect(await world.clientele.unwindOrder("ada", request)).toMatchObject({ status: "done", repeated: true });
  expect(await world.clientele.unwindOrder("ada", { orderId: "ada:2", key: "return-8" })).toMatchObject({ facts: [] });
  expect(await stamps(world, "ada")).toEqual({ stamps: 3, gifts: 0 });
});

test("lets the facts of a command follow everything that it has seen, also within one millisecond", async () => {
  const world = await open(memoryStorage(), { ada: 3 });
  const properties = { orderId: "z", total: 10_00, currency: "EUR" };
  // Comes after the fact of the command in the order of identifiers.
  await world.clientele.track({ id: "zzz", customerId: "ada", type: "order.placed", at: START, properties });
  const result = await world.clientele.execute("ada", claim("r1"));
  expect(result.status === "done" && result.facts[0]!.at).toEqual(new Date(START + 1));
});

test("serves a merged customer under either identifier, and keeps under which one a fact came", async () => {
  const world = await open(memoryStorage(), { ada: 2, old: 2 });
  await world.clientele.merge({ fromId: "old", intoId: "ada" });
  const result = await world.clientele.execute("old", claim("r1"));
  expect(result).toMatchObject({ status: "done", customerId: "ada", facts: [{ customerId: "ada", originId: "old" }] });
  expect(await world.clientele.execute("ada", claim("r1"))).toMatchObject({ repeated: true });
  const { history: interactions } = await world.clientele.export("ada");
  expect(interactions.map(({ id, originId }) => [id, originId])).toEqual([
    ["ada:0", undefined],
    ["old:0", "old"],
    ["ada:1", undefined],
    ["old:1", "old"],
    ["stamp-card/claim/r1/001", "old"],
  ]);
  // A fact that comes again under the absorbed identifier is the same fact.
  expect(await world.clientele.track(order("old", 1))).toMatchObject({ appended: 0, repeated: 1 });
});

test("refuses commands about nobody, about an erased customer, and unknown ones", async () => {
  const { clientele } = await open();
  await expect(clientele.execute("eve", claim("r1"))).rejects.toMatchObject({ code: "unknown_customer" });
  await clientele.erase("ada");
  await expect(clientele.execute("ada", claim("r1"))).rejects.toMatchObject({ code: "erased_customer" });
  const misspelled = { ...claim("r1"), command: "clam" } as never;
  await expect(clientele.execute("ada", misspelled)).rejects.toMatchObject({
    code: "unknown_command",
    details: { known: ["claim"] },
  });
  const elsewhere = { ...claim("r1"), plugin: "card" } as never;
  await expect(clientele.execute("ada", elsewhere)).rejects.toMatchObject({ details: { known: ["stamp-card"] } });
  const malformed = { ...claim("r1"), input: { gift: 5 } } as never;
  await expect(clientele.execute("ada", malformed)).rejects.toMatchObject({
    code: "invalid_input",
    details: { problems: [{ path: "input.gift" }] },
  });
  await expect(clientele.execute("ada", { ...claim("r1"), keys: "r1" } as never)).rejects.toMatchObject({
    code: "invalid_option",
  });
});

test("asks the access policy about the command, and fails closed", async () => {
  const { storage } = await open();
  const access = {
    ...clearanceAccess,
    may: (request: Parameters<typeof clearanceAccess.may>[0]) =>
      request.command?.name === "claim" && request.actor.roles?.includes("clerk") !== true
        ? { allowed: false, reason: "not_a_clerk" }
        : clearanceAccess.may(request),
  };
  const clientele = createClientele({
    storage,
    plugins: [stampCardPlugin()],
    actor: HOST,
    policies: { access },
    clock: () => new Date(START),
  });
  await expect(clientele.execute("ada", claim("r1"))).rejects.toMatchObject({
    code: "access_denied",
    details: { reason: "not_a_clerk" },
  });
  await expect(clientele.execute("ada", claim("r1"), { actor: undefined as never })).rejects.toMatchObject({
    code: "access_denied",
  });
  const plain = createClientele({ storage, plugins: [], actor: HOST, clock: () => new Date(START) });
  const nobody = { id: "nobody", clearance: "none" as never };
  const unwind = plain.unwindOrder("ada", { orderId: "ada:0", key: "u1" }, { actor: nobody });
  await expect(unwind).rejects.toMatchObject({ code: "access_denied" });
  const clerk = { id: "clerk", clearance: "internal", roles: ["clerk"] } as const;
  expect(await clientele.execute("ada", claim("r1"), { actor: clerk })).toMatchObject({ status: "done" });
  const { items } = await storage.documents.page(CONTEXT, { kind: WORKSPACE_KINDS.audit, limit: 10 });
  expect(items.map(({ value }) => value.value)).toContainEqual({
    at: new Date(START),
    actorId: "clerk",
    action: "execute",
    customerId: "ada",
    details: { plugin: "stamp-card", command: "claim", interactions: 1 },
  });
});

test("lets customers of one batch share a stock, each after the other", async () => {
  const customers = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`c${n}`, 3]));
  const { clientele, storage } = await open(memoryStorage(), customers);
  let commits = 0;
  const counting: StorageAdapter = { ...storage, commit: (...all) => (commits++, storage.commit(...all)) };
  const gathered = createClientele({
    storage: counting,
    plugins: [stampCardPlugin()],
    actor: HOST,
    clock: () => new Date(START),
    concurrency: 1,
  });
  const results = await Promise.all(Object.keys(customers).map((id) => gathered.execute(id, claim(`r:${id}`))));
  expect(results.map((result) => (result.status === "refused" ? result.code : result.status)).sort()).toEqual([
    ...Array.from({ length: 5 }, () => "done"),
    ...Array.from({ length: 15 }, () => "out_of_stock"),
  ]);
  expect(await given(storage, "cup:5")).toBe(5);
  expect(commits).toBe(1);
  void clientele;
});

test("decides a refusal again if what it was based on was not committed", async () => {
  const { clientele, storage, workspace } = await open(memoryStorage(), { ada: 3, ben: 3, cem: 3 });
  const holding = holdingStorage(storage, "commit");
  const slow = createClientele({
    storage: holding.storage,
    plugins: [stampCardPlugin()],
    actor: HOST,
    clock: () => new Date(START),
    concurrency: 1,
  });
  // Ada takes the last cup; ben is told that none is left. Before that is written, ada loses her stamps.
  const both = Promise.all([slow.execute("ada", claim("r:ada", "cup:1")), slow.execute("ben", claim("r:ben", "cup:1"))]);
  await holding.arrived;
  await workspace().unwindOrder("ada", { orderId: "ada:0", key: "u1" });
  holding.release();
  expect(await both).toMatchObject([{ code: "too_few_stamps" }, { status: "done" }]);
  void clientele;
});

test("refuses a shared document without transactions", async () => {
  const { storage } = await open();
  const plain: StorageAdapter = { ...storage, capabilities: { ...storage.capabilities, transactions: false } };
  const clientele = createClientele({ storage: plain, plugins: [stampCardPlugin()], actor: HOST, clock: () => new Date(START) });
  await expect(clientele.execute("ada", claim("r1"))).rejects.toMatchObject({ code: "transactions_required" });
  expect(await clientele.unwindOrder("ada", { orderId: "ada:0", key: "u1" })).toMatchObject({ status: "done" });
});

test("refuses a command that breaks its own declaration, and writes nothing", async () => {
  const { storage } = await open();
  const card = stampCardPlugin();
  const claiming = (change: Record<string, unknown>) =>
    createClientele({
      storage,
      plugins: [{ ...card, commands: { claim: { ...card.commands.claim, ...change } } } as WorkspacePlugin],
      actor: HOST,
      clock: () => new Date(START),
    }).execute("ada", claim("r1"));
  const problems: [Record<string, unknown>, string][] = [
    [{ decide: () => null }, "must return `facts`"],
    [{ decide: () => ({}) }, "must return `facts`"],
    [{ decide: () => ({ refused: { code: "no" } }) }, "must return `facts`"],
    [{ decide: () => ({ facts: [] }) }, "decided no facts"],
    [{ decide: () => ({ facts: [{ type: "gift.clamed" }] }) }, '"gift.clamed"'],
    [{ decide: () => ({ facts: [{ type: "gift.claimed", properties: { stamps: 0.5 } }] }) }, "invalid fact"],
    [{ decide: () => ({ facts: [{ type: "gift.claimed" }], shared: { other: 1 } }) }, '"other"'],
    [{ needs: () => ({ shared: "cup" }) }, "`needs`"],
  ];
  for (const [change, problem] of problems)
    await expect(claiming(change), problem).rejects.toMatchObject({
      code: "invalid_plugin",
      details: { problem: expect.stringContaining(problem) as unknown },
    });
  for (const decide of [
    () => {
      throw new Error("broken");
    },
    () => ({ facts: [{ type: "gift.claimed" }], shared: { "cup:5": () => 1 } }),
  ])
    await expect(claiming({ decide })).rejects.toMatchObject({ code: "plugin_failed" });
  expect(await given(storage, "cup:5")).toBeNull();
});

test("refuses a shared document that a newer version of the plugin wrote", async () => {
  const { clientele, storage } = await open(memoryStorage(), { ada: 3, ben: 3 });
  await clientele.execute("ada", claim("r1"));
  const key = { kind: WORKSPACE_KINDS.shared, id: `stamp-card/${encodeURIComponent("cup:5")}` };
  const stored = (await readDocument(storage, CONTEXT, key.kind, key.id))!;
  const newer = { value: { version: 2, content: { left: 4 } } };
  await storage.commit(CONTEXT, [{ documents: [{ ...key, document: newer, expected: stored.version }] }]);
  await expect(clientele.execute("ben", claim("r2"))).rejects.toMatchObject({
    code: "newer_state",
    details: { found: 2, supported: 1 },
  });
});

describe.each(testDatabases)("over $name", ({ open: openDatabase }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  }, 60_000);
  afterAll(() => database.remove());

  test("costs one read and one commit, with the document that customers share", async () => {
    const { clientele } = await open(database.storage, { zoe: 4 });
    database.statements.length = 0;
    expect(await clientele.execute("zoe", claim("zoe", "pen:9"))).toMatchObject({ status: "done" });
    expect(database.statements.length).toBeLessThanOrEqual({ postgres: 2, mysql: 9, sqlite: 9 }[database.dialect]);
  });

  test("gives a stock away exactly once with four workspaces at once", { timeout: 60_000 }, async () => {
    const ids = Array.from({ length: 24 }, (_, n) => `c${n}`);
    const { workspace, storage } = await open(database.storage, Object.fromEntries(ids.map((id) => [id, 3])));
    const workspaces = Array.from({ length: 4 }, workspace);
    const results = await Promise.all(
      ids.flatMap((id, n) => [0, 1].map((again) => workspaces[(n + again) % 4]!.execute(id, claim(`r:${id}`, "mug:7")))),
    );
    // Each request was sent twice, through two workspaces: both have the same result.
    const done = ids.filter((_, n) => results[2 * n]!.status === "done");
    for (const [n] of ids.entries()) expect(results[2 * n]!.status).toBe(results[2 * n + 1]!.status);
    expect(done).toHaveLength(7);
    expect(await given(storage, "mug:7")).toBe(7);
    const { items } = await storage.interactions.page(CONTEXT, { limit: 1_000 });
    const claimed = items.filter(({ type, properties }) => type === "gift.claimed" && properties["gift"] === "mug:7");
    expect(claimed).toHaveLength(7);
  });
});

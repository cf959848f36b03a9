import {
  type ChangeSet,
  type ClaimedSubject,
  memoryStorage,
  type Page,
  type StorageAdapter,
  type StorageContext,
  type Version,
} from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../../fixtures/sql-databases.js";

// The memory storage is compared with a naive model of its own (test/storage/memory); here it is the model.

const HOUR = 3_600_000;

const id = fc.constantFrom("a", "B", "b", "é", "ﬁ", "😀", "__proto__", "a'\\\"{},");
const owner = fc.constantFrom("c1", "c2", "__proto__");
const kind = fc.constantFrom("k", "K", "kk");
const note = fc.constantFrom("x", "y", "NULL", '\\"{}');
const at = fc.integer({ min: -3, max: 3 });
const few = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 3 });
const isCurrent = fc.integer({ min: 0, max: 11 }).map((number) => number > 0);

/** A change set without versions and sequences, which are known only when it runs. */
const draft = fc.record({
  customers: few(fc.record({ id, note: fc.option(note, { freq: 3 }), isCurrent })),
  documents: few(
    fc.record({
      kind,
      id,
      content: fc.option(fc.record({ customerId: fc.option(owner), dueAt: fc.option(at), value: note }), { freq: 3 }),
      isCurrent,
    }),
  ),
  checks: few(fc.record({ kind, id, isCurrent })),
  interactions: few(fc.record({ id, customerId: owner, at, note })),
  messages: few(fc.record({ subject: id, step: fc.integer({ min: 1, max: 2 }), parts: fc.integer({ min: 1, max: 2 }) })),
});
type Draft = typeof draft extends fc.Arbitrary<infer Value> ? Value : never;

/** The storage, the model, and what both need to be told the same. */
interface World {
  readonly database: TestDatabase;
  readonly model: StorageAdapter;
  readonly clock: { now: number };
  readonly context: StorageContext;
  readonly sequences: Map<string, number>;
  /** Claims of the storage and of the model, some of them lost by now. */
  readonly claims: { readonly own: ClaimedSubject; readonly theirs: ClaimedSubject }[];
}

let committed = 0;
let conflicts = 0;
let acknowledged = 0;

/** Returns the drafts as change sets of a storage. A key occurs once. */
async function changeSets(
  storage: StorageAdapter,
  { context, sequences }: World,
  drafts: readonly Draft[],
  histories: readonly string[],
): Promise<ChangeSet[]> {
  const seen = new Set<string>();
  const fresh = (...key: string[]): boolean => seen.size < seen.add(JSON.stringify(key)).size;
  const unique = drafts.map((one) => ({
    customers: one.customers.filter((change) => fresh("customer", change.id)),
    documents: one.documents.filter((change) => fresh("document", change.kind, change.id)),
    checks: one.checks.filter((check) => fresh("document", check.kind, check.id)),
    interactions: one.interactions.filter((interaction) => fresh("interaction", interaction.id)),
    messages: one.messages.filter(({ subject }) => fresh("message", subject)),
  }));
  const keys = unique.flatMap(({ documents, checks }) => [...documents, ...checks]);
  const found = await storage.read(context, {
    customers: unique.flatMap(({ customers }) => customers.map((change) => change.id)),
    documents: keys,
  });
  const versions = {
    customers: found.customers.map((stored) => stored?.version ?? null),
    documents: found.documents.map((stored) => stored?.version ?? null),
  };
  const next = (list: keyof typeof versions, current: boolean): Version | null => {
    const version = versions[list].shift()!;
    return current ? version : "stale";
  };
  return unique.map(({ customers, documents, checks, interactions, messages }) => ({
    customers: customers
      .map((change) => ({
        id: change.id,
        customer: change.note === null ? null : customerOf({ id: change.id, source: change.note }),
        expected: next("customers", change.isCurrent),
      }))
      .filter(({ customer, expected }) => customer !== null || expected !== null),
    documents: documents
      .map(({ content, isCurrent: current, ...key }) => {
        const document = content && { ...content, dueAt: content.dueAt === null ? null : new Date(content.dueAt) };
        return { ...key, document, expected: next("documents", current) };
      })
      .filter(({ document, expected }) => document !== null || expected !== null),
    checks: checks
      .map(({ isCurrent: current, ...key }) => ({ ...key, expected: next("documents", current)! }))
      .filter(({ expected }) => expected !== null),
    interactions: interactions.map((one) => interactionOf({ ...one, at: new Date(one.at), source: one.note })),
    removeHistories: histories,
    messages: messages.flatMap(({ subject, step, parts }) =>
      Array.from({ length: parts }, (_, part) => {
        const sequence = (sequences.get(subject) ?? 0) + step;
        return {
          subject,
          sequence,
          part: part + 1,
          id: `${subject} ${sequence}`,
          type: "t",
          at: new Date(0),
          payload: [subject],
        };
      }),
    ),
  }));
}

async function commit(world: World, drafts: readonly Draft[], histories: readonly string[]): Promise<void> {
  const { database, model, context, sequences } = world;
  const sets = await changeSets(database.storage, world, drafts, histories);
  const outcomes = await database.storage.commit(context, sets);
  const wanted = await model.commit(context, await changeSets(model, world, drafts, histories));
  expect(outcomes.map(({ ok }) => ok)).toEqual(wanted.map(({ ok }) => ok));
  sets.forEach(({ messages = [] }, position) => {
    if (outcomes[position]!.ok) for (const { subject, sequence } of messages) sequences.set(subject, sequence);
  });
  const succeeded = outcomes.filter(({ ok }) => ok).length;
  committed += succeeded;
  conflicts += outcomes.length - succeeded;
}

/** Runs a read on both storages and compares the results, except for versions, which are their own. */
async function same(world: World, read: (storage: StorageAdapter, context: StorageContext) => Promise<unknown>): Promise<void> {
  const withoutVersions = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (key, field: unknown) => (key === "version" && typeof field === "string" ? "" : field));
  const [own, theirs] = [await read(world.database.storage, world.context), await read(world.model, world.context)];
  expect(withoutVersions(own)).toEqual(withoutVersions(theirs));
}

/** Reads all pages. */
async function walk<Item>(read: (cursor: string | null) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await read(cursor);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

async function compareLists(world: World, limit: number): Promise<void> {
  await same(world, ({ customers }, context) => walk((cursor) => customers.page(context, { limit, cursor })));
  await same(world, ({ interactions }, context) => walk((cursor) => interactions.page(context, { limit, cursor })));
  await same(world, ({ outbox }, context) => walk((cursor) => outbox.page(context, { limit, cursor })));
  await same(world, ({ documents }, context) => walk((cursor) => documents.page(context, { limit, cursor, customerId: "c1" })));
  for (const one of [undefined, "k", "kk"]) {
    await same(world, ({ documents }, context) => walk((cursor) => documents.page(context, { limit, cursor, kind: one })));
    await same(world, ({ documents }, context) =>
      walk((cursor) => documents.due(context, new Date(2), { limit, cursor, kind: one })),
    );
  }
}

const READ_IDS = ["a", "😀", "nobody", "a", "__proto__", "\u0000"];

async function compareRead(world: World, limits: readonly number[]): Promise<void> {
  await same(world, (storage, context) =>
    storage.read(context, {
      customers: READ_IDS,
      documents: READ_IDS.flatMap((one) => ["kk", "k", "none"].map((ofKind) => ({ kind: ofKind, id: one }))),
      interactions: READ_IDS,
      histories: limits.flatMap((limit) => [
        { customerId: "c1", limit },
        { customerId: "__proto__", limit, from: new Date(0) },
      ]),
    }),
  );
}

async function claim(world: World): Promise<void> {
  const { database, model, context, claims } = world;
  const request = { leaseMilliseconds: HOUR, limit: 100 };
  const bySubject = (subjects: readonly ClaimedSubject[]) =>
    subjects.toSorted((left, right) => (left.subject < right.subject ? -1 : 1));
  const own = bySubject(await database.storage.outbox.claim(context, request));
  const theirs = bySubject(await model.outbox.claim(context, request));
  const contentOf = ({ subject, attempt, messages }: ClaimedSubject) => ({ subject, attempt, messages });
  expect(own.map(contentOf)).toEqual(theirs.map(contentOf));
  own.forEach((subject, position) => void claims.push({ own: subject, theirs: theirs[position]! }));
}

/** Acknowledges claims, lost ones too, through the first or the last sequence that was claimed. */
async function acknowledge({ database, model, context, claims }: World, all: boolean): Promise<void> {
  const of = (side: "own" | "theirs") =>
    claims.map((pair) => {
      const { subject, lease, messages } = pair[side];
      return { subject, lease, through: messages.at(all ? -1 : 0)!.sequence };
    });
  const results = await database.storage.outbox.acknowledge(context, of("own"));
  expect(results).toEqual(await model.outbox.acknowledge(context, of("theirs")));
  acknowledged += results.filter((result) => result === "acknowledged").length;
}

/** Lets all leases expire. */
async function expire({ database, clock, context }: World): Promise<void> {
  clock.now += 2 * HOUR;
  const table = database.schema === undefined ? sql.id("clientele_queue") : sql.id(database.schema, "clientele_queue");
  await sql`update ${table} set ready_at = 0 where tenant_id = ${context.tenantId}`.execute(database.kysely);
}

const step = fc.oneof(
  {
    arbitrary: fc.array(draft, { minLength: 1, maxLength: 3 }).map((drafts) => (world: World) => commit(world, drafts, [])),
    weight: 6,
  },
  // Alone in its call: whether a set sees what another one of the call removes is not promised.
  {
    arbitrary: fc.tuple(draft, owner).map(
      ([one, removed]) =>
        (world: World) =>
          commit(world, [one], [removed]),
    ),
    weight: 2,
  },
  { arbitrary: fc.constantFrom(1, 2, 50).map((limit) => (world: World) => compareLists(world, limit)), weight: 1 },
  {
    arbitrary: fc.array(fc.constantFrom(1, 2, 9), { maxLength: 3 }).map((limits) => (world: World) => compareRead(world, limits)),
    weight: 2,
  },
  { arbitrary: fc.constant(claim), weight: 2 },
  { arbitrary: fc.boolean().map((all) => (world: World) => acknowledge(world, all)), weight: 2 },
  { arbitrary: fc.constant(expire), weight: 1 },
);

describe.each(testDatabases)("SQL storage on $name", ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  test("agrees with the memory storage after any sequence of commits, reads, claims and acknowledgements", async () => {
    committed = conflicts = acknowledged = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const clock = { now: 0 };
        const model = memoryStorage({ monotonic: () => clock.now });
        const context = { tenantId: `run ${++runs}` };
        const world: World = { database, model, clock, context, sequences: new Map(), claims: [] };
        for (const run of steps) await run(world);
        await compareLists(world, 3);
        await compareRead(world, [1, 4]);
      }),
      { numRuns: 60 },
    );
    // Otherwise the sequences show little.
    expect(Math.min(committed, conflicts, acknowledged)).toBeGreaterThan(50);
  });
});

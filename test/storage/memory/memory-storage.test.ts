import { type MemoryStorage, memoryStorage, type StorageContext, type Version } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

/**
 * A naive model: flat lists that are searched completely and sorted by code point on every read. It shares no code with the
 * memory storage, so a mistake in indexes, views or cursors shows as a difference.
 */
interface Model {
  customers: { id: string; note: string; version: Version }[];
  facts: { id: string; customerId: string; at: number; note: string }[];
  messages: { id: string; at: number; note: string; heldBy: string | null; heldUntil: number; attempts: number }[];
  schedule: { key: string; at: number }[];
}

interface Real {
  storage: MemoryStorage;
  readonly context: StorageContext;
}

type Command = fc.AsyncCommand<Model, Real>;

const emptyModel = (): Model => ({ customers: [], facts: [], messages: [], schedule: [] });

/** Compares code point by code point: slower than the comparison of the kernel, but obviously correct. */
function byCodePoint(left: string, right: string): number {
  const [lefts, rights] = [Array.from(left, (c) => c.codePointAt(0)!), Array.from(right, (c) => c.codePointAt(0)!)];
  for (let index = 0; index < Math.min(lefts.length, rights.length); index++) {
    if (lefts[index] !== rights[index]) return lefts[index]! - rights[index]!;
  }
  return lefts.length - rights.length;
}

const byTime = (left: { at: number; id: string }, right: { at: number; id: string }): number =>
  left.at - right.at || byCodePoint(left.id, right.id);

const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run,
  toString: () => name,
});

async function save(model: Model, { storage, context }: Real, id: string, note: string, fresh: boolean): Promise<boolean> {
  const known = model.customers.find((customer) => customer.id === id);
  const expected = fresh ? (known?.version ?? null) : "stale";
  const saved = await storage.customers.save(context, customerOf({ id, source: note }), expected);
  expect(saved.ok).toBe(fresh);
  if (!saved.ok) expect(saved.actual).toBe(known?.version ?? null);
  else {
    expect(saved.version).not.toBe(known?.version);
    model.customers = [...model.customers.filter((customer) => customer.id !== id), { id, note, version: saved.version }];
  }
  return saved.ok;
}

async function append(model: Model, { storage, context }: Real, fact: Model["facts"][number]): Promise<void> {
  const known = model.facts.find(({ id }) => id === fact.id);
  const same = known !== undefined && JSON.stringify(known) === JSON.stringify(fact);
  const interaction = interactionOf({ id: fact.id, customerId: fact.customerId, at: new Date(fact.at), source: fact.note });
  const results = await storage.interactions.append(context, [interaction]);
  expect(results).toEqual([known === undefined ? "appended" : same ? "repeated" : "conflict"]);
  if (known === undefined) model.facts.push(fact);
}

const id = fc.constantFrom("a", "b", "B", "é", "ﬁ", "😀", "__proto__");
const note = fc.constantFrom("x", "y");
const at = fc.integer({ min: -3, max: 3 });
const fact = fc.record({ id, customerId: fc.constantFrom("c1", "c2"), at, note });

/** Writes that run on their own and in a transaction. */
type Write = (model: Model, real: Real) => Promise<void>;
const write: fc.Arbitrary<[string, Write]> = fc.oneof(
  fc
    .tuple(id, note, fc.boolean())
    .map(([i, n, fresh]): [string, Write] => [
      `save ${i} ${n} ${fresh ? "" : "stale"}`,
      async (model, real) => void (await save(model, real, i, n, fresh)),
    ]),
  id.map((i): [string, Write] => [
    `remove ${i}`,
    async (model, { storage, context }) => {
      const known = model.customers.find((customer) => customer.id === i);
      const removed = await storage.customers.remove(context, i, known?.version ?? "none");
      expect(removed.ok).toBe(known !== undefined);
      model.customers = model.customers.filter((customer) => customer !== known);
    },
  ]),
  fact.map((one): [string, Write] => [`append ${JSON.stringify(one)}`, (model, real) => append(model, real, one)]),
  fc.constantFrom("c1", "c2").map((customerId): [string, Write] => [
    `forget ${customerId}`,
    async (model, { storage, context }) => {
      const kept = model.facts.filter((one) => one.customerId !== customerId);
      expect(await storage.interactions.removeHistory(context, customerId)).toBe(model.facts.length - kept.length);
      model.facts = kept;
    },
  ]),
  fc.tuple(id, at, note).map(([i, when, n]): [string, Write] => [
    `enqueue ${i} ${when} ${n}`,
    async (model, { storage, context }) => {
      const known = model.messages.find((message) => message.id === i);
      const result = known === undefined ? "appended" : known.at === when && known.note === n ? "repeated" : "conflict";
      expect(await storage.outbox.enqueue(context, [{ id: i, type: "t", at: new Date(when), payload: n }])).toEqual([result]);
      if (known === undefined) model.messages.push({ id: i, at: when, note: n, heldBy: null, heldUntil: 0, attempts: 0 });
    },
  ]),
  fc.tuple(at, fc.integer({ min: 1, max: 3 })).map(([now, limit]): [string, Write] => [
    `claim ${limit} at ${now}`,
    async (model, { storage, context }) => {
      const free = model.messages
        .filter(({ heldBy, heldUntil }) => heldBy === null || heldUntil <= now)
        .sort(byTime)
        .slice(0, limit);
      const claimed = await storage.outbox.claim(context, { now: new Date(now), leaseMilliseconds: 2, limit });
      expect(claimed.map(({ message, attempt }) => [message.id, attempt])).toEqual(free.map((one) => [one.id, one.attempts + 1]));
      free.forEach((one, index) => {
        Object.assign(one, { heldBy: claimed[index]!.lease, heldUntil: now + 2, attempts: one.attempts + 1 });
      });
    },
  ]),
  fc.tuple(id, fc.boolean()).map(([i, good]): [string, Write] => [
    `acknowledge ${i} ${good ? "" : "with a bad lease"}`,
    async (model, { storage, context }) => {
      const known = model.messages.find((message) => message.id === i && message.heldBy !== null && good);
      const results = await storage.outbox.acknowledge(context, [{ id: i, lease: known?.heldBy ?? "none" }]);
      expect(results).toEqual([known === undefined ? "lost" : "acknowledged"]);
      model.messages = model.messages.filter((message) => message !== known);
    },
  ]),
  fc.tuple(id, fc.option(at)).map(([key, when]): [string, Write] => [
    `schedule ${key} ${when}`,
    async (model, { storage, context }) => {
      await storage.schedule.set(context, key, when === null ? null : new Date(when));
      model.schedule = model.schedule.filter((entry) => entry.key !== key);
      if (when !== null) model.schedule.push({ key, at: when });
    },
  ]),
);

/** Compares everything that can be read with the model. */
async function compare(model: Model, { storage, context }: Real, limit = 2): Promise<void> {
  const walk = async <Item>(
    read: (cursor: string | null) => Promise<{ items: readonly Item[]; next: string | null }>,
  ): Promise<Item[]> => {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: readonly Item[]; next: string | null } = await read(cursor);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  };
  const customers = await walk((cursor) => storage.customers.page(context, { limit, cursor }));
  const expected = model.customers.toSorted((left, right) => byCodePoint(left.id, right.id));
  expect(customers.map(({ value, version }) => ({ id: value.id, note: value.source, version }))).toEqual(expected);
  for (const customerId of ["c1", "c2"]) {
    const own = model.facts.filter((one) => one.customerId === customerId && one.at >= -1 && one.at < 3).sort(byTime);
    const range = { limit, from: new Date(-1), to: new Date(3) };
    const history = await walk((cursor) => storage.interactions.history(context, customerId, { ...range, cursor }));
    expect(history.map((one) => one.id)).toEqual(own.map((one) => one.id));
    const newest = await walk((cursor) =>
      storage.interactions.history(context, customerId, { ...range, cursor, direction: "newest-first" }),
    );
    expect(newest.map((one) => one.id)).toEqual(own.map((one) => one.id).reverse());
  }
  const facts = await walk((cursor) => storage.interactions.page(context, { limit, cursor }));
  expect(facts.map((one) => one.id)).toEqual(model.facts.toSorted(byTime).map((one) => one.id));
  const messages = await walk((cursor) => storage.outbox.page(context, { limit, cursor }));
  expect(messages.map(({ id, payload }) => [id, payload])).toEqual(
    model.messages.toSorted(byTime).map((one) => [one.id, one.note]),
  );
  const due = await walk((cursor) => storage.schedule.due(context, new Date(2), { limit, cursor }));
  const entries = model.schedule.filter((one) => one.at <= 2);
  expect(due.map(({ key, at: when }) => [key, when.getTime()])).toEqual(
    entries.toSorted((left, right) => left.at - right.at || byCodePoint(left.key, right.key)).map((one) => [one.key, one.at]),
  );
}

const commands = fc.commands(
  [
    write.map(([name, run]) => command(name, run)),
    fc.constantFrom(1, 2, 3).map((limit) => command(`compare, ${limit} per page`, (model, real) => compare(model, real, limit))),
    fc.constant(
      command("restart from a snapshot", async (_, real) => {
        real.storage = memoryStorage({ snapshot: JSON.parse(JSON.stringify(real.storage.snapshot())) });
      }),
    ),
    fc.tuple(fc.array(write, { maxLength: 6 }), fc.constantFrom("commit", "throw", "conflict")).map(([writes, end]) =>
      command(`run [${writes.map(([name]) => name).join(", ")}] and ${end}`, async (model, real) => {
        const inner = structuredClone(model);
        const run = real.storage.unitOfWork.run<null>(real.context, async (inside) => {
          for (const [, one] of writes) await one(inner, { storage: real.storage, context: inside });
          await compare(inner, { storage: real.storage, context: inside });
          await compare(model, real);
          if (end === "throw") throw new RangeError("rolled back");
          return end === "commit" ? { ok: true, value: null } : { ok: false, reason: "conflict" };
        });
        if (end === "throw") await expect(run).rejects.toThrow("rolled back");
        else expect((await run).ok).toBe(end === "commit");
        if (end === "commit") Object.assign(model, inner);
      }),
    ),
  ],
  { size: "medium" },
);

test("the memory storage agrees with a naive model after any sequence of calls, transactions and restarts", async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const setup = () => ({ model: emptyModel(), real: { storage: memoryStorage(), context: { tenantId: "shop" } } });
      let last: { model: Model; real: Real } | undefined;
      await fc.asyncModelRun(() => {
        last = setup();
        return last;
      }, sequence);
      await compare(last!.model, last!.real);
    }),
    { numRuns: 60 },
  );
});

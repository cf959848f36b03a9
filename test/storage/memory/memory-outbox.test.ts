import { type ClaimedSubject, memoryStorage, type OutboxMessage } from "clientele/storage";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byCodePoint, command, type Real, walk } from "./naive-model.js";

/** A message of the model. */
interface Waiting {
  readonly subject: string;
  readonly sequence: number;
  readonly part: number;
}

/** Queue of a subject in the model. */
interface Queue {
  readonly readyAt: number;
  /** Orders the queues that became ready at one moment. */
  readonly order: number;
  readonly lease: string | null;
  readonly attempts: number;
}

/** A naive model of the outbox: every question searches all messages. */
interface Model {
  waiting: Waiting[];
  queues: Map<string, Queue>;
  /** Last sequence of each subject. */
  readonly sequences: Map<string, number>;
  /** Number of places given in the queue. */
  order: number;
  /** Every claim so far. */
  readonly claims: ClaimedSubject[];
  /** Keys of all messages that were committed, and of those that were delivered, in their order. */
  readonly committed: string[];
  readonly delivered: string[];
}

const emptyModel = (): Model => ({
  waiting: [],
  queues: new Map(),
  sequences: new Map(),
  order: 0,
  claims: [],
  committed: [],
  delivered: [],
});

const keyOf = ({ subject, sequence, part }: Waiting): string => JSON.stringify([subject, sequence, part]);
const byPlace = (left: Waiting, right: Waiting): number => left.sequence - right.sequence || left.part - right.part;
const place = (model: Model, subject: string, queue: Omit<Queue, "order">): void =>
  void model.queues.set(subject, { ...queue, order: model.order++ });

/** The messages that a claim of a subject returns: as many whole sequences as 100 messages hold, but at least one. */
function firstOf(model: Model, subject: string): Waiting[] {
  const own = model.waiting.filter((one) => one.subject === subject).sort(byPlace);
  const sequences = [...new Set(own.map(({ sequence }) => sequence))];
  const through =
    sequences.filter((sequence) => own.filter((one) => one.sequence <= sequence).length <= 100).at(-1) ?? sequences[0]!;
  return own.filter(({ sequence }) => sequence <= through);
}

async function enqueue(
  model: Model,
  { storage, context, clock }: Real,
  subject: string,
  step: number,
  parts: number,
): Promise<void> {
  const sequence = (model.sequences.get(subject) ?? -2) + step;
  model.sequences.set(subject, sequence);
  const added = Array.from({ length: parts }, (_, index): Waiting => ({ subject, sequence, part: index + 1 }));
  // The time of a message says nothing about its place.
  const messages = added.map(
    (one): OutboxMessage => ({ ...one, id: keyOf(one), type: "t", at: new Date(-sequence), payload: null }),
  );
  expect((await storage.commit(context, [{ messages: messages.toReversed() }]))[0]?.ok).toBe(true);
  model.waiting.push(...added);
  model.committed.push(...added.map(keyOf));
  if (!model.queues.has(subject)) place(model, subject, { readyAt: clock.now, lease: null, attempts: 0 });
}

async function claim(model: Model, { storage, context, clock }: Real, limit: number, lease: number): Promise<void> {
  const free = [...model.queues]
    .filter(([, queue]) => queue.readyAt <= clock.now)
    .sort(([, left], [, right]) => left.readyAt - right.readyAt || left.order - right.order)
    .slice(0, limit);
  const claimed = await storage.outbox.claim(context, { leaseMilliseconds: lease, limit });
  expect(claimed.map(({ subject, attempt, messages }) => [subject, attempt, messages.map(keyOf)])).toEqual(
    free.map(([subject, { attempts }]) => [subject, attempts + 1, firstOf(model, subject).map(keyOf)]),
  );
  for (const one of claimed) {
    expect(model.claims.some((other) => other.lease === one.lease)).toBe(false);
    model.claims.push(one);
    model.delivered.push(...one.messages.map(keyOf));
    place(model, one.subject, { readyAt: clock.now + lease, lease: one.lease, attempts: one.attempt });
  }
}

async function acknowledge(
  model: Model,
  { storage, context, clock }: Real,
  picks: readonly (readonly [number, number])[],
): Promise<void> {
  if (model.claims.length === 0) return;
  // Mostly one of the last claims, with the last of its messages or an earlier one.
  const acknowledgements = picks.map(([back, share]) => {
    const { subject, lease, messages } = model.claims.at(-1 - (back % model.claims.length))!;
    return { subject, lease, through: messages[Math.ceil(share * messages.length) - 1]?.sequence ?? -3 };
  });
  const results = await storage.outbox.acknowledge(context, acknowledgements);
  acknowledgements.forEach(({ subject, lease, through }, position) => {
    const isHeld = model.queues.get(subject)?.lease === lease;
    expect(results[position]).toBe(isHeld ? "acknowledged" : "lost");
    if (!isHeld) return;
    model.waiting = model.waiting.filter((one) => one.subject !== subject || one.sequence > through);
    model.queues.delete(subject);
    const isLeft = model.waiting.some((one) => one.subject === subject);
    if (isLeft) place(model, subject, { readyAt: clock.now, lease: null, attempts: 0 });
  });
}

async function restart(model: Model, real: Real): Promise<void> {
  real.storage = memoryStorage({
    snapshot: JSON.parse(JSON.stringify(real.storage.snapshot())),
    monotonic: () => real.clock.now,
  });
  const queues = [...model.queues].sort(
    ([subject, { attempts }], [other, queue]) => attempts - queue.attempts || byCodePoint(subject, other),
  );
  model.queues = new Map();
  for (const [subject, { attempts }] of queues) place(model, subject, { readyAt: real.clock.now, lease: null, attempts });
}

/** Delivers everything that waits. */
async function drain(model: Model, real: Real): Promise<void> {
  real.clock.now += 1_000;
  for (let round = 0; model.waiting.length > 0; round++) {
    expect(round).toBeLessThan(1_000);
    const before = model.claims.length;
    await claim(model, real, 2, 5);
    await acknowledge(
      model,
      real,
      Array.from({ length: model.claims.length - before }, (_, back) => [back, 1] as const),
    );
  }
}

async function compareWaiting(model: Model, { storage, context }: Real): Promise<void> {
  const messages = await walk((cursor) => storage.outbox.page(context, { limit: 40, cursor }));
  expect(messages.map(keyOf)).toEqual(
    model.waiting.toSorted((left, right) => byCodePoint(left.subject, right.subject) || byPlace(left, right)).map(keyOf),
  );
}

const subject = fc.constantFrom("a", "ﬁ", "😀", "__proto__");
const parts = fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.constantFrom(40, 60, 100, 101, 130));
const commands = fc.commands(
  [
    fc
      .tuple(subject, fc.integer({ min: 1, max: 3 }), parts)
      .map(([one, step, count]) =>
        command(`commit ${count} of ${one}, ${step} further`, (model: Model, real) => enqueue(model, real, one, step, count)),
      ),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
      .map(([limit, lease]) => command(`claim ${limit} for ${lease}`, (model: Model, real) => claim(model, real, limit, lease))),
    fc
      .array(fc.tuple(fc.nat({ max: 4 }), fc.constantFrom(0, 0.5, 1)), { minLength: 1, maxLength: 3 })
      .map((picks) => command(`acknowledge ${JSON.stringify(picks)}`, (model: Model, real) => acknowledge(model, real, picks))),
    fc.integer({ min: 1, max: 4 }).map((step) =>
      command(`wait ${step}`, async (_: Model, { clock }) => {
        clock.now += step;
      }),
    ),
    fc.constant(command("compare", compareWaiting)),
    fc.constant(command("restart", restart)),
  ],
  { maxCommands: 40, size: "max" },
);

describe("the outbox of the memory storage", () => {
  test("agrees with a naive model after any sequence of steps, and delivers everything in order", async () => {
    let claims = 0;
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const clock = { now: 0 };
        const real: Real = { storage: memoryStorage({ monotonic: () => clock.now }), context: { tenantId: "shop" }, clock };
        const model = emptyModel();
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await drain(model, real);
        await compareWaiting(model, real);
        // Every message was delivered, and the first deliveries of a subject were in the order of its sequences and parts.
        const first = [...new Set(model.delivered)];
        const ofSubject = (keys: readonly string[], one: string) =>
          keys.filter((key) => (JSON.parse(key) as unknown[])[0] === one);
        for (const one of new Set(model.sequences.keys())) expect(ofSubject(first, one)).toEqual(ofSubject(model.committed, one));
        expect(await real.storage.outbox.claim(real.context, { leaseMilliseconds: 1, limit: 9 })).toEqual([]);
        claims += model.claims.length;
      }),
      { numRuns: 150 },
    );
    expect(claims).toBeGreaterThan(500);
  });

  test("never hands a subject out while it is leased, whatever is added meanwhile", async () => {
    let now = 0;
    const storage = memoryStorage({ monotonic: () => now });
    const context = { tenantId: "shop" };
    const messageOf = (sequence: number): OutboxMessage => ({
      subject: "s",
      sequence,
      part: 1,
      id: `m${sequence}`,
      type: "t",
      at: new Date(0),
      payload: null,
    });
    await storage.commit(context, [{ messages: [messageOf(1)] }]);
    const [first] = await storage.outbox.claim(context, { leaseMilliseconds: 10, limit: 9 });
    await storage.commit(context, [{ messages: [messageOf(2)] }]);
    now = 9;
    expect(await storage.outbox.claim(context, { leaseMilliseconds: 10, limit: 9 })).toEqual([]);
    expect(await storage.outbox.acknowledge(context, [{ subject: "s", lease: first!.lease, through: 1 }])).toEqual([
      "acknowledged",
    ]);
    const [second] = await storage.outbox.claim(context, { leaseMilliseconds: 10, limit: 9 });
    expect([second!.attempt, second!.messages.map(({ id }) => id)]).toEqual([1, ["m2"]]);
  });

  test("claims subjects that failed behind those that wait", async () => {
    let now = 0;
    const storage = memoryStorage({ monotonic: () => now });
    const context = { tenantId: "shop" };
    const names = ["a", "b", "c"];
    await storage.commit(
      context,
      names.map((one) => ({
        messages: [{ subject: one, sequence: 1, part: 1, id: one, type: "t", at: new Date(0), payload: null }],
      })),
    );
    const claimed: string[] = [];
    for (; now < 60; now += 10) {
      for (const one of await storage.outbox.claim(context, { leaseMilliseconds: 10, limit: 1 })) {
        claimed.push(`${one.subject}${one.attempt}`);
      }
    }
    expect(claimed).toEqual(["a1", "b1", "c1", "a2", "b2", "c2"]);
  });

  test("takes a message whose key waits already for a conflict, and writes nothing of its set", async () => {
    const storage = memoryStorage();
    const context = { tenantId: "shop" };
    const message: OutboxMessage = { subject: "s", sequence: 1, part: 1, id: "m", type: "t", at: new Date(0), payload: null };
    const set = { documents: [{ kind: "k", id: "1", document: { value: 1 }, expected: null }], messages: [message] };
    await storage.commit(context, [{ messages: [message] }]);
    expect(await storage.commit(context, [set])).toEqual([{ ok: false, reason: "conflict" }]);
    expect((await storage.documents.page(context, { limit: 1 })).items).toEqual([]);
  });
});

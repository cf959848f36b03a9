import { memoryStorage, type Version } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { byCodePoint, command, type FullSet, type Real, walk, withUniqueKeys } from "./naive-model.js";

/**
 * A naive model: flat lists that are searched completely and sorted by code point on every read. It shares no code with the
 * memory storage, so a mistake in indexes, checks or cursors shows as a difference.
 */
interface Model {
  customers: { id: string; note: string; version: Version }[];
  documents: { kind: string; id: string; owner: string | null; dueAt: number | null; note: string; version: Version }[];
  facts: { id: string; customerId: string; at: number; note: string }[];
  messages: { subject: string; sequence: number; part: number }[];
}

/** Change of a record: its new content, `null` to remove it, and whether the change names the version that is stored. */
interface Change<Content> {
  readonly content: Content | null;
  readonly isCurrent: boolean;
}

/** A change set without versions, which are known only when the command runs. */
interface Draft {
  readonly customers: readonly (Change<string> & { readonly id: string })[];
  readonly documents: readonly (Change<Omit<Model["documents"][number], "kind" | "id" | "version">> & {
    readonly kind: string;
    readonly id: string;
  })[];
  readonly checks: readonly { readonly kind: string; readonly id: string; readonly isCurrent: boolean }[];
  readonly removeHistories: readonly string[];
  readonly facts: readonly Model["facts"][number][];
  readonly messages: readonly Model["messages"][number][];
}

const STALE = "stale";

const versionOf = (known: { readonly version: Version } | undefined, isCurrent: boolean): Version | null =>
  isCurrent ? (known?.version ?? null) : STALE;

const documentIn = (model: Model, kind: string, id: string) => model.documents.find((one) => one.kind === kind && one.id === id);

/** Names the versions of a draft. A record that does not exist is neither removed nor checked. */
function changeSet(model: Model, draft: Draft): FullSet {
  const namesVersion = ({ expected }: { readonly expected: Version | null }) => expected !== null;
  const customers = draft.customers.map(({ id, content, isCurrent }) => {
    const known = model.customers.find((one) => one.id === id);
    const customer = content === null ? null : customerOf({ id, source: content });
    return { id, customer, expected: versionOf(known, isCurrent) };
  });
  const documents = draft.documents.map(({ kind, id, content, isCurrent }) => {
    const document = content && {
      customerId: content.owner,
      dueAt: content.dueAt === null ? null : new Date(content.dueAt),
      value: content.note,
    };
    return { kind, id, document, expected: versionOf(documentIn(model, kind, id), isCurrent) };
  });
  const checks = draft.checks.map(({ kind, id, isCurrent }) => {
    return { kind, id, expected: versionOf(documentIn(model, kind, id), isCurrent) };
  });
  return {
    customers: customers.filter((change) => change.customer !== null || namesVersion(change)),
    documents: documents.filter((change) => change.document !== null || namesVersion(change)),
    checks: checks.filter(namesVersion) as FullSet["checks"],
    removeHistories: draft.removeHistories,
    interactions: draft.facts.map(({ id, customerId, at, note }) =>
      interactionOf({ id, customerId, at: new Date(at), source: note }),
    ),
    messages: draft.messages.map((key) => ({ ...key, id: "m", type: "t", at: new Date(0), payload: key })),
  };
}

/** Tells whether the model allows a set. */
function allows(model: Model, set: FullSet): boolean {
  const kept = model.facts.filter(({ customerId }) => !set.removeHistories.includes(customerId));
  const has = (known: { readonly version: Version } | undefined, expected: Version | null) =>
    (known?.version ?? null) === expected;
  return (
    set.customers.every(({ id, expected }) =>
      has(
        model.customers.find((one) => one.id === id),
        expected,
      ),
    ) &&
    [...set.documents, ...set.checks].every(({ kind, id, expected }) => has(documentIn(model, kind, id), expected)) &&
    set.interactions.every(({ id }) => !kept.some((one) => one.id === id)) &&
    set.messages.every((message) => !model.messages.some((one) => byMessage(one, message) === 0))
  );
}

function apply(model: Model, set: FullSet, version: Version): void {
  for (const { id, customer } of set.customers) {
    model.customers = model.customers.filter((one) => one.id !== id);
    if (customer !== null) model.customers.push({ id, note: customer.source!, version });
  }
  for (const { kind, id, document } of set.documents) {
    model.documents = model.documents.filter((one) => one !== documentIn(model, kind, id));
    if (document === null) continue;
    const { customerId, dueAt, value } = document;
    model.documents.push({ kind, id, owner: customerId!, dueAt: dueAt?.getTime() ?? null, note: value as string, version });
  }
  model.facts = model.facts.filter(({ customerId }) => !set.removeHistories.includes(customerId));
  for (const { id, customerId, at, source } of set.interactions)
    model.facts.push({ id, customerId, at: at.getTime(), note: source! });
  for (const { subject, sequence, part } of set.messages) model.messages.push({ subject, sequence, part });
}

const byTime = (left: { at: number; id: string }, right: { at: number; id: string }): number =>
  left.at - right.at || byCodePoint(left.id, right.id);
const byKey = (left: { kind: string; id: string }, right: { kind: string; id: string }): number =>
  byCodePoint(left.kind, right.kind) || byCodePoint(left.id, right.id);
const byMessage = (left: Model["messages"][number], right: Model["messages"][number]): number =>
  byCodePoint(left.subject, right.subject) || left.sequence - right.sequence || left.part - right.part;

const id = fc.constantFrom("a", "b", "B", "é", "ﬁ", "😀", "__proto__");
const owner = fc.constantFrom("c1", "c2");
const kind = fc.constantFrom("k", "K", "😀");
const note = fc.constantFrom("x", "y");
const at = fc.integer({ min: -3, max: 3 });
const isCurrent = fc.integer({ min: 0, max: 9 }).map((number) => number > 0);
const few = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 2 });
const draft: fc.Arbitrary<Draft> = fc.record({
  customers: few(fc.record({ id, content: fc.option(note, { freq: 3 }), isCurrent })),
  documents: few(
    fc.record({
      kind,
      id,
      content: fc.option(fc.record({ owner: fc.option(owner), dueAt: fc.option(at), note }), { freq: 3 }),
      isCurrent,
    }),
  ),
  checks: few(fc.record({ kind, id, isCurrent })),
  removeHistories: fc.array(owner, { maxLength: 1 }),
  facts: few(
    fc.record({ id: fc.string({ unit: fc.constantFrom("a", "😀"), maxLength: 4, minLength: 1 }), customerId: owner, at, note }),
  ),
  messages: few(fc.record({ subject: id, sequence: fc.integer({ min: -2, max: 9 }), part: fc.integer({ min: 1, max: 11 }) })),
});

let committed = 0;
let conflicts = 0;

async function commit(model: Model, { storage, context }: Real, drafts: readonly Draft[]): Promise<void> {
  const sets = withUniqueKeys(drafts.map((one) => changeSet(model, one)));
  const outcomes = await storage.commit(context, sets);
  expect(outcomes.length).toBe(sets.length);
  const used = JSON.stringify(model);
  sets.forEach((set, position) => {
    const outcome = outcomes[position]!;
    expect(outcome.ok).toBe(allows(model, set));
    if (!outcome.ok) return void conflicts++;
    committed++;
    expect(used.includes(JSON.stringify(outcome.version))).toBe(false);
    apply(model, set, outcome.version);
  });
}

/** Compares everything that can be read with the model. */
async function compare(model: Model, { storage, context }: Real, limit: number): Promise<void> {
  const customers = await walk((cursor) => storage.customers.page(context, { limit, cursor }));
  const profiles = model.customers.toSorted((left, right) => byCodePoint(left.id, right.id));
  expect(customers.map(({ value, version }) => ({ id: value.id, note: value.source, version }))).toEqual(profiles);
  for (const customerId of ["c1", "c2"]) {
    const own = model.facts.filter((one) => one.customerId === customerId && one.at >= -1 && one.at < 3).sort(byTime);
    const range = { limit, from: new Date(-1), to: new Date(3) };
    const history = await walk((cursor) => storage.interactions.history(context, customerId, { ...range, cursor }));
    expect(history.map((one) => one.id)).toEqual(own.map((one) => one.id));
    const newest = await walk((cursor) =>
      storage.interactions.history(context, customerId, { ...range, cursor, direction: "newest-first" }),
    );
    expect(newest.map((one) => one.id)).toEqual(own.map((one) => one.id).reverse());
    const documents = await walk((cursor) => storage.documents.page(context, { limit, cursor, customerId }));
    expect(documents.map(({ value }) => [value.kind, value.id])).toEqual(
      model.documents
        .filter((one) => one.owner === customerId)
        .sort(byKey)
        .map((one) => [one.kind, one.id]),
    );
  }
  const facts = await walk((cursor) => storage.interactions.page(context, { limit, cursor }));
  expect(facts.map((one) => one.id)).toEqual(model.facts.toSorted(byTime).map((one) => one.id));
  const messages = await walk((cursor) => storage.outbox.page(context, { limit, cursor }));
  expect(messages.map(({ payload }) => payload)).toEqual(model.messages.toSorted(byMessage));
  for (const one of [undefined, "k", "K", "none"]) {
    const documents = await walk((cursor) => storage.documents.page(context, { limit, cursor, kind: one }));
    const wanted = model.documents.filter((document) => one === undefined || document.kind === one);
    expect(documents.map(({ value, version }) => [value.kind, value.id, value.value, version])).toEqual(
      wanted.toSorted(byKey).map((document) => [document.kind, document.id, document.note, document.version]),
    );
    const due = await walk((cursor) => storage.documents.due(context, new Date(2), { limit, cursor, kind: one }));
    const expired = wanted.filter(({ dueAt }) => dueAt !== null && dueAt <= 2);
    expect(due).toEqual(
      expired
        .toSorted((left, right) => left.dueAt! - right.dueAt! || byKey(left, right))
        .map((document) => ({ kind: document.kind, id: document.id, dueAt: new Date(document.dueAt!) })),
    );
  }
}

/** Reads single records, some repeated and some absent, and compares them by position. */
async function readSingles(model: Model, { storage, context }: Real, ids: readonly string[], limit: number): Promise<void> {
  const from = new Date(0);
  const found = await storage.read(context, {
    customers: ids,
    documents: ids.flatMap((one) => ["k", "😀"].map((ofKind) => ({ kind: ofKind, id: one }))),
    interactions: ids,
    histories: ["c1", "nobody", "c2"].map((customerId) => ({ customerId, from, limit })),
  });
  expect(found.customers.map((stored) => stored?.value.source)).toEqual(
    ids.map((one) => model.customers.find((customer) => customer.id === one)?.note),
  );
  expect(found.documents.map((stored) => stored?.version)).toEqual(
    ids.flatMap((one) => ["k", "😀"].map((ofKind) => documentIn(model, ofKind, one)?.version)),
  );
  expect(found.interactions.map((interaction) => interaction?.at.getTime())).toEqual(
    ids.map((one) => model.facts.find((fact) => fact.id === one)?.at),
  );
  for (const [position, customerId] of ["c1", "nobody", "c2"].entries()) {
    const { items, next } = found.histories[position]!;
    const rest =
      next === null
        ? []
        : await walk((cursor) => storage.interactions.history(context, customerId, { limit, from, cursor: cursor ?? next }));
    const own = model.facts.filter((fact) => fact.customerId === customerId && fact.at >= 0);
    expect(items.length).toBe(Math.min(limit, own.length));
    expect([...items, ...rest].map((one) => one.id)).toEqual(own.sort(byTime).map((one) => one.id));
  }
}

const commands = fc.commands(
  [
    fc
      .array(draft, { minLength: 1, maxLength: 3 })
      .map((drafts) => command(`commit ${JSON.stringify(drafts)}`, (model: Model, real) => commit(model, real, drafts))),
    fc
      .constantFrom(1, 2, 3)
      .map((limit) => command(`compare, ${limit} per page`, (model: Model, real) => compare(model, real, limit))),
    fc
      .tuple(fc.array(id, { maxLength: 5 }), fc.constantFrom(1, 2))
      .map(([ids, limit]) => command(`read ${ids.join()}`, (model: Model, real) => readSingles(model, real, ids, limit))),
    fc.constant(
      command("restart from a snapshot", async (_: Model, real) => {
        real.storage = memoryStorage({ snapshot: JSON.parse(JSON.stringify(real.storage.snapshot())) });
      }),
    ),
  ],
  { size: "medium" },
);

test("the memory storage agrees with a naive model after any sequence of commits, reads and restarts", async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const model: Model = { customers: [], documents: [], facts: [], messages: [] };
      const real: Real = { storage: memoryStorage(), context: { tenantId: "shop" }, clock: { now: 0 } };
      await fc.asyncModelRun(() => ({ model, real }), sequence);
      await compare(model, real, 2);
    }),
    { numRuns: 25 },
  );
  // Otherwise the sequences show little.
  expect(Math.min(committed, conflicts)).toBeGreaterThan(20);
});

import { type Random, randomInteger, seededRandom } from "../../kernel/index.js";
import { type ChangeSet, memoryStorage, type StorageAdapter, type StorageContext, type Version } from "../../storage/index.js";
import { claim, messageOf, placeOf } from "../outbox-calls.js";
import { customerOf, interactionOf } from "../records.js";
import { contentOf, instant } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

const HISTORIES = 10;
const STEPS = 60;
const IDS = ["a", "b", "😀", "__proto__"] as const;
const KINDS = ["case", "ledger"] as const;

/** A storage with its versions and leases, which differ between storages. */
interface Walker {
  readonly storage: StorageAdapter;
  readonly context: StorageContext;
  readonly versions: Map<string, Version>;
  readonly leases: Map<string, { readonly lease: string; readonly through: number }>;
}

/** A call of a storage; it returns a result that can be compared. */
type Call = (walker: Walker) => Promise<unknown>;

const pick = <Item>(items: readonly Item[], random: Random): Item => items[randomInteger(random, items.length)]!;
const chance = (random: Random, oneOf: number): boolean => randomInteger(random, oneOf) === 0;

/** A random change of a record: the expected version comes from the storage that receives it. */
interface RandomChange {
  readonly key: string;
  readonly isRemoved: boolean;
  /** Whether the version is made up, which is a conflict. */
  readonly isStale: boolean;
}

const randomChange = (key: string, random: Random): RandomChange => ({
  key,
  isRemoved: chance(random, 5),
  isStale: chance(random, 8),
});

function expectedBy({ versions }: Walker, { key, isRemoved, isStale }: RandomChange): Version | null {
  if (isStale) return "made up";
  return versions.get(key) ?? (isRemoved ? "none" : null);
}

/** Chooses a change set about one identifier. */
function randomSet(id: string, step: number, random: Random): (walker: Walker) => ChangeSet {
  const note = `note ${randomInteger(random, 3)}`;
  const at = instant(randomInteger(random, 5));
  const profile = chance(random, 2) ? randomChange(`customer ${id}`, random) : null;
  const kinds = KINDS.filter(() => chance(random, 2));
  const documents = kinds.map((kind) => ({
    kind,
    ...randomChange(`${kind} ${id}`, random),
    dueAt: chance(random, 2) ? at : null,
  }));
  const checked = KINDS.find((kind) => !kinds.includes(kind) && chance(random, 3));
  const isErased = chance(random, 8);
  const facts = [`${id}${note}`, `${id}${at.getTime()}`].filter(() => chance(random, 2));
  // A message may repeat the one of the step before, which is a conflict while that one waits.
  const messages = chance(random, 3) ? [messageOf(id, chance(random, 4) ? step - 1 : step, { at, payload: note })] : [];
  return (walker) => ({
    customers: profile
      ? [{ id, customer: profile.isRemoved ? null : customerOf({ id, source: note }), expected: expectedBy(walker, profile) }]
      : [],
    documents: documents.map(({ kind, dueAt, ...change }) => ({
      kind,
      id,
      document: change.isRemoved ? null : { customerId: id === "b" ? null : id, dueAt, value: note },
      expected: expectedBy(walker, change),
    })),
    checks: checked ? [{ kind: checked, id, expected: walker.versions.get(`${checked} ${id}`) ?? "none" }] : [],
    removeHistories: isErased ? [id] : [],
    interactions: facts.map((fact) => interactionOf({ id: fact, customerId: id, at, source: note })),
    messages,
  });
}

/** Commits one to three random sets, each about another identifier. */
function randomCommit(step: number, random: Random): Call {
  const ids = IDS.filter(() => chance(random, 2));
  const sets = ids.map((id) => randomSet(id, step, random));
  return async (walker) => {
    const given = sets.map((set) => set(walker));
    const outcomes = await walker.storage.commit(walker.context, given);
    for (const [position, outcome] of outcomes.entries()) {
      if (!outcome.ok) continue;
      const { customers = [], documents = [] } = given[position]!;
      const written = [
        ...customers.map(({ id, customer }) => [`customer ${id}`, customer] as const),
        ...documents.map(({ kind, id, document }) => [`${kind} ${id}`, document] as const),
      ];
      for (const [key, value] of written) {
        if (value === null) walker.versions.delete(key);
        else walker.versions.set(key, outcome.version);
      }
    }
    return outcomes.map(({ ok }) => ok);
  };
}

/** Chooses a random call, so that every storage receives the same one. */
function randomCall(step: number, random: Random): Call {
  const id = pick(IDS, random);
  const at = instant(randomInteger(random, 5));
  const limit = 1 + randomInteger(random, 3);
  const kind = pick([undefined, ...KINDS], random);
  const direction = chance(random, 2) ? "newest-first" : "oldest-first";
  return pick<Call>(
    [
      randomCommit(step, random),
      randomCommit(step, random),
      randomCommit(step, random),
      // All free subjects, because storages may choose among those that have waited equally long.
      async ({ storage, context, leases }) => {
        const claimed = await claim(storage.outbox, context, 100);
        for (const { subject, lease, messages } of claimed) leases.set(subject, { lease, through: messages[0]!.sequence });
        return claimed.map(({ messages }) => placeOf(messages[0]!)).sort();
      },
      async ({ storage, context, leases }) => {
        const held = leases.get(id) ?? { lease: "none", through: step };
        return storage.outbox.acknowledge(context, [{ subject: id, ...held }]);
      },
      async ({ storage, context }) => (await storage.documents.due(context, at, { limit, kind })).items,
      async ({ storage, context }) => (await storage.interactions.history(context, id, { limit, from: at, direction })).items,
      async ({ storage, context }) =>
        (await storage.documents.page(context, { customerId: id, kind, limit })).items.map(({ value }) => value),
      async ({ storage, context }) => {
        const documents = KINDS.map((each) => ({ kind: each, id }));
        const found = await storage.read(context, { customers: [...IDS], documents, histories: [{ customerId: id, limit }] });
        const values = [...found.customers, ...found.documents].map((stored) => stored && stored.value);
        return [...values, ...found.histories.flatMap(({ items }) => items)];
      },
    ],
    random,
  );
}

/** Reads all data of a tenant, without versions. */
async function comparableContent({ storage, context }: Walker): Promise<unknown> {
  const { customers, documents, ...others } = await contentOf(storage, context);
  return { ...others, customers: customers.map(({ value }) => value), documents: documents.map(({ value }) => value) };
}

/** Promises about random sequences of calls. */
export const modelPromises: readonly StoragePromise[] = [
  {
    id: "same-as-memory",
    title: "returns the same results as the memory storage for random sequences of calls",
    protects: "Promises may break in combinations that no single test covers.",
    async check({ storage, context, equal }) {
      for (let history = 0; history < HISTORIES; history++) {
        const random = seededRandom(history);
        const tenant = { ...context, tenantId: `${context.tenantId}:${history}` };
        const adapter: Walker = { storage, context: tenant, versions: new Map(), leases: new Map() };
        const memory: Walker = { storage: memoryStorage(), context: tenant, versions: new Map(), leases: new Map() };
        for (let step = 1; step <= STEPS; step++) {
          const call = randomCall(step, random);
          const expected = await call(memory);
          equal(`history ${history}, call ${step}`, await call(adapter), expected);
        }
        equal(`the content after history ${history}`, await comparableContent(adapter), await comparableContent(memory));
      }
    },
  },
];

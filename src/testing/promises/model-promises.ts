import { type Random, randomInteger, seededRandom } from "../../kernel/index.js";
import { memoryStorage, type StorageAdapter, type StorageContext, type Version } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { contentOf, instant, type StoragePromise } from "../storage-promise.js";

const HISTORIES = 10;
const STEPS = 60;

/** A storage with its versions and leases, which differ between storages. */
interface Walker {
  readonly storage: StorageAdapter;
  readonly context: StorageContext;
  readonly versions: Map<string, Version>;
  readonly leases: Map<string, string>;
}

const pick = <Item>(items: readonly Item[], random: Random): Item => items[randomInteger(random, items.length)]!;

/** Chooses a random call, so that every storage receives the same one. The call returns a result that can be compared. */
function randomCall(random: Random): (walker: Walker) => Promise<unknown> {
  const id = pick(["a", "b", "😀", "__proto__"], random);
  const note = `note ${randomInteger(random, 3)}`;
  const at = instant(randomInteger(random, 5));
  const stale = randomInteger(random, 4) === 0;
  const limit = 1 + randomInteger(random, 3);
  const expectedOf = ({ versions }: Walker, key: string) => (stale ? null : (versions.get(key) ?? null));

  const calls: readonly ((walker: Walker) => Promise<unknown>)[] = [
    async (walker) => {
      const saved = await walker.storage.customers.save(
        walker.context,
        customerOf({ id, source: note }),
        expectedOf(walker, `c${id}`),
      );
      if (saved.ok) walker.versions.set(`c${id}`, saved.version);
      return saved.ok;
    },
    async (walker) => {
      const removed = await walker.storage.customers.remove(walker.context, id, expectedOf(walker, `c${id}`) ?? "none");
      if (removed.ok) walker.versions.delete(`c${id}`);
      return removed.ok;
    },
    async (walker) => {
      const document = { kind: note, id, customerId: pickOwner(id), value: at };
      const saved = await walker.storage.documents.save(walker.context, document, expectedOf(walker, `d${note}${id}`));
      if (saved.ok) walker.versions.set(`d${note}${id}`, saved.version);
      return saved.ok;
    },
    async (walker) => {
      const removed = await walker.storage.documents.remove(
        walker.context,
        note,
        id,
        expectedOf(walker, `d${note}${id}`) ?? "none",
      );
      if (removed.ok) walker.versions.delete(`d${note}${id}`);
      return removed.ok;
    },
    ({ storage, context }) =>
      storage.interactions.append(context, [
        interactionOf({ id: `${id}${note}`, customerId: id, at, source: note }),
        interactionOf({ id: `${id}${at.getTime()}`, customerId: id, at }),
      ]),
    ({ storage, context }) => storage.interactions.removeHistory(context, stale ? id : "nobody"),
    ({ storage, context }) => storage.outbox.enqueue(context, [{ id, type: "t", at, payload: note }]),
    async ({ storage, context, leases }) => {
      const claimed = await storage.outbox.claim(context, { now: at, leaseMilliseconds: 2, limit });
      for (const { message, lease } of claimed) leases.set(message.id, lease);
      return claimed.map(({ lease: _, ...rest }) => rest);
    },
    ({ storage, context, leases }) => storage.outbox.acknowledge(context, [{ id, lease: leases.get(id) ?? "none" }]),
    ({ storage, context }) => storage.schedule.set(context, `${id}${note}`, stale ? null : at),
    async ({ storage, context }) => (await storage.schedule.due(context, at, { limit })).items,
    async ({ storage, context }) =>
      (await storage.interactions.history(context, id, { limit, from: at, direction: stale ? "newest-first" : "oldest-first" }))
        .items,
    async ({ storage, context }) =>
      (await storage.documents.page(context, { customerId: id, limit })).items.map(({ value }) => value),
    async ({ storage, context }) => (await storage.customers.get(context, id))?.value ?? null,
  ];
  return pick(calls, random);
}

/** Returns the customer of a document; half of the identifiers have one. */
const pickOwner = (id: string): string | null => (id === "a" || id === "😀" ? id : null);

/** Reads all data of a tenant, without versions. */
async function comparableContent({ storage, context }: Walker): Promise<unknown> {
  const content = await contentOf(storage, context);
  const values = (list: unknown) => (list as readonly { readonly value: unknown }[]).map(({ value }) => value);
  return { ...content, customers: values(content["customers"]), documents: values(content["documents"]) };
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
        for (let step = 0; step < STEPS; step++) {
          const call = randomCall(random);
          const expected = await call(memory);
          equal(`history ${history}, call ${step}`, await call(adapter), expected);
        }
        equal(`the content after history ${history}`, await comparableContent(adapter), await comparableContent(memory));
      }
    },
  },
];

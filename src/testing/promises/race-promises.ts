import { type Random, seededRandom } from "../../kernel/index.js";
import { shuffled } from "../../kernel/internal.js";
import type { ChangeSet, Committed, StorageAdapter, StorageContext, Version } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { commitSet, contentOf, persist, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** Number of competing writers. */
const WRITERS = 8;

/** Number of change sets in the list of a writer. */
const SETS = 24;

/** Number of attempts to make a race happen. */
const ROUNDS = 10;

const key = (id: string) => ({ kind: "kind", id });
const writers = Array.from({ length: WRITERS }, (_, writer) => writer);

/** Creates half of the customers, with a document each, and returns the versions by identifier; `null` for new ones. */
async function prepare(storage: StorageAdapter, context: StorageContext): Promise<Map<string, Version | null>> {
  const versions = new Map<string, Version | null>();
  for (let index = 0; index < SETS; index++) {
    const id = `${index}`;
    versions.set(id, index % 2 === 0 ? await write(storage, context, setOf(id, "nobody", null)) : null);
  }
  return versions;
}

const setOf = (id: string, writer: string, expected: Version | null): ChangeSet => ({
  customers: [{ id, customer: customerOf({ id, source: writer }), expected }],
  documents: [{ ...key(id), document: { value: writer }, expected }],
  interactions: [interactionOf({ id: `${id} by ${writer}`, customerId: id })],
});

/** Commits the same list from every writer at once, each in an order of its own; returns the winners by customer. */
async function raceOfLists(
  storage: StorageAdapter,
  context: StorageContext,
  versions: ReadonlyMap<string, Version | null>,
  random: Random,
): Promise<Map<string, string[]>> {
  const winners = new Map([...versions.keys()].map((id) => [id, [] as string[]]));
  const lists = writers.map(async (writer) => {
    const ids = shuffled([...versions.keys()], random);
    const outcomes = await storage.commit(
      context,
      ids.map((id) => setOf(id, `${writer}`, versions.get(id)!)),
    );
    for (const [position, { ok }] of outcomes.entries()) if (ok) winners.get(ids[position]!)!.push(`${writer}`);
  });
  await Promise.all(lists);
  return winners;
}

/** Promises about change sets that compete. */
export const racePromises: readonly StoragePromise[] = [
  {
    id: "one-winner-in-lists",
    title: "lets exactly one of eight parallel lists change each customer, known and new ones, and rejects none of the lists",
    protects: "Two imports that hold the same customers in another order wait for each other, and the database ends both.",
    async check({ storage, context, equal }) {
      const versions = await prepare(storage, context);
      const winners = await raceOfLists(storage, context, versions, seededRandom("lists"));
      const ids = [...versions.keys()];
      const found = await storage.read(context, { customers: ids, documents: ids.map(key) });
      for (const [position, id] of ids.entries()) {
        equal(`the number of writers that changed customer ${id}`, winners.get(id)!.length, 1);
        equal(`the writer of customer ${id}`, [found.customers[position]?.value.source], winners.get(id));
        equal(`the writer of document ${id}`, [found.documents[position]?.value.value], winners.get(id));
      }
    },
  },
  {
    id: "retries-lose-nothing",
    title: "loses no change of eight writers that read and decide again after a conflict",
    protects: "Eight checkouts sell to one customer at once, and seven purchases are missing from the profile.",
    async check({ storage, context, equal }) {
      const read = async () => (await storage.read(context, { customers: ["a"] })).customers[0]!;
      await write(storage, context, {
        customers: [{ id: "a", customer: customerOf({ id: "a", attributes: { count: 0 } }), expected: null }],
      });
      const increment = async (): Promise<ChangeSet> => {
        const { value, version } = await read();
        const count = (value.attributes!["count"] as number) + 1;
        return { customers: [{ id: "a", customer: { ...value, attributes: { count } }, expected: version }] };
      };
      await Promise.all(writers.flatMap(() => [persist(storage, context, increment), persist(storage, context, increment)]));
      equal("the number of increments", (await read()).value.attributes?.["count"], 2 * WRITERS);
    },
  },
  {
    id: "lost-races-leave-nothing",
    title: "leaves nothing of a change set that lost a race, even if only its last part was contested",
    protects: "A sold-out offer stays in the history of seven customers who did not get it.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      for (let round = 0; round < ROUNDS; round++) {
        const id = `stock ${round}`;
        const first = await write(storage, context, { documents: [{ ...key(id), document: { value: "free" }, expected: null }] });
        const buy = (writer: number): Promise<Committed> => {
          const name = `${round} by ${writer}`;
          return commitSet(storage, context, {
            customers: [{ id: name, customer: customerOf({ id: name }), expected: null }],
            documents: [
              { ...key(name), document: { value: "bought" }, expected: null },
              { ...key(id), document: { value: name }, expected: first },
            ],
            interactions: [interactionOf({ id: name, customerId: name })],
          });
        };
        const outcomes = await Promise.all(writers.map(buy));
        const winners = outcomes.flatMap(({ ok }, writer) => (ok ? [`${round} by ${writer}`] : []));
        equal("the number of winners", winners.length, 1);
        const stored = (list: readonly { readonly id: string }[]) =>
          list.map((item) => item.id).filter((name) => name.startsWith(`${round} by`));
        const { customers, documents, interactions } = await contentOf(storage, context);
        equal("the customers", stored(customers.map(({ value }) => value)), winners);
        equal("the documents", stored(documents.map(({ value }) => value)), winners);
        equal("the interactions", stored(interactions), winners);
        const stock = (await storage.read(context, { documents: [key(id)] })).documents[0];
        equal("the contested document", [stock?.value.value], winners);
      }
    },
  },
  {
    id: "crossing-checks",
    title: "never writes both of two parallel sets that each change the document that the other one checks",
    protects: "Two agents each close a case because the other one is still open, and nobody calls the customer.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      for (let round = 0; round < ROUNDS; round++) {
        const [left, right] = [key(`left ${round}`), key(`right ${round}`)];
        const expected = await write(storage, context, {
          documents: [left, right].map((document) => ({ ...document, document: { value: "open" }, expected: null })),
        });
        const close = (changed: typeof left, checked: typeof left) =>
          commitSet(storage, context, {
            documents: [{ ...changed, document: { value: "closed" }, expected }],
            checks: [{ ...checked, expected }],
          });
        const outcomes = await Promise.all([close(left, right), close(right, left)]);
        const found = (await storage.read(context, { documents: [left, right] })).documents;
        const closed = found.filter((document) => document?.value.value === "closed").length;
        equal("the number of closed documents equals the number of written sets", closed, outcomes.filter(({ ok }) => ok).length);
        equal("whether both are closed", closed === 2, false);
      }
    },
  },
];

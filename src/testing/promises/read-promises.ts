import { randomInteger, seededRandom } from "../../kernel/index.js";
import type { ChangeSet } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { instant, pause, persist, readPages, rejection, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** Number of keys of each kind in a long read. */
const KEYS = 1_000;

/** Number of records that exist. */
const RECORDS = 20;

/** Number of changes while others read. */
const CHANGES = 20;

const recordsNumbered = (index: number): ChangeSet => ({
  customers: [{ id: `${index}`, customer: customerOf({ id: `${index}` }), expected: null }],
  documents: [{ kind: "kind", id: `${index}`, document: { value: index }, expected: null }],
  interactions: [interactionOf({ id: `${index}`, at: instant(index) })],
});

/** Promises about reads by key. */
export const readPromises: readonly StoragePromise[] = [
  {
    id: "reads-by-position",
    title: "returns one result per key at the position of the key: absent, repeated, in any order, a thousand at once",
    protects: "A decision about one customer is made from the state of another.",
    async check({ storage, context, equal }) {
      await storage.commit(
        context,
        Array.from({ length: RECORDS }, (_, index) => recordsNumbered(index)),
      );
      const random = seededRandom("keys");
      // Half of the keys do not exist; most of the others occur several times.
      const wanted = () => Array.from({ length: KEYS }, () => `${randomInteger(random, 2 * RECORDS)}`);
      const keys = { customers: wanted(), documents: wanted(), interactions: wanted() };
      const found = await storage.read(context, {
        ...keys,
        documents: keys.documents.map((id) => ({ kind: "kind", id })),
      });
      const expected = (ids: readonly string[]) => ids.map((id) => (Number(id) < RECORDS ? id : null));
      const idOf = (stored: { readonly value: { readonly id: string } } | null | undefined) => stored && stored.value.id;
      equal("customers", Array.from(found.customers, idOf), expected(keys.customers));
      equal("documents", Array.from(found.documents, idOf), expected(keys.documents));
      equal(
        "interactions",
        Array.from(found.interactions, (fact) => fact && fact.id),
        expected(keys.interactions),
      );
      equal("histories that were not requested", found.histories, []);
      const kinds = await storage.read(context, {
        documents: [
          { kind: "other", id: "1" },
          { kind: "kind", id: "1" },
        ],
      });
      equal("documents of two kinds", Array.from(kinds.documents, idOf), [null, "1"]);
    },
  },
  {
    id: "reads-histories",
    title: "reads the beginnings of histories by position, from an instant, with cursors that the history continues",
    protects: "An order that arrives late is decided with half of the history before it.",
    async check({ storage, context, equal }) {
      const facts = (customerId: string, count: number) =>
        Array.from({ length: count }, (_, at) => interactionOf({ id: `${customerId}${at}`, customerId, at: instant(at) }));
      await write(storage, context, { interactions: [...facts("a", 5), ...facts("b", 3)] });
      const histories = [
        { customerId: "b", limit: 3 },
        { customerId: "nobody", limit: 1 },
        { customerId: "a", limit: 2, from: instant(1) },
        { customerId: "b", limit: 1 },
        { customerId: "a", limit: 9, from: instant(4) },
      ];
      const found = (await storage.read(context, { histories })).histories;
      const ids = Array.from(found, ({ items }) => items.map(({ id }) => id));
      equal("the beginnings", ids, [["b0", "b1", "b2"], [], ["a1", "a2"], ["b0"], ["a4"]]);
      for (const [position, { customerId, from }] of histories.entries()) {
        const { items, next } = found[position]!;
        const whole = await readPages((request) => storage.interactions.history(context, customerId, { ...request, from }));
        const rest =
          next === null ? [] : (await storage.interactions.history(context, customerId, { from, limit: 9, cursor: next })).items;
        equal(`beginning ${position} and its continuation`, [...items, ...rest], whole);
      }
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        const read = () => storage.read(context, { histories: [{ customerId: "a", limit }] });
        equal(`a history with limit ${limit}`, await rejection(read), "invalid_option");
      }
    },
  },
  {
    id: "reads-documents-first",
    title: "never reads a document that is newer than the rest of what it reads",
    protects: "A decision from an old profile names the newest version of its state, and passes the check of the commit.",
    async check({ storage, context, equal }) {
      const key = { kind: "state", id: "a" };
      const request = { customers: ["a"], documents: [key], histories: [{ customerId: "a", limit: CHANGES }] };
      const changeTo = async (count: number): Promise<ChangeSet> => {
        const { customers, documents } = await storage.read(context, request);
        return {
          interactions: [interactionOf({ id: `fact ${count}`, customerId: "a", at: instant(count) })],
          customers: [
            { id: "a", customer: customerOf({ id: "a", attributes: { count } }), expected: customers[0]?.version ?? null },
          ],
          documents: [{ ...key, document: { value: count }, expected: documents[0]?.version ?? null }],
        };
      };
      await write(storage, context, await changeTo(1));
      let writing = true;
      const changeAll = async (): Promise<void> => {
        try {
          for (let count = 2; count <= CHANGES; count++) await persist(storage, context, () => changeTo(count));
        } finally {
          writing = false;
        }
      };
      const readAlong = async (): Promise<void> => {
        while (writing) {
          const { customers, documents, histories } = await storage.read(context, request);
          const state = documents[0]?.value.value as number;
          const count = customers[0]?.value.attributes?.["count"] as number;
          equal(`whether the document of change ${state} is newer than the customer of change ${count}`, state > count, false);
          const facts = histories[0]!.items.length;
          equal(`whether the document of change ${state} is newer than a history of ${facts}`, state > facts, false);
          // Without a wait, a storage that answers at once would never let a slower commit go on.
          await pause(0);
        }
      };
      await Promise.all([changeAll(), readAlong(), readAlong(), readAlong()]);
      equal("the last state", (await storage.read(context, request)).documents[0]?.value.value, CHANGES);
    },
  },
];

import type { Page, PageRequest, StorageAdapter, StorageContext } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { instant, readPages, type StoragePromise, versionOf } from "../storage-promise.js";

/** A list that is read in pages, with calls that fill it. Each list is tested in the same way. */
interface PagedList {
  readonly what: string;
  readonly page: (request: PageRequest) => Promise<Page<string>>;
  readonly scan?: (() => AsyncIterable<string>) | undefined;
  add(id: string): Promise<unknown>;
  remove(id: string): Promise<unknown>;
}

async function* mapped<Item>(items: AsyncIterable<Item>, idOf: (item: Item) => string): AsyncIterable<string> {
  for await (const item of items) yield idOf(item);
}

function mappedPage<Item>({ items, next }: Page<Item>, idOf: (item: Item) => string): Page<string> {
  return { items: items.map(idOf), next };
}

function pagedLists(storage: StorageAdapter, context: StorageContext): PagedList[] {
  const { customers, interactions, documents, outbox, schedule } = storage;
  let claims = 0;
  const removeDocument = async (kind: string, id: string): Promise<void> => {
    const found = await documents.get(context, kind, id);
    if (found !== null) await documents.remove(context, kind, id, found.version);
  };
  return [
    {
      what: "customers",
      page: async (request) => mappedPage(await customers.page(context, request), ({ value }) => value.id),
      scan: customers.scan && (() => mapped(customers.scan!(context), ({ value }) => value.id)),
      add: (id) => customers.save(context, customerOf({ id }), null),
      remove: async (id) => {
        const found = await customers.get(context, id);
        if (found !== null) await customers.remove(context, id, found.version);
      },
    },
    {
      what: "interactions",
      page: async (request) => mappedPage(await interactions.page(context, request), ({ id }) => id),
      scan: interactions.scan && (() => mapped(interactions.scan!(context), ({ id }) => id)),
      // Each has a history of its own, so that it can be removed.
      add: (id) => interactions.append(context, [interactionOf({ id, customerId: id, at: instant() })]),
      remove: (id) => interactions.removeHistory(context, id),
    },
    {
      what: "documents of a kind",
      page: async (request) => mappedPage(await documents.page(context, { ...request, kind: "k" }), ({ value }) => value.id),
      add: (id) => documents.save(context, { kind: "k", id, value: 1 }, null),
      remove: (id) => removeDocument("k", id),
    },
    {
      what: "documents of a customer",
      page: async (request) =>
        mappedPage(await documents.page(context, { ...request, customerId: "c1" }), ({ value }) => value.id),
      add: (id) => documents.save(context, { kind: "of c1", id, customerId: "c1", value: 1 }, null),
      remove: (id) => removeDocument("of c1", id),
    },
    {
      what: "messages",
      page: async (request) => mappedPage(await outbox.page(context, request), ({ id }) => id),
      add: (id) => outbox.enqueue(context, [{ id, type: "t", at: instant(), payload: 1 }]),
      remove: async (id) => {
        // A message is removed by delivery: claim all and acknowledge one; the others stay in the list.
        claims++;
        const claimed = await outbox.claim(context, { now: instant(claims * 2), leaseMilliseconds: 1, limit: 1_000 });
        const one = claimed.find(({ message }) => message.id === id);
        if (one !== undefined) await outbox.acknowledge(context, [{ id, lease: one.lease }]);
      },
    },
    {
      what: "schedule entries",
      page: async (request) => mappedPage(await schedule.due(context, instant(), request), ({ key }) => key),
      add: (id) => schedule.set(context, id, instant()),
      remove: (id) => schedule.set(context, id, null),
    },
  ];
}

const inCodePointOrder = ["!", "0", "00", "A", "B", "__proto__", "a", "a ", "a!", "ab", "b", "á", "价", "ﬁ", "😀"];

/** Promises about pages: complete, in order, each item once. */
export const pagePromises: readonly StoragePromise[] = [
  {
    id: "complete-pages",
    title: "returns every item exactly once and in code-point order in pages of any size, and the same in a scan",
    protects: "A database that sorts by the rules of a language skips and repeats customers between pages.",
    async check({ storage, context, equal }) {
      for (const { what, page, scan, add } of pagedLists(storage, context)) {
        equal(`${what} of an empty list`, await readPages(page), []);
        for (const index of [7, 2, 9, 14, 0, 5, 12, 4, 8, 1, 6, 3, 13, 10, 11]) await add(inCodePointOrder[index]!);
        for (const limit of [1, 2, 3, 14, 15, 16, 100]) {
          equal(`${what}, ${limit} per page`, await readPages(page, limit), inCodePointOrder);
        }
        if (scan === undefined) continue;
        const scanned: string[] = [];
        for await (const id of scan()) scanned.push(id);
        equal(`${what}, scanned`, scanned, inCodePointOrder);
      }
    },
  },
  {
    id: "pages-under-writes",
    title: "returns lasting items exactly once, and no item twice, while others write between pages",
    protects:
      "With skip-and-take pages, a removal makes a campaign miss a customer, and an insertion contacts another one twice.",
    async check({ storage, context, equal }) {
      const lasting = ["b", "d", "f", "h", "j", "l", "n", "p"];
      const passing = ["a", "c", "e", "g", "i", "k", "m", "o"];
      for (const { what, page, scan, add, remove } of pagedLists(storage, context)) {
        for (const id of [...lasting, ...passing]) await add(id);
        const disturb = async (count: number, current: string | undefined): Promise<void> => {
          // Before and after the cursor, and also the item that the cursor names.
          await remove(passing[(count * 2) % passing.length]!);
          if (current !== undefined && !lasting.includes(current)) await remove(current);
          await add(`0 ${count}`);
          await add(`z ${count}`);
        };
        const seen = await readPages(page, 2, async (count, current) => {
          if (count < 12) await disturb(count, current);
        });
        equal(`${what}: no item twice`, new Set(seen).size, seen.length);
        equal(
          `${what}: the lasting items`,
          seen.filter((id) => lasting.includes(id)),
          lasting,
        );
        if (scan === undefined) continue;
        const scanned: string[] = [];
        for await (const id of scan()) {
          scanned.push(id);
          if (scanned.length < 12) await disturb(100 + scanned.length, id);
        }
        equal(`${what}, scanned: no item twice`, new Set(scanned).size, scanned.length);
        equal(
          `${what}, scanned: the lasting items`,
          scanned.filter((id) => lasting.includes(id)),
          lasting,
        );
      }
    },
  },
  {
    id: "documents-by-kind-and-customer",
    title: "finds documents by kind, by customer and by both, ordered by kind and then by identifier",
    protects: "An erasure by customer must find every document with personal data.",
    async check({ storage, context, equal }) {
      for (const kind of ["b", "a", "a ", "c"]) {
        for (const [id, customerId] of [
          ["2", "c1"],
          ["1", "c2"],
          ["3", null],
          ["0", "c1"],
        ] as const) {
          versionOf(await storage.documents.save(context, { kind, id, customerId, value: 1 }, null));
        }
      }
      const read = async (request: object) =>
        (await readPages((page) => storage.documents.page(context, { ...request, ...page }))).map(
          ({ value }) => `${value.kind}${value.id}`,
        );
      const kinds = ["a", "a ", "b", "c"];
      equal(
        "all",
        await read({}),
        kinds.flatMap((kind) => ["0", "1", "2", "3"].map((id) => kind + id)),
      );
      equal("of a kind", await read({ kind: "a" }), ["a0", "a1", "a2", "a3"]);
      equal(
        "of a customer",
        await read({ customerId: "c1" }),
        kinds.flatMap((kind) => [`${kind}0`, `${kind}2`]),
      );
      equal("of both", await read({ kind: "b", customerId: "c1" }), ["b0", "b2"]);
      const found = await storage.documents.get(context, "b", "2");
      await storage.documents.save(context, { kind: "b", id: "2", customerId: "c2", value: 1 }, found!.version);
      equal("of its former customer, after a document changed its customer", await read({ kind: "b", customerId: "c1" }), ["b0"]);
      equal("of its new customer", await read({ kind: "b", customerId: "c2" }), ["b1", "b2"]);
    },
  },
];

import type { Page, PageRequest, StorageAdapter, StorageContext } from "../storage/index.js";
import { ALL, claim, messageOf } from "./outbox-calls.js";
import { customerOf, interactionOf } from "./records.js";
import { instant, persist } from "./storage-calls.js";

/** A list that is read in pages, with calls that fill it. Each list is tested in the same way. */
export interface PagedList {
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

/** Returns all lists of a storage. */
export function pagedLists(storage: StorageAdapter, context: StorageContext): PagedList[] {
  return [
    customerList(storage, context),
    interactionList(storage, context),
    ...documentLists(storage, context),
    messageList(storage, context),
  ];
}

function customerList(storage: StorageAdapter, context: StorageContext): PagedList {
  const { customers } = storage;
  return {
    what: "customers",
    page: async (request) => mappedPage(await customers.page(context, request), ({ value }) => value.id),
    scan: customers.scan && (() => mapped(customers.scan!(context), ({ value }) => value.id)),
    add: (id) => persist(storage, context, () => ({ customers: [{ id, customer: customerOf({ id }), expected: null }] })),
    remove: (id) =>
      persist(storage, context, async () => {
        const [found] = (await storage.read(context, { customers: [id] })).customers;
        return { customers: found ? [{ id, customer: null, expected: found.version }] : [] };
      }),
  };
}

function interactionList(storage: StorageAdapter, context: StorageContext): PagedList {
  const { interactions } = storage;
  return {
    what: "interactions",
    page: async (request) => mappedPage(await interactions.page(context, request), ({ id }) => id),
    scan: interactions.scan && (() => mapped(interactions.scan!(context), ({ id }) => id)),
    // Each has a history of its own, so that it can be removed.
    add: (id) => persist(storage, context, () => ({ interactions: [interactionOf({ id, customerId: id, at: instant() })] })),
    remove: (id) => persist(storage, context, () => ({ removeHistories: [id] })),
  };
}

function documentLists(storage: StorageAdapter, context: StorageContext): PagedList[] {
  const { documents } = storage;
  const changes = (kind: string, content: object): Pick<PagedList, "add" | "remove"> => ({
    add: (id) =>
      persist(storage, context, () => ({ documents: [{ kind, id, document: { ...content, value: 1 }, expected: null }] })),
    remove: (id) =>
      persist(storage, context, async () => {
        const [found] = (await storage.read(context, { documents: [{ kind, id }] })).documents;
        return { documents: found ? [{ kind, id, document: null, expected: found.version }] : [] };
      }),
  });
  const pageWith = (filter: object) => async (request: PageRequest) =>
    mappedPage(await documents.page(context, { ...request, ...filter }), ({ value }) => value.id);
  const dueWith = (filter: object) => async (request: PageRequest) =>
    mappedPage(await documents.due(context, instant(), { ...request, ...filter }), ({ id }) => id);
  // The second list of due documents is last, so that the first has no other kind in it.
  return [
    { what: "documents of a kind", page: pageWith({ kind: "k" }), ...changes("k", {}) },
    { what: "documents of a customer", page: pageWith({ customerId: "c1" }), ...changes("of c1", { customerId: "c1" }) },
    { what: "documents that are due", page: dueWith({}), ...changes("due", { dueAt: instant() }) },
    { what: "documents of a kind that are due", page: dueWith({ kind: "due too" }), ...changes("due too", { dueAt: instant() }) },
  ];
}

function messageList(storage: StorageAdapter, context: StorageContext): PagedList {
  const { outbox } = storage;
  const leases = new Map<string, string>();
  return {
    what: "messages",
    page: async (request) => mappedPage(await outbox.page(context, request), ({ subject }) => subject),
    add: (id) => persist(storage, context, () => ({ messages: [messageOf(id)] })),
    // A message is removed by delivery: claim everything that is free, and acknowledge one subject.
    async remove(id) {
      for (const { subject, lease } of await claim(outbox, context, 1_000)) leases.set(subject, lease);
      const lease = leases.get(id);
      if (lease !== undefined) await outbox.acknowledge(context, [{ subject: id, lease, through: ALL }]);
    },
  };
}

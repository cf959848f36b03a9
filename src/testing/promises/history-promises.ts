import { interactionOf } from "../records.js";
import { instant, readPages, rejection, type StoragePromise } from "../storage-promise.js";

/** Promises about histories: interactions are recorded once and read in one order. */
export const historyPromises: readonly StoragePromise[] = [
  {
    id: "append-once",
    title: "reports an interaction that is recorded again as repeated and changes nothing, also within one list",
    protects: "A webhook that is delivered twice counts an order twice.",
    async check({ storage, context, equal }) {
      const fact = interactionOf({ id: "i", properties: { a: 1, b: { c: new Date(0) } } });
      const sameFact = { ...fact, source: undefined, properties: { b: { c: new Date(0) }, a: 1 } };
      const other = interactionOf({ id: "j" });
      equal("a list with a repetition", await storage.interactions.append(context, [fact, sameFact, other]), [
        "appended",
        "repeated",
        "appended",
      ]);
      equal("the list again", await storage.interactions.append(context, [other, sameFact]), ["repeated", "repeated"]);
      equal("an empty list", await storage.interactions.append(context, []), []);
      const history = await storage.interactions.history(context, "c1", { limit: 10 });
      equal(
        "the history",
        history.items.map(({ id }) => id),
        ["i", "j"],
      );
    },
  },
  {
    id: "append-conflict",
    title:
      "reports other content under a known identifier as a conflict, keeps the stored content, and stores the rest of the list",
    protects: "Reusing an identifier rewrites history, or one bad interaction holds up a thousand good ones.",
    async check({ storage, context, equal }) {
      const fact = interactionOf({ id: "i", properties: { total: 1 } });
      await storage.interactions.append(context, [fact]);
      const others = [
        interactionOf({ id: "i", properties: { total: 2 } }),
        interactionOf({ id: "i", properties: { total: 1 }, customerId: "c2" }),
        interactionOf({ id: "i", properties: { total: 1 }, at: instant(1) }),
        interactionOf({ id: "i", properties: { total: 1, more: null } }),
        interactionOf({ id: "k" }),
      ];
      const expected = ["conflict", "conflict", "conflict", "conflict", "appended"];
      equal("the results", await storage.interactions.append(context, others), expected);
      equal("the stored interaction", await storage.interactions.get(context, "i"), fact);
      equal("another customer's history", (await storage.interactions.history(context, "c2", { limit: 5 })).items, []);
      equal("the rest", (await storage.interactions.get(context, "k"))?.id, "k");
    },
  },
  {
    id: "append-one-winner",
    title: "reports exactly one of eight parallel appends of one interaction as appended",
    protects: 'The caller that is told "appended" awards the points: told twice, awarded twice.',
    async check({ storage, context, equal }) {
      const append = () => storage.interactions.append(context, [interactionOf({ id: "i" })]);
      const results = (await Promise.all(Array.from({ length: 8 }, append))).flat();
      const counts = [results.length, results.filter((result) => result === "appended").length];
      equal("results, and those that report appended", counts, [8, 1]);
      equal("results that report repeated", results.filter((result) => result === "repeated").length, 7);
    },
  },
  {
    id: "history-order",
    title: "orders a history by (at, id), identifiers by code point, whatever the order of arrival, and reverses it exactly",
    protects: "Ties ordered differently in memory and in the database give one customer two stages.",
    async check({ storage, context, equal }) {
      const inOrder = [
        interactionOf({ id: "z", at: new Date(-5) }),
        interactionOf({ id: "A", at: instant() }),
        interactionOf({ id: "B", at: instant() }),
        interactionOf({ id: "a", at: instant() }),
        interactionOf({ id: "a ", at: instant() }),
        interactionOf({ id: "á", at: instant() }),
        interactionOf({ id: "ﬁ", at: instant() }),
        interactionOf({ id: "😀", at: instant() }),
        interactionOf({ id: "0", at: instant(1) }),
        interactionOf({ id: "00", at: instant(2) }),
      ];
      for (const index of [7, 2, 9, 0, 5, 4, 8, 1, 6, 3]) await storage.interactions.append(context, [inOrder[index]!]);
      const ids = inOrder.map(({ id }) => id);
      for (const limit of [1, 3, 100]) {
        const oldestFirst = await readPages((request) => storage.interactions.history(context, "c1", request), limit);
        equal(
          `oldest first, ${limit} per page`,
          oldestFirst.map(({ id }) => id),
          ids,
        );
        const newestFirst = await readPages(
          (request) => storage.interactions.history(context, "c1", { ...request, direction: "newest-first" }),
          limit,
        );
        equal(
          `newest first, ${limit} per page`,
          newestFirst.map(({ id }) => id),
          ids.toReversed(),
        );
        const everybody = await readPages((request) => storage.interactions.page(context, request), limit);
        equal(
          `all interactions, ${limit} per page`,
          everybody.map(({ id }) => id),
          ids,
        );
      }
    },
  },
  {
    id: "history-range",
    title: "returns the history of one customer, from ≤ at < to, and only of the requested types",
    protects: "An order at exactly midnight counts in two months, or in none.",
    async check({ storage, context, equal }) {
      const facts = [0, 1, 2, 3, 4].flatMap((at) => [
        interactionOf({ id: `v${at}`, at: instant(at) }),
        interactionOf({ id: `o${at}`, at: instant(at), type: "order.placed" }),
        interactionOf({ id: `x${at}`, at: instant(at), customerId: "c2" }),
      ]);
      await storage.interactions.append(context, facts);
      const read = async (request: object) =>
        (await readPages((page) => storage.interactions.history(context, "c1", { ...request, ...page }), 2)).map(({ id }) => id);
      equal("from", await read({ from: instant(3) }), ["o3", "v3", "o4", "v4"]);
      equal("to", await read({ to: instant(1) }), ["o0", "v0"]);
      equal("from and to", await read({ from: instant(1), to: instant(2) }), ["o1", "v1"]);
      equal("an empty range", await read({ from: instant(2), to: instant(2) }), []);
      equal("a type", await read({ types: ["order.placed"], from: instant(2) }), ["o2", "o3", "o4"]);
      equal("two types", (await read({ types: ["order.placed", "page.viewed"] })).length, 10);
      equal("no type", await read({ types: [] }), []);
      const newest = { types: ["page.viewed"], from: instant(1), to: instant(4), direction: "newest-first" };
      equal("newest first", await read(newest), ["v3", "v2", "v1"]);
    },
  },
  {
    id: "history-removal",
    title: "removes all interactions of one customer, only those, and frees their identifiers",
    protects:
      "An erasure that leaves interactions behind breaks the law; one that removes those of another customer breaks the books.",
    async check({ storage, context, equal }) {
      const own = [1, 2, 3, 4, 5].map((at) => interactionOf({ id: `own ${at}`, at: instant(at) }));
      const others = ["c0", "c1 ", "C1", "c10", "c2"].map((customerId) => interactionOf({ id: `of ${customerId}`, customerId }));
      await storage.interactions.append(context, [...own, ...others]);
      equal("the number of removed interactions", await storage.interactions.removeHistory(context, "c1"), 5);
      equal("the number of interactions removed the second time", await storage.interactions.removeHistory(context, "c1"), 0);
      equal("the history", (await storage.interactions.history(context, "c1", { limit: 10 })).items, []);
      equal("one removed interaction", await storage.interactions.get(context, "own 1"), null);
      equal("the remaining interactions", (await storage.interactions.page(context, { limit: 10 })).items.length, 5);
      equal("a freed identifier", await storage.interactions.append(context, [own[0]!]), ["appended"]);
    },
  },
  {
    id: "cursor-is-checked",
    title: "rejects an invalid cursor and a limit below 1 with a code",
    protects: "A cursor from a broken link that is taken for the first page shows the same customers again and again.",
    async check({ storage, context, equal }) {
      const reads = {
        customers: (request: { limit: number; cursor?: string | undefined }) => storage.customers.page(context, request),
        interactions: (request: { limit: number; cursor?: string | undefined }) => storage.interactions.page(context, request),
        history: (request: { limit: number; cursor?: string | undefined }) =>
          storage.interactions.history(context, "c1", request),
        documents: (request: { limit: number; cursor?: string | undefined }) => storage.documents.page(context, request),
        outbox: (request: { limit: number; cursor?: string | undefined }) => storage.outbox.page(context, request),
        due: (request: { limit: number; cursor?: string | undefined }) => storage.schedule.due(context, instant(), request),
      };
      for (const [method, read] of Object.entries(reads)) {
        for (const cursor of ["", "no cursor", '["', "[]", "null", "9999999"]) {
          equal(`${method} from the cursor ${cursor}`, await rejection(() => read({ limit: 1, cursor })), "invalid_cursor");
        }
        for (const limit of [0, -1, 1.5, Number.NaN]) {
          equal(`${method} with limit ${limit}`, await rejection(() => read({ limit })), "invalid_option");
        }
      }
    },
  },
];

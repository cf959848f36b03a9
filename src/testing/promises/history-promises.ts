import { interactionOf } from "../records.js";
import { commitSet, CONFLICT, contentOf, instant, readPages, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** Promises about histories: they are read in one order, removed as a whole, and moved. */
export const historyPromises: readonly StoragePromise[] = [
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
      for (const index of [7, 2, 9, 0, 5, 4, 8, 1, 6, 3]) await write(storage, context, { interactions: [inOrder[index]!] });
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
      await write(storage, context, { interactions: facts });
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
      await write(storage, context, { interactions: [...own, ...others] });
      await write(storage, context, { removeHistories: ["c1"] });
      equal("the history", (await storage.interactions.history(context, "c1", { limit: 10 })).items, []);
      const found = await storage.read(context, { interactions: own.map(({ id }) => id) });
      equal(
        "the removed interactions",
        found.interactions,
        own.map(() => null),
      );
      const { interactions } = await contentOf(storage, context);
      equal("the remaining interactions", interactions.map(({ id }) => id).sort(), others.map(({ id }) => id).sort());
      await write(storage, context, { removeHistories: ["c1"] });
      await write(storage, context, { interactions: [own[0]!] });
      equal("a freed identifier", (await storage.interactions.history(context, "c1", { limit: 10 })).items, [own[0]]);
    },
  },
  {
    id: "history-moves",
    title: "removes a history and records the same identifiers under another customer in one change set",
    protects: "Two profiles of one person are merged, and the orders of one of them are gone or stay behind.",
    async check({ storage, context, equal }) {
      const orders = [1, 2, 3].map((at) => interactionOf({ id: `order ${at}`, customerId: "guest", at: instant(at) }));
      const other = interactionOf({ id: "other", customerId: "somebody" });
      await write(storage, context, { interactions: [...orders, other] });
      const moved = orders.map((order) => ({ ...order, customerId: "member" }));
      const before = await contentOf(storage, context);
      const conflict = { removeHistories: ["guest"], interactions: [...moved, { ...other, customerId: "member" }] };
      equal("a move that also takes the order of somebody else", await commitSet(storage, context, conflict), CONFLICT);
      equal("everything after the conflict", await contentOf(storage, context), before);
      await write(storage, context, { removeHistories: ["guest"], interactions: moved });
      const histories = ["guest", "member", "somebody"].map((customerId) => ({ customerId, limit: 10 }));
      const read = await storage.read(context, { interactions: orders.map(({ id }) => id), histories });
      equal("the interactions by identifier", read.interactions, moved);
      equal(
        "the histories",
        Array.from(read.histories, ({ items }) => items),
        [[], moved, [other]],
      );
      const changed = moved.map((order) => ({ ...order, source: "corrected" }));
      await write(storage, context, { removeHistories: ["member"], interactions: changed.slice(1) });
      const { interactions } = await contentOf(storage, context);
      equal("the interactions after a change of a history", interactions, [other, ...changed.slice(1)]);
    },
  },
];

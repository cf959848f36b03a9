/** Adapters whose mistakes are in histories, pages and lists of due documents. */
import { compareCodePoints } from "clientele/kernel";
import {
  type ChangeSet,
  decodeCursor,
  type DueDocument,
  encodeCursor,
  type Page,
  type StorageAdapter,
  type StorageContext,
} from "clientele/storage";
import { broken, changedSets, commitOne, CONFLICT, setBySet } from "./broken-adapter.js";

const EVERYTHING = { limit: 10_000 };

/** Returns a page of a list, after a position that the cursor names. */
function pageAfter<Item>(
  all: readonly Item[],
  start: number,
  limit: number,
  cursorOf: (item: Item, end: number) => string,
): Page<Item> {
  const end = start + limit;
  const items = all.slice(start, end);
  return { items, next: end < all.length ? cursorOf(items.at(-1)!, end) : null };
}

/** Replaces the list of due documents by one that is sorted or filled in another way. */
const changedDue =
  (change: (found: readonly DueDocument[], context: StorageContext) => readonly DueDocument[]) => (inner: StorageAdapter) => ({
    documents: {
      async due(
        context: StorageContext,
        until: Date,
        { limit, cursor, kind }: Parameters<StorageAdapter["documents"]["due"]>[2],
      ) {
        await inner.documents.due(context, until, { limit, cursor: null });
        const after = decodeCursor("due", cursor, ["text"]);
        const { items } = await inner.documents.due(context, until, { ...EVERYTHING, kind });
        const all = change(items, context).filter((found) => found.dueAt <= until && (kind === undefined || found.kind === kind));
        const key = (found: DueDocument) => JSON.stringify([found.kind, found.id]);
        const start = after === null ? 0 : all.findIndex((found) => key(found) === after[0]) + 1;
        return pageAfter(all, start, limit, (found) => encodeCursor("due", [key(found)]));
      },
    },
  });

export const brokenLists = [
  broken(["history-order"], "ties are in UTF-16 order", ({ interactions }) => ({
    interactions: {
      async history(...all) {
        const page = await interactions.history(...all);
        const items = page.items.toSorted(
          (left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1),
        );
        return { ...page, items: all[2].direction === "newest-first" ? items.reverse() : items };
      },
    },
  })),
  broken(["history-order"], "newest first reverses instants but not ties", ({ interactions }) => ({
    interactions: {
      async history(...all) {
        const page = await interactions.history(...all);
        if (all[2].direction !== "newest-first") return page;
        return { ...page, items: page.items.toReversed().sort((left, right) => right.at.getTime() - left.at.getTime()) };
      },
    },
  })),
  broken(["history-range"], "`to` is included in the range", ({ interactions }) => ({
    interactions: {
      history: (context, id, request) =>
        interactions.history(context, id, { ...request, ...(request.to && { to: new Date(request.to.getTime() + 1) }) }),
    },
  })),
  broken(["history-range"], "an empty list of types matches all types", ({ interactions }) => ({
    interactions: {
      history: (context, id, { types, ...request }) =>
        interactions.history(context, id, types === undefined || types.length === 0 ? request : { ...request, types }),
    },
  })),
  broken(
    ["history-removal"],
    "one statement removes at most three rows",
    setBySet(async (inner, context, set) => {
      const histories = (set.removeHistories ?? []).map((customerId) => ({ customerId, limit: 1_000 }));
      const kept = (await inner.read(context, { histories })).histories.flatMap(({ items }) => items.slice(3));
      const fresh = new Set(set.interactions?.map(({ id }) => id));
      return commitOne(inner, context, {
        ...set,
        interactions: [...(set.interactions ?? []), ...kept.filter(({ id }) => !fresh.has(id))],
      });
    }),
  ),
  broken(
    ["history-removal"],
    "removing a history removes those of identifiers that only differ by case",
    changedSets(({ removeHistories = [], ...set }) => ({
      ...set,
      removeHistories: [...new Set(removeHistories.flatMap((id) => [id, id.toUpperCase()]))],
    })),
  ),
  broken(
    ["history-moves"],
    "identifiers are compared before the history is removed",
    setBySet(async (inner, context, set) => {
      const found = await inner.read(context, { interactions: set.interactions?.map(({ id }) => id) });
      return found.interactions.some((fact) => fact !== null) ? CONFLICT : commitOne(inner, context, set);
    }),
  ),
  broken(
    ["history-moves"],
    "new interactions are written before the history is removed",
    setBySet(async (inner, context, set) => {
      const { removeHistories = [], interactions = [] } = set;
      const [histories, committed] = [
        await inner.read(context, { histories: removeHistories.map((customerId) => ({ customerId, limit: 1_000 })) }),
        await commitOne(inner, context, set),
      ];
      const moved = new Set(histories.histories.flatMap(({ items }) => items.map(({ id }) => id)));
      const lost = interactions.filter(({ id }) => moved.has(id)).map(({ customerId }) => customerId);
      if (committed.ok) await commitOne(inner, context, { removeHistories: [...new Set(lost)] });
      return committed;
    }),
  ),
  broken(["complete-pages", "pages-under-writes"], "items are sorted by the rules of a language", ({ customers }) => ({
    customers: {
      async page(context, { limit, cursor }) {
        await customers.page(context, { limit, cursor });
        const all = (await customers.page(context, EVERYTHING)).items.toSorted((left, right) =>
          left.value.id.localeCompare(right.value.id, "en"),
        );
        const start = cursor ? all.findIndex(({ value }) => value.id === JSON.parse(cursor)[1]) + 1 : 0;
        return pageAfter(all, start, limit, ({ value }) => encodeCursor("customers", [value.id]));
      },
    },
  })),
  broken(["complete-pages"], "a full last page is lost", ({ documents }) => ({
    documents: {
      async page(context, request) {
        const page = await documents.page(context, request);
        const rest = page.next === null ? null : await documents.page(context, { ...request, cursor: page.next });
        return rest !== null && rest.next === null && rest.items.length === request.limit ? { ...page, next: null } : page;
      },
    },
  })),
  broken(["pages-under-writes"], "the cursor counts the items to skip", ({ customers }) => ({
    customers: {
      async page(context, { limit, cursor }) {
        const skip = decodeCursor("customers", cursor, ["number"])?.[0] ?? 0;
        await customers.page(context, { limit });
        const all = (await customers.page(context, EVERYTHING)).items;
        return pageAfter(all, skip, limit, (_, end) => encodeCursor("customers", [end]));
      },
    },
  })),
  broken(
    ["pages-under-writes"],
    "the item of the cursor must still exist",
    changedDue((found) => found),
  ),
  broken(
    ["documents-by-kind-and-customer"],
    "the customer of a document never changes",
    setBySet(async (inner, context, set) => {
      const documents = set.documents ?? [];
      const found = (await inner.read(context, { documents })).documents;
      return commitOne(inner, context, {
        ...set,
        documents: documents.map((change, index) => {
          const owner = found[index]?.value.customerId;
          return owner === undefined || change.document === null
            ? change
            : { ...change, document: { ...change.document, customerId: owner } };
        }),
      });
    }),
  ),
  broken(["cursor-is-checked"], "an invalid cursor returns the first page", ({ customers }) => ({
    customers: {
      page: (context, request) =>
        customers.page(context, request).catch((error: { readonly code?: string }) => {
          if (error.code !== "invalid_cursor") throw error;
          return customers.page(context, { ...request, cursor: null });
        }),
    },
  })),
  broken(["cursor-is-checked"], "a limit of 0 returns an empty page", ({ documents }) => ({
    documents: {
      due: async (context, until, request) =>
        request.limit === 0 ? { items: [], next: null } : documents.due(context, until, request),
    },
  })),
  broken(
    ["due-follows-the-document", "sets-are-atomic", "pages-under-writes"],
    "an index keeps the instants of removed documents",
    (inner) => {
      const removed: (DueDocument & { readonly tenantId: string })[] = [];
      const withRemoved = changedDue((found, { tenantId }) => [
        ...found,
        ...removed.filter((other) => other.tenantId === tenantId && !found.some(({ id }) => id === other.id)),
      ]);
      return {
        ...withRemoved(inner),
        ...setBySet(async (_, context, set) => {
          const gone = (set.documents ?? []).filter(({ document }) => document === null);
          const found = (await inner.read(context, { documents: gone })).documents;
          const committed = await commitOne(inner, context, set);
          for (const stored of committed.ok ? found : []) {
            const { kind, id, dueAt } = stored!.value;
            if (dueAt) removed.push({ tenantId: context.tenantId, kind, id, dueAt });
          }
          return committed;
        })(inner),
      };
    },
  ),
  broken(
    ["due-follows-the-document"],
    "an instant only moves forward",
    setBySet(async (inner, context, set) => {
      const documents = set.documents ?? [];
      const found = (await inner.read(context, { documents })).documents;
      const later = (change: NonNullable<ChangeSet["documents"]>[number], index: number) => {
        const [known, next] = [found[index]?.value.dueAt, change.document?.dueAt];
        return known && next && known > next ? { ...change, document: { ...change.document!, dueAt: known } } : change;
      };
      return commitOne(inner, context, { ...set, documents: documents.map(later) });
    }),
  ),
  broken(
    ["due-order", "complete-pages", "copies", "due-follows-the-document", "pages-under-writes"],
    "a document due at exactly the instant is left out",
    ({ documents }) => ({
      documents: {
        async due(context, until, request) {
          const page = await documents.due(context, until, request);
          return { ...page, items: page.items.filter(({ dueAt }) => dueAt.getTime() !== until.getTime()) };
        },
      },
    }),
  ),
  broken(
    ["due-order", "pages-under-writes"],
    "the index has the kind before the instant",
    changedDue((found) =>
      found.toSorted((left, right) => compareCodePoints(left.kind, right.kind) || left.dueAt.getTime() - right.dueAt.getTime()),
    ),
  ),
];

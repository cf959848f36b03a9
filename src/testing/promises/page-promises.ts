import type { PageRequest } from "../../storage/index.js";
import { pagedLists } from "../paged-lists.js";
import { instant, readPages, rejection, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

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
      const owners = { 2: "c1", 1: "c2", 3: null, 0: "c1" };
      const documents = ["b", "a", "a ", "c"].flatMap((kind) =>
        Object.entries(owners).map(([id, customerId]) => ({ kind, id, document: { customerId, value: 1 }, expected: null })),
      );
      const expected = await write(storage, context, { documents });
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
      await write(storage, context, { documents: [{ kind: "b", id: "2", document: { customerId: "c2", value: 1 }, expected }] });
      equal("of its former customer, after a document changed its customer", await read({ kind: "b", customerId: "c1" }), ["b0"]);
      equal("of its new customer", await read({ kind: "b", customerId: "c2" }), ["b1", "b2"]);
    },
  },
  {
    id: "cursor-is-checked",
    title: "rejects an invalid cursor, an invalid instant and a limit below 1 with a code",
    protects: "A cursor from a broken link that is taken for the first page shows the same customers again and again.",
    async check({ storage, context, equal }) {
      const { customers, interactions, documents, outbox } = storage;
      const reads: Readonly<Record<string, (request: PageRequest) => Promise<unknown>>> = {
        customers: (request) => customers.page(context, request),
        interactions: (request) => interactions.page(context, request),
        history: (request) => interactions.history(context, "c1", request),
        documents: (request) => documents.page(context, request),
        due: (request) => documents.due(context, instant(), request),
        outbox: (request) => outbox.page(context, request),
      };
      for (const [method, read] of Object.entries(reads)) {
        for (const cursor of ["", "no cursor", '["', "[]", "null", "9999999"]) {
          equal(`${method} from the cursor ${cursor}`, await rejection(() => read({ limit: 1, cursor })), "invalid_cursor");
        }
        for (const limit of [0, -1, 1.5, Number.NaN]) {
          equal(`${method} with limit ${limit}`, await rejection(() => read({ limit })), "invalid_option");
        }
      }
      const never = new Date(Number.NaN);
      const instants: Readonly<Record<string, () => Promise<unknown>>> = {
        "the start of a history": () => interactions.history(context, "c1", { limit: 1, from: never }),
        "the end of a history": () => interactions.history(context, "c1", { limit: 1, to: never }),
        "the start of a history that is read": () =>
          storage.read(context, { histories: [{ customerId: "c1", limit: 1, from: never }] }),
        "the end of what is due": () => documents.due(context, never, { limit: 1 }),
      };
      for (const [what, read] of Object.entries(instants))
        equal(`an invalid instant as ${what}`, await rejection(read), "invalid_instant");
    },
  },
];

import type { ChangeSet } from "../../storage/index.js";
import { instant, readPages, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** Promises about documents that are due. */
export const duePromises: readonly StoragePromise[] = [
  {
    id: "due-follows-the-document",
    title: "finds a document by the due instant of its last change, and never after a change without one or a removal",
    protects: "A customer who bought again is called lost on a day that no longer applies.",
    async check({ storage, context, equal }) {
      const due = async () => (await storage.documents.due(context, instant(5), { limit: 9 })).items.map(({ id }) => id);
      let expected: string | null = null;
      const change = async (document: { readonly dueAt?: Date | null; readonly value: number } | null): Promise<string[]> => {
        const set: ChangeSet = { documents: [{ kind: "kind", id: "a", document, expected }] };
        expected = await write(storage, context, set);
        return due();
      };
      await write(storage, context, {
        documents: [{ kind: "kind", id: "b", document: { dueAt: instant(5), value: 0 }, expected: null }],
      });
      equal("after a creation", await change({ dueAt: instant(4), value: 1 }), ["a", "b"]);
      equal("reading changes nothing", await due(), ["a", "b"]);
      equal("after a move to a later instant", await change({ dueAt: instant(9), value: 2 }), ["b"]);
      equal("after a move back", await change({ dueAt: instant(1), value: 3 }), ["a", "b"]);
      equal("after a change with the instant null", await change({ dueAt: null, value: 4 }), ["b"]);
      equal("after a change with an instant", await change({ dueAt: instant(2), value: 5 }), ["a", "b"]);
      equal("after a change without an instant", await change({ value: 6 }), ["b"]);
      const read = (await storage.read(context, { documents: [{ kind: "kind", id: "a" }] })).documents[0];
      equal("the instant of the document", read?.value.dueAt ?? null, null);
      equal("after a change before the removal", await change({ dueAt: instant(3), value: 7 }), ["a", "b"]);
      equal("after a removal", await change(null), ["b"]);
      expected = null;
      equal("after a creation without an instant", await change({ value: 8 }), ["b"]);
    },
  },
  {
    id: "due-order",
    title: "returns what is due at or before the instant, of all kinds or of one, by (dueAt, kind, id) in code-point order",
    protects:
      "A document due at this very millisecond is forgotten, or a batch starts with the newest and never reaches the rest.",
    async check({ storage, context, equal }) {
      const inOrder = [
        { kind: "z", id: "z", dueAt: new Date(-8.64e15) },
        { kind: "z", id: "y", dueAt: new Date(-1) },
        { kind: "A", id: "2", dueAt: instant() },
        { kind: "a", id: "A", dueAt: instant() },
        { kind: "a", id: "a", dueAt: instant() },
        { kind: "a", id: "ﬁ", dueAt: instant() },
        { kind: "a", id: "😀", dueAt: instant() },
        { kind: "b", id: "0", dueAt: instant() },
        { kind: "a", id: "1", dueAt: instant(1) },
        { kind: "a", id: "late", dueAt: instant(2) },
      ];
      const documents = [7, 2, 9, 0, 5, 4, 8, 1, 6, 3].map((index) => {
        const { kind, id, dueAt } = inOrder[index]!;
        return { kind, id, document: { dueAt, value: 1 }, expected: null };
      });
      await write(storage, context, { documents });
      for (const limit of [1, 3, 10]) {
        const read = (filter: object) =>
          readPages((request) => storage.documents.due(context, instant(1), { ...request, ...filter }), limit);
        equal(`due, ${limit} per page`, await read({}), inOrder.slice(0, 9));
        const ofKind = inOrder.slice(0, 9).filter(({ kind }) => kind === "a");
        equal(`due of a kind, ${limit} per page`, await read({ kind: "a" }), ofKind);
        equal(`due of an absent kind, ${limit} per page`, await read({ kind: "none" }), []);
      }
      equal(
        "one millisecond earlier",
        (await readPages((request) => storage.documents.due(context, instant(), request))).length,
        8,
      );
    },
  },
];

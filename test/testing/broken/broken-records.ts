/** Adapters whose mistakes change records, identifiers and reads by key. */
import type { ChangeSet, DocumentChange, ReadResult, StorageAdapter } from "clientele/storage";
import { broken, changedSets, commitOne, pause } from "./broken-adapter.js";

/** Replaces `read` by one that changes its result. */
const changedRead =
  (change: (result: ReadResult) => Partial<ReadResult>) =>
  (inner: StorageAdapter): Pick<StorageAdapter, "read"> => ({
    async read(context, request) {
      const result = await inner.read(context, request);
      return { ...result, ...change(result) };
    },
  });

/** Changes the content of every document of a set. */
const changedDocuments = (change: (value: unknown, key: DocumentChange) => unknown) =>
  changedSets(({ documents, ...set }) => ({
    ...set,
    documents: documents?.map((row) => ({
      ...row,
      document: row.document && { ...row.document, value: change(row.document.value, row) },
    })),
  }));

/** Changes the field `text` of every document that has one. */
const changedTexts = (change: (text: string) => string) =>
  changedDocuments((value) => {
    const { text } = (value ?? {}) as { readonly text?: unknown };
    return typeof text === "string" ? { ...(value as object), text: change(text) } : value;
  });

export const brokenRecords = [
  broken(
    ["absent-is-null", "reads-by-position", "history-removal"],
    "an absent interaction is undefined",
    changedRead(({ interactions }) => ({ interactions: interactions.map((fact) => fact ?? (undefined as never)) })),
  ),
  broken(
    ["absent-is-null", "reads-histories", "history-moves"],
    "an absent history is null",
    changedRead(({ histories }) => ({
      histories: histories.map((page) => (page.items.length === 0 ? (null as never) : page)),
    })),
  ),
  broken(
    ["values-survive", "history-moves"],
    "dates lose their milliseconds",
    changedRead(({ interactions }) => ({
      interactions: interactions.map((fact) => fact && { ...fact, at: new Date(Math.floor(fact.at.getTime() / 1000) * 1000) }),
    })),
  ),
  broken(
    ["values-survive", "copies"],
    "a round trip through JSON turns dates into texts",
    changedRead(({ customers }) => ({ customers: JSON.parse(JSON.stringify(customers)) })),
  ),
  broken(
    ["values-survive"],
    "texts are normalized",
    changedTexts((text) => text.normalize("NFC")),
  ),
  broken(["copies"], "a cache returns the same object every time", (inner) => {
    const cache = new Map<string, ReadResult["customers"][number]>();
    return changedRead(({ customers }) => ({
      customers: customers.map((stored) => {
        const key = stored?.version ?? "none";
        if (!cache.has(key)) cache.set(key, stored);
        return cache.get(key)!;
      }),
    }))(inner);
  }),
  broken(["copies"], "arguments are copied after a connection was found", (inner) => ({
    async commit(context, sets) {
      context.signal?.throwIfAborted();
      await pause();
      return inner.commit(context, sets);
    },
  })),
  broken(
    ["identifiers-by-code-point"],
    "identifiers fold case, as many collations do",
    changedRead(({ customers }) => {
      const first = new Map<string, (typeof customers)[number]>();
      for (const stored of customers) if (stored) first.set(stored.value.id.toLowerCase(), stored);
      return { customers: customers.map((stored) => stored && first.get(stored.value.id.toLowerCase())!) };
    }),
  ),
  broken(
    ["identifiers-by-code-point", "history-removal"],
    "trailing spaces are padding, as in MySQL",
    changedSets(({ interactions, ...set }) => ({
      ...set,
      interactions: interactions?.map((fact) => ({ ...fact, customerId: fact.customerId.trimEnd() || fact.customerId })),
    })),
  ),
  broken(["identifiers-by-code-point"], "an index is an object with a prototype", (inner) => {
    const index: Record<string, unknown> = {};
    return {
      ...changedDocuments((value, { id }) => (index[id] = value))(inner),
      ...changedRead(({ documents }) => ({
        documents: documents.map((stored) =>
          stored?.value.kind === "__proto__" ? { ...stored, value: { ...stored.value, value: index[stored.value.id] } } : stored,
        ),
      }))(inner),
    };
  }),
  broken(
    ["large-records"],
    "a column cuts off at 64 kB",
    changedTexts((text) => text.slice(0, 65_535)),
  ),
  broken(
    ["large-records"],
    "a statement stores at most 500 rows",
    changedSets((set) => ({ ...set, interactions: set.interactions?.slice(0, 500) })),
  ),
  broken(
    ["unstorable-is-refused"],
    "NaN becomes null, as in JSON",
    changedDocuments((value) => (Array.isArray(value) && Number.isNaN(value[0]) ? [null] : value)),
  ),
  broken(
    ["unstorable-is-refused", "contradictions-are-refused", "copies"],
    "the sets before an invalid one are written",
    (inner) => ({
      async commit(context, sets) {
        const outcomes = await inner.commit(context, []);
        const written = [...outcomes];
        for (const set of sets) written.push(await commitOne(inner, context, set));
        return written;
      },
    }),
  ),
  broken(["contradictions-are-refused"], "the first interaction under an identifier counts", (inner) => ({
    commit(context, sets) {
      const seen = new Set<string>();
      const isFirst = (id: string): boolean => !seen.has(id) && seen.add(id).has(id);
      const unique = ({ interactions, ...set }: ChangeSet): ChangeSet => ({
        ...set,
        interactions: interactions?.filter(({ id }) => isFirst(id)),
      });
      return inner.commit(context, sets.map(unique));
    },
  })),
  broken(
    ["reads-by-position", "sets-are-independent"],
    "results come in the order of the database",
    changedRead(({ documents }) => ({
      documents: documents.toSorted((left, right) => {
        const [first, second] = [left?.value.id ?? "", right?.value.id ?? ""];
        return left?.value.kind === right?.value.kind && first < second ? -1 : 0;
      }),
    })),
  ),
  broken(["reads-by-position"], "a repeated key is answered once", (inner) => ({
    read: (context, request) =>
      inner.read(context, { ...request, customers: request.customers && [...new Set(request.customers)] }),
  })),
  broken(
    ["reads-by-position", "absent-is-null", "history-removal"],
    "absent records are left out",
    changedRead(({ interactions }) => ({ interactions: interactions.filter((fact) => fact !== null) })),
  ),
  broken(
    ["reads-histories"],
    "the beginning of a history has no cursor",
    changedRead(({ histories }) => ({ histories: histories.map((page) => ({ ...page, next: null })) })),
  ),
  broken(["reads-histories"], "the limit counts the interactions of all histories", (inner) => ({
    async read(context, request) {
      const result = await inner.read(context, request);
      let left = request.histories?.[0]?.limit ?? 0;
      const histories = result.histories.map((page) => {
        const items = page.items.slice(0, left);
        left -= items.length;
        return { ...page, items };
      });
      return { ...result, histories };
    },
  })),
  broken(["reads-documents-first"], "documents are read last", (inner) => ({
    async read(context, { documents, ...request }) {
      const others = await inner.read(context, request);
      if (documents === undefined) return others;
      await pause();
      return { ...others, documents: (await inner.read(context, { documents })).documents };
    },
  })),
];

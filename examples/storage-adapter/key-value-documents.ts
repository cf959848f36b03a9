import {
  type CheckedDocumentChange,
  decodeCursor,
  type DocumentStore,
  type DueDocument,
  encodeCursor,
  requireDate,
  requirePositiveInteger,
  type StorageDocument,
  type Version,
} from "clientele/storage";
import { mapped, pageOf, storedIn, storedText, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore, Writes } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

/** Returns the main key of a document. */
export const documentKey = (tenant: string, { kind, id }: { readonly kind: string; readonly id: string }): string =>
  keyOf(tenant, "document", kind, id);

/** Returns all keys of a document: its main key, by customer if it has one, and by due instant if it has one. */
function keysOf(tenant: string, document: StorageDocument): string[] {
  const { kind, id, customerId, dueAt } = document;
  return [
    documentKey(tenant, document),
    ...(typeof customerId === "string" ? [keyOf(tenant, "document of", customerId, kind, id)] : []),
    ...(dueAt instanceof Date ? [keyOf(tenant, "document due", dueAt, kind, id)] : []),
  ];
}

/** Returns what a change of a document writes over its entry. The keys of its former customer and due instant go. */
export function documentWrites(
  tenant: string,
  { document }: CheckedDocumentChange,
  before: Entry | null,
  version: Version,
): Writes {
  const writes = new Map<string, string | null>();
  if (before !== null) for (const key of keysOf(tenant, documentIn(before).value)) writes.set(key, null);
  if (document !== null) for (const key of keysOf(tenant, document)) writes.set(key, storedText(document, version));
  return writes;
}

/** Reads a stored document. */
export const documentIn = (entry: Entry) => storedIn<StorageDocument>(entry);

/** Creates the lists of documents. */
export function keyValueDocuments(store: KeyValueStore): DocumentStore {
  return {
    async page(context, request) {
      const { kind, customerId } = request;
      const limit = requirePositiveInteger(request.limit, "limit");
      const parts = [
        tenantOf(context),
        ...(customerId === undefined ? ["document"] : ["document of", customerId]),
        ...(kind === undefined ? [] : [kind]),
      ];
      const range = under(...parts);
      const after = decodeCursor("documents", request.cursor, ["text", "text"]);
      // After (kind, id); a requested kind is part of the key already.
      const from = after === null ? range.from : justAfter(keyOf(...parts, ...(kind === undefined ? after : [after[1]])));
      const documents = mapped(walk(store, { ...range, from }), documentIn);
      return pageOf(documents, limit, ({ value }) => encodeCursor("documents", [value.kind, value.id]));
    },
    async due(context, until, request) {
      const tenant = tenantOf(context);
      const limit = requirePositiveInteger(request.limit, "limit");
      const after = decodeCursor("due", request.cursor, ["number", "text", "text"]);
      const { from } = under(tenant, "document due");
      const range = {
        from: after === null ? from : justAfter(keyOf(tenant, "document due", new Date(after[0]), after[1], after[2])),
        to: under(tenant, "document due", new Date(requireDate(until, "until"))).to,
      };
      const cursorOf = ({ dueAt, kind, id }: DueDocument) => encodeCursor("due", [dueAt.getTime(), kind, id]);
      return pageOf(dueIn(store, range, request.kind), limit, cursorOf);
    },
  };
}

/** Yields the documents of a range of due instants. */
async function* dueIn(store: KeyValueStore, range: { from: string; to: string }, wanted?: string): AsyncGenerator<DueDocument> {
  for await (const entry of walk(store, range)) {
    const { kind, id, dueAt } = documentIn(entry).value;
    if (wanted === undefined || wanted === kind) yield { kind, id, dueAt: dueAt! };
  }
}

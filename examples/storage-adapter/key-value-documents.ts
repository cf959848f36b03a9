import {
  decodeCursor,
  decodeStorable,
  type DocumentStore,
  encodeCursor,
  encodeStorable,
  type StorageDocument,
  storableDocument,
  type Stored,
  type Version,
} from "clientele/storage";
import { limitOf, pageOf, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

/** Returns the keys of a document: by kind, and by customer if it has one. One commit writes both, so they share one stamp. */
function keysOf(tenant: string, { kind, id, customerId }: StorageDocument): readonly string[] {
  const main = keyOf(tenant, "document", kind, id);
  return typeof customerId === "string" ? [main, keyOf(tenant, "document of", customerId, kind, id)] : [main];
}

/** Creates the document store. */
export function keyValueDocuments(store: KeyValueStore): DocumentStore {
  const read = async (tenant: string, kind: string, id: string) => {
    const entry = await store.get(keyOf(tenant, "document", kind, id));
    return entry && storedDocument(entry);
  };

  /** Replaces a document under all its keys if it has the expected version. */
  const replace = async (
    tenant: string,
    { kind, id }: { readonly kind: string; readonly id: string },
    expected: Version | null,
    next: StorageDocument | null,
  ) => {
    const found = await read(tenant, kind, id);
    const conflict = { ok: false, reason: "conflict" } as const;
    if ((found?.version ?? null) !== expected) return { ...conflict, actual: found?.version ?? null };
    const writes = new Map<string, string | null>();
    if (found !== null) for (const key of keysOf(tenant, found.value)) writes.set(key, null);
    if (next !== null) for (const key of keysOf(tenant, next)) writes.set(key, encodeStorable(next));
    const version = await store.commit(new Map([[keyOf(tenant, "document", kind, id), expected]]), writes);
    if (version !== null) return { ok: true, version } as const;
    return { ...conflict, actual: (await read(tenant, kind, id))?.version ?? null };
  };

  return {
    get: async (context, kind, id) => read(tenantOf(context), kind, id),
    async getMany(context, kind, ids) {
      const tenant = tenantOf(context);
      return Promise.all(ids.map((id) => read(tenant, kind, id)));
    },
    async save(context, document, expected) {
      const tenant = tenantOf(context);
      const value = storableDocument(document);
      return replace(tenant, value, expected, value);
    },
    async remove(context, kind, id, expected) {
      const removed = await replace(tenantOf(context), { kind, id }, expected, null);
      return removed.ok ? { ok: true } : removed;
    },
    async page(context, request) {
      const { kind, customerId } = request;
      const limit = limitOf(request);
      const parts = [
        tenantOf(context),
        ...(customerId === undefined ? ["document"] : ["document of", customerId]),
        ...(kind === undefined ? [] : [kind]),
      ];
      const range = under(...parts);
      const after = decodeCursor("documents", request.cursor, ["text", "text"]);
      // After (kind, id); a requested kind is part of the key already.
      const from = after === null ? range.from : justAfter(keyOf(...parts, ...(kind === undefined ? after : [after[1]])));
      return pageOf(documentsIn(store, { ...range, from }), limit, ({ value }) =>
        encodeCursor("documents", [value.kind, value.id]),
      );
    },
  };
}

async function* documentsIn(store: KeyValueStore, range: { from: string; to: string }): AsyncGenerator<Stored<StorageDocument>> {
  for await (const entry of walk(store, range)) yield storedDocument(entry);
}

function storedDocument({ value, stamp }: Entry): Stored<StorageDocument> {
  return { value: decodeStorable(value) as StorageDocument, version: stamp };
}

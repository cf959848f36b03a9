import { compareCodePoints } from "../../kernel/index.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { DocumentRequest, DocumentStore } from "../document-store.js";
import { plainCopy } from "../plain-data.js";
import { documentRequest } from "../requests.js";
import { storableDocument } from "../storable-records.js";
import { type MemoryAccess, pageOf } from "./access.js";
import { type DocumentRow, documentKey, ownerOf, type TenantRows } from "./tenant-tables.js";

/** Creates the document store of the memory storage. */
export function memoryDocuments(access: MemoryAccess): DocumentStore {
  return {
    async get(context, kind, id) {
      return plainCopy(access.rows(context).documents.get(documentKey(kind, id)) ?? null);
    },
    async getMany(context, kind, ids) {
      const { documents } = access.rows(context);
      return ids.map((id) => plainCopy(documents.get(documentKey(kind, id)) ?? null));
    },
    async save(context, document, expected) {
      const { documents } = access.rows(context);
      const value = storableDocument(document);
      const actual = documents.get(documentKey(value.kind, value.id))?.version ?? null;
      if (actual !== expected) return { ok: false, reason: "conflict", actual };
      const version = access.nextToken();
      documents.put({ value, version });
      return { ok: true, version };
    },
    async remove(context, kind, id, expected) {
      const { documents } = access.rows(context);
      const key = documentKey(kind, id);
      const actual = documents.get(key)?.version ?? null;
      if (actual === null || actual !== expected) return { ok: false, reason: "conflict", actual };
      documents.remove(key);
      return { ok: true };
    },
    async page(context, request) {
      const rows = documentRows(access.rows(context), documentRequest(request));
      return pageOf(rows, request, plainCopy, (row) => encodeCursor("documents", [row.value.kind, row.value.id]));
    },
  };
}

/** Yields the documents of a request, starting after its cursor. */
function* documentRows({ documents }: TenantRows, { cursor, kind, customerId }: DocumentRequest): Iterable<DocumentRow> {
  const after = decodeCursor("documents", cursor, ["text", "text"]);
  const sideOfOwner = (row: DocumentRow): number => (customerId === undefined ? 0 : compareCodePoints(ownerOf(row), customerId));
  const sideOfKind = (row: DocumentRow): number => (kind === undefined ? 0 : compareCodePoints(row.value.kind, kind));

  const isBefore = (row: DocumentRow): boolean => {
    const side = sideOfOwner(row) || sideOfKind(row);
    if (side !== 0 || after === null) return side < 0;
    return (compareCodePoints(row.value.kind, after[0]) || compareCodePoints(row.value.id, after[1])) <= 0;
  };
  for (const row of documents.ascending(customerId === undefined ? "byKind" : "byCustomer", isBefore)) {
    if (sideOfOwner(row) > 0 || sideOfKind(row) > 0) return;
    yield row;
  }
}

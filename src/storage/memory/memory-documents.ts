import { compareCodePoints } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import { compareDocuments } from "../document-order.js";
import type { DocumentRequest, DocumentStore, DueDocument, DueRequest } from "../document-store.js";
import { plainCopy } from "../plain-data.js";
import { documentRequest, dueRequest } from "../requests.js";
import { type MemoryState, openTables } from "./memory-state.js";
import { pageOf } from "./page-of.js";
import { type DocumentRow, dueTimeOf, ownerOf, type TenantTables } from "./tenant-tables.js";

/** Creates the document store of the memory storage. */
export function memoryDocuments(state: MemoryState): DocumentStore {
  return {
    async page(context, request) {
      const rows = documentRows(openTables(state, context), documentRequest(request));
      return pageOf(rows, request, plainCopy, (row) => encodeCursor("documents", [row.value.kind, row.value.id]));
    },
    async due(context, until, request) {
      const rows = dueRows(openTables(state, context), toMilliseconds(until, "until"), dueRequest(request));
      return pageOf(rows, request, dueDocument, (row) => encodeCursor("due", [dueTimeOf(row), row.value.kind, row.value.id]));
    },
  };
}

/** Yields the documents of a request, starting after its cursor. */
function* documentRows({ documents }: TenantTables, { cursor, kind, customerId }: DocumentRequest): Iterable<DocumentRow> {
  const after = decodeCursor("documents", cursor, ["text", "text"]);
  const sideOfOwner = (row: DocumentRow): number => (customerId === undefined ? 0 : compareCodePoints(ownerOf(row), customerId));
  const sideOfKind = (row: DocumentRow): number => (kind === undefined ? 0 : compareCodePoints(row.value.kind, kind));

  const isBefore = (row: DocumentRow): boolean => {
    const side = sideOfOwner(row) || sideOfKind(row);
    if (side !== 0 || after === null) return side < 0;
    return compareDocuments(row.value, { kind: after[0], id: after[1] }) <= 0;
  };
  for (const row of documents.ascending(customerId === undefined ? "byKind" : "byCustomer", isBefore)) {
    if (sideOfOwner(row) > 0 || sideOfKind(row) > 0) return;
    yield row;
  }
}

/** Yields the documents that are due, starting after the cursor of a request. */
function* dueRows({ documents }: TenantTables, until: number, { cursor, kind }: DueRequest): Iterable<DocumentRow> {
  const after = decodeCursor("due", cursor, ["number", "text", "text"]);
  const isBefore = (row: DocumentRow): boolean =>
    after !== null && (dueTimeOf(row) - after[0] || compareDocuments(row.value, { kind: after[1], id: after[2] })) <= 0;
  for (const row of documents.ascending("byDue", isBefore)) {
    if (dueTimeOf(row) > until) return;
    if (kind === undefined || row.value.kind === kind) yield row;
  }
}

function dueDocument({ value: { kind, id, dueAt } }: DocumentRow): DueDocument {
  return { kind, id, dueAt: new Date(dueAt as Date) };
}

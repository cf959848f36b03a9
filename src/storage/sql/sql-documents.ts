import { toMilliseconds } from "../../kernel/internal.js";
import { encodeCursor } from "../cursor.js";
import type { DocumentStore } from "../document-store.js";
import { documentRequest, dueRequest } from "../requests.js";
import { behind, pageOf, readCursor, sought } from "./keyset.js";
import type { SqlAccess } from "./sql-access.js";
import { storedDocument } from "./stored-rows.js";

/** Creates the lists of documents of the SQL storage. */
export function sqlDocuments(access: SqlAccess): DocumentStore {
  return {
    async page(context, request) {
      const tenant = access.open(context);
      const { limit, cursor, kind, customerId } = documentRequest(request);
      const after = readCursor("documents", cursor, ["text", "text"]);
      const rows = await access.persistently(() =>
        access.executor
          .selectFrom("clientele_document")
          .select(["kind", "id", "customer_id", "due_at", "version", "record"])
          .where("tenant_id", "=", tenant)
          .$if(kind !== undefined, (query) => query.where("kind", "=", sought(kind)))
          .$if(customerId !== undefined, (query) => query.where("customer_id", "=", sought(customerId)))
          .$if(after !== null, (query) => query.where(behind(["kind", "id"], after!)))
          .orderBy("kind")
          .orderBy("id")
          .limit(limit + 1)
          .execute(),
      );
      return pageOf(rows, limit, storedDocument, (row) => encodeCursor("documents", [row.kind, row.id]));
    },
    async due(context, until, request) {
      const tenant = access.open(context);
      const { limit, cursor, kind } = dueRequest(request);
      const latest = toMilliseconds(until, "until");
      const after = readCursor("due", cursor, ["number", "text", "text"]);
      const rows = await access.persistently(() =>
        access.executor
          .selectFrom("clientele_document")
          .select(["kind", "id", "due_at"])
          .where("tenant_id", "=", tenant)
          .where("due_at", "<=", latest)
          .$if(kind !== undefined, (query) => query.where("kind", "=", sought(kind)))
          .$if(after !== null, (query) => query.where(behind(["due_at", "kind", "id"], after!)))
          .orderBy("due_at")
          .orderBy("kind")
          .orderBy("id")
          .limit(limit + 1)
          .execute(),
      );
      return pageOf(
        rows,
        limit,
        (row) => ({ kind: row.kind, id: row.id, dueAt: new Date(Number(row.due_at)) }),
        (row) => encodeCursor("due", [Number(row.due_at), row.kind, row.id]),
      );
    },
  };
}

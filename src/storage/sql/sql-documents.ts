import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { DocumentRequest, DocumentStore, StorageDocument } from "../document-store.js";
import { documentRequest } from "../requests.js";
import { storableDocument } from "../storable-records.js";
import { decodeStorable, storableText } from "../storable-text.js";
import type { Stored } from "../stored.js";
import { behind, chunked, pageOf, readCursor, sought } from "./keyset.js";
import type { SqlAccess } from "./sql-access.js";
import type { SqlExecutor } from "./tables.js";
import { insertOne, removeVersioned, saveVersioned } from "./versioned-rows.js";

/** Creates the document store of the SQL storage. */
export function sqlDocuments(access: SqlAccess): DocumentStore {
  const select = (executor: SqlExecutor, tenantId: string) =>
    executor
      .selectFrom("clientele_document")
      .select(["kind", "id", "customer_id", "version", "record"])
      .where("tenant_id", "=", tenantId);

  const versionOf = (tenantId: string, kind: string, id: string) => async (executor: SqlExecutor) =>
    (await select(executor, tenantId).where("kind", "=", kind).where("id", "=", id).executeTakeFirst())?.version ?? null;

  return {
    async get(context, kind, id) {
      const { tenantId, run } = access.open(context);
      const row = await run((executor) =>
        select(executor, tenantId).where("kind", "=", sought(kind)).where("id", "=", sought(id)).executeTakeFirst(),
      );
      return row === undefined ? null : storedDocument(row);
    },
    async getMany(context, kind, ids) {
      const { tenantId, run } = access.open(context);
      const found = new Map<string, DocumentRow>();
      await run(async (executor) => {
        for (const chunk of chunked([...new Set(ids.map(sought))])) {
          const rows = await select(executor, tenantId).where("kind", "=", sought(kind)).where("id", "in", chunk).execute();
          for (const row of rows) found.set(row.id, row);
        }
      });
      return ids.map((id) => (found.has(id) ? storedDocument(found.get(id)!) : null));
    },
    async save(context, document, expected) {
      const session = access.open(context);
      const { tenantId } = session;
      const { kind, id, customerId = null, value } = storableDocument(document);
      const content = { customer_id: customerId, record: storableText(value) };
      const row = {
        insert: (executor: SqlExecutor, version: string) =>
          insertOne(
            access.dialect,
            executor.insertInto("clientele_document").values({ tenant_id: tenantId, kind, id, version, ...content }),
          ),
        update: async (executor: SqlExecutor, version: string, known: string) => {
          const { numUpdatedRows } = await executor
            .updateTable("clientele_document")
            .set({ version, ...content })
            .where("tenant_id", "=", tenantId)
            .where("kind", "=", kind)
            .where("id", "=", id)
            .where("version", "=", sought(known))
            .executeTakeFirst();
          return numUpdatedRows > 0;
        },
        versionOf: versionOf(tenantId, kind, id),
      };
      return saveVersioned(access, session, row, expected);
    },
    async remove(context, kind, id, expected) {
      const session = access.open(context);
      const { tenantId } = session;
      const remove = async (executor: SqlExecutor): Promise<boolean> => {
        const { numDeletedRows } = await executor
          .deleteFrom("clientele_document")
          .where("tenant_id", "=", tenantId)
          .where("kind", "=", sought(kind))
          .where("id", "=", sought(id))
          .where("version", "=", sought(expected))
          .executeTakeFirst();
        return numDeletedRows > 0;
      };
      return removeVersioned(session, remove, versionOf(tenantId, sought(kind), sought(id)));
    },
    async page(context: StorageContext, request: DocumentRequest) {
      const { tenantId, run } = access.open(context);
      const { limit, cursor, kind, customerId } = documentRequest(request);
      const after = readCursor("documents", cursor, ["text", "text"]);
      const rows = await run((executor) =>
        select(executor, tenantId)
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
  };
}

/** Columns read for a document. */
interface DocumentRow {
  readonly kind: string;
  readonly id: string;
  readonly customer_id: string | null;
  readonly version: string;
  readonly record: string;
}

function storedDocument({ kind, id, customer_id, version, record }: DocumentRow): Stored<StorageDocument> {
  const owner = customer_id === null ? {} : { customerId: customer_id };
  return { value: { kind, id, ...owner, value: decodeStorable(record) }, version };
}

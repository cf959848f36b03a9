import { toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { InteractionLog } from "../interaction-log.js";
import { requirePositiveInteger } from "../request-checks.js";
import { scanPages } from "../scan-pages.js";
import { storableInteraction } from "../storable-records.js";
import { decodeStorable, storableText } from "../storable-text.js";
import type { PageRequest } from "../stored.js";
import { behind, pageOf, readCursor, sought } from "./keyset.js";
import { appendOnce } from "./new-rows.js";
import { pushedProperties } from "./pushed-json.js";
import type { SqlAccess } from "./sql-access.js";
import type { SqlExecutor } from "./tables.js";

/** The order of facts, `(at, id)`. */
const PLACE = ["happened_at", "id"] as const;

/** The facts of the SQL storage. */
export function sqlInteractions(access: SqlAccess): InteractionLog {
  const select = (executor: SqlExecutor, tenantId: string) =>
    executor.selectFrom("clientele_interaction").select(["id", "happened_at", "record"]).where("tenant_id", "=", tenantId);

  const page = async (context: StorageContext, request: PageRequest) => {
    const { tenantId, run } = access.open(context);
    const limit = requirePositiveInteger(request.limit, "limit");
    const after = readCursor("interactions", request.cursor, ["number", "text"]);
    const rows = await run((executor) =>
      select(executor, tenantId)
        .$if(after !== null, (query) => query.where(behind(PLACE, after!)))
        .orderBy("happened_at")
        .orderBy("id")
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit, storedFact, (row) => encodeCursor("interactions", [Number(row.happened_at), row.id]));
  };

  return {
    async append(context, interactions) {
      const { tenantId, atomically } = access.open(context);
      const rows = interactions
        .map((fact, index) => storableInteraction(fact, `interactions[${index}]`))
        .map((fact) => rowOf(tenantId, fact));
      if (rows.length === 0) return [];
      return atomically((executor) => {
        const insert = (missing: typeof rows) => executor.insertInto("clientele_interaction").values(missing);
        return appendOnce(
          access.dialect,
          {
            insert: (missing) => insert([...missing]).execute(),
            insertMissing: (missing) =>
              insert([...missing])
                .onConflict((conflict) => conflict.doNothing())
                .returning("id")
                .execute(),
            read: (ids) => select(executor, tenantId).where("id", "in", ids).execute(),
          },
          rows,
        );
      });
    },
    async get(context, interactionId) {
      const { tenantId, run } = access.open(context);
      const row = await run((executor) => select(executor, tenantId).where("id", "=", sought(interactionId)).executeTakeFirst());
      return row === undefined ? null : storedFact(row);
    },
    async history(context, customerId, { from, to, types, direction, ...request }) {
      const { tenantId, run } = access.open(context);
      const limit = requirePositiveInteger(request.limit, "limit");
      const newestFirst = direction === "newest-first";
      const method = newestFirst ? "history-newest" : "history";
      const order = newestFirst ? "desc" : "asc";
      const after = readCursor(method, request.cursor, ["number", "text"]);
      const first = from === undefined ? undefined : toMilliseconds(from, "from");
      const end = to === undefined ? undefined : toMilliseconds(to, "to");
      // No database takes an empty list.
      const anyOf = types?.length === 0 ? [""] : types?.map(sought);
      const rows = await run((executor) =>
        select(executor, tenantId)
          .where("customer_id", "=", sought(customerId))
          .$if(first !== undefined, (query) => query.where("happened_at", ">=", first!))
          .$if(end !== undefined, (query) => query.where("happened_at", "<", end!))
          .$if(anyOf !== undefined, (query) => query.where("type", "in", anyOf!))
          .$if(after !== null, (query) => query.where(behind(PLACE, after!, order)))
          .orderBy("happened_at", order)
          .orderBy("id", order)
          .limit(limit + 1)
          .execute(),
      );
      return pageOf(rows, limit, storedFact, (row) => encodeCursor(method, [Number(row.happened_at), row.id]));
    },
    page,
    async removeHistory(context, customerId) {
      const { tenantId, run } = access.open(context);
      const { numDeletedRows } = await run((executor) =>
        executor
          .deleteFrom("clientele_interaction")
          .where("tenant_id", "=", tenantId)
          .where("customer_id", "=", sought(customerId))
          .executeTakeFirst(),
      );
      return Number(numDeletedRows);
    },
    scan: (context) => scanPages((request) => page(context, request)),
  };
}

function rowOf(tenantId: string, fact: Interaction) {
  return {
    tenant_id: tenantId,
    id: fact.id,
    customer_id: fact.customerId,
    // Columns for looking; what a host put there against its type is in `record`.
    type: typeof fact.type === "string" ? fact.type : "",
    happened_at: fact.at.getTime(),
    channel: typeof fact.channel === "string" ? fact.channel : null,
    record: storableText(fact),
    properties: pushedProperties(fact),
  };
}

function storedFact({ record }: { readonly record: string }): Interaction {
  return decodeStorable(record) as Interaction;
}

import { toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { InteractionLog } from "../interaction-log.js";
import { historyRequest, pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import { storableInteraction } from "../storable-records.js";
import { decodeStorable, storableText } from "../storable-text.js";
import type { PageRequest } from "../stored.js";
import { behind, pageOf, readCursor, sought } from "./keyset.js";
import { appendOnce } from "./new-rows.js";
import { pushedProperties } from "./pushed-json.js";
import type { SqlAccess } from "./sql-access.js";
import type { SqlExecutor } from "./tables.js";

/** Columns of the order of interactions, `(at, id)`. */
const PLACE = ["happened_at", "id"] as const;

/** Creates the interaction log of the SQL storage. */
export function sqlInteractions(access: SqlAccess): InteractionLog {
  const select = (executor: SqlExecutor, tenantId: string) =>
    executor.selectFrom("clientele_interaction").select(["id", "happened_at", "record"]).where("tenant_id", "=", tenantId);

  const page = async (context: StorageContext, request: PageRequest) => {
    const { tenantId, run } = access.open(context);
    const { limit, cursor } = pageRequest(request);
    const after = readCursor("interactions", cursor, ["number", "text"]);
    const rows = await run((executor) =>
      select(executor, tenantId)
        .$if(after !== null, (query) => query.where(behind(PLACE, after!)))
        .orderBy("happened_at")
        .orderBy("id")
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit, storedInteraction, (row) => encodeCursor("interactions", [Number(row.happened_at), row.id]));
  };

  return {
    async append(context, interactions) {
      const { tenantId, atomically } = access.open(context);
      const rows = interactions
        .map((interaction, index) => storableInteraction(interaction, `interactions[${index}]`))
        .map((interaction) => rowOf(tenantId, interaction));
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
      return row === undefined ? null : storedInteraction(row);
    },
    async history(context, customerId, request) {
      const { tenantId, run } = access.open(context);
      const { limit, cursor, from, to, types, direction } = historyRequest(request);
      const newestFirst = direction === "newest-first";
      const method = newestFirst ? "history-newest" : "history";
      const order = newestFirst ? "desc" : "asc";
      const after = readCursor(method, cursor, ["number", "text"]);
      const first = from === undefined ? undefined : toMilliseconds(from, "from");
      const end = to === undefined ? undefined : toMilliseconds(to, "to");
      // No database accepts an empty list.
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
      return pageOf(rows, limit, storedInteraction, (row) => encodeCursor(method, [Number(row.happened_at), row.id]));
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

function rowOf(tenantId: string, interaction: Interaction) {
  return {
    tenant_id: tenantId,
    id: interaction.id,
    customer_id: interaction.customerId,
    // Columns for searching; a value of another type is only in `record`.
    type: typeof interaction.type === "string" ? interaction.type : "",
    happened_at: interaction.at.getTime(),
    channel: typeof interaction.channel === "string" ? interaction.channel : null,
    record: storableText(interaction),
    properties: pushedProperties(interaction),
  };
}

function storedInteraction({ record }: { readonly record: string }): Interaction {
  return decodeStorable(record) as Interaction;
}

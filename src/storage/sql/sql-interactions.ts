import { toMilliseconds } from "../../kernel/internal.js";
import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { InteractionLog } from "../interaction-log.js";
import { historyRequest, pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import type { PageRequest } from "../stored.js";
import { behind, pageOf, readCursor, sought } from "./keyset.js";
import type { SqlAccess } from "./sql-access.js";
import { storedInteraction } from "./stored-rows.js";

/** Columns of the order of interactions, `(at, id)`. */
const PLACE = ["happened_at", "id"] as const;

/** Creates the lists of interactions of the SQL storage. */
export function sqlInteractions(access: SqlAccess): InteractionLog {
  const select = (tenant: string) =>
    access.executor.selectFrom("clientele_interaction").select(["id", "happened_at", "record"]).where("tenant_id", "=", tenant);

  const page = async (context: StorageContext, request: PageRequest) => {
    const tenant = access.open(context);
    const { limit, cursor } = pageRequest(request);
    const after = readCursor("interactions", cursor, ["number", "text"]);
    const rows = await access.persistently(() =>
      select(tenant)
        .$if(after !== null, (query) => query.where(behind(PLACE, after!)))
        .orderBy("happened_at")
        .orderBy("id")
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit, storedInteraction, (row) => encodeCursor("interactions", [Number(row.happened_at), row.id]));
  };

  return {
    async history(context, customerId, request) {
      const tenant = access.open(context);
      const { limit, cursor, from, to, types, direction } = historyRequest(request);
      const newestFirst = direction === "newest-first";
      const method = newestFirst ? "history-newest" : "history";
      const order = newestFirst ? "desc" : "asc";
      const after = readCursor(method, cursor, ["number", "text"]);
      const first = from === undefined ? undefined : toMilliseconds(from, "from");
      const end = to === undefined ? undefined : toMilliseconds(to, "to");
      // No database accepts an empty list.
      const anyOf = types?.length === 0 ? [""] : types?.map(sought);
      const rows = await access.persistently(() =>
        select(tenant)
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
    scan: (context) => scanPages((request) => page(context, request)),
  };
}

import { toMilliseconds } from "../../kernel/internal.js";
import { encodeCursor } from "../cursor.js";
import { requireDate, requireScheduleKey } from "../request-checks.js";
import { pageRequest } from "../requests.js";
import type { Schedule } from "../schedule.js";
import { behind, pageOf, readCursor } from "./keyset.js";
import type { SqlAccess } from "./sql-access.js";

/** Creates the schedule of the SQL storage. */
export function sqlSchedule(access: SqlAccess): Schedule {
  return {
    async set(context, key, at) {
      const { tenantId, run } = access.open(context);
      requireScheduleKey(key);
      if (at === null) {
        await run((executor) =>
          executor.deleteFrom("clientele_schedule").where("tenant_id", "=", tenantId).where("schedule_key", "=", key).execute(),
        );
        return;
      }
      const due_at = requireDate(at, "at");
      await run((executor) => {
        const insert = executor.insertInto("clientele_schedule").values({ tenant_id: tenantId, schedule_key: key, due_at });
        return access.dialect.name === "mysql"
          ? insert.onDuplicateKeyUpdate({ due_at }).execute()
          : insert.onConflict((conflict) => conflict.columns(["tenant_id", "schedule_key"]).doUpdateSet({ due_at })).execute();
      });
    },
    async due(context, until, request) {
      const { tenantId, run } = access.open(context);
      const { limit, cursor } = pageRequest(request);
      const latest = toMilliseconds(until, "until");
      const after = readCursor("due", cursor, ["number", "text"]);
      const rows = await run((executor) =>
        executor
          .selectFrom("clientele_schedule")
          .select(["schedule_key", "due_at"])
          .where("tenant_id", "=", tenantId)
          .where("due_at", "<=", latest)
          .$if(after !== null, (query) => query.where(behind(["due_at", "schedule_key"], after!)))
          .orderBy("due_at")
          .orderBy("schedule_key")
          .limit(limit + 1)
          .execute(),
      );
      return pageOf(
        rows,
        limit,
        (row) => ({ key: row.schedule_key, at: new Date(Number(row.due_at)) }),
        (row) => encodeCursor("due", [Number(row.due_at), row.schedule_key]),
      );
    },
  };
}

import { toMilliseconds } from "../../kernel/internal.js";
import { encodeCursor } from "../cursor.js";
import type { Acknowledged, ClaimedMessage, Outbox, OutboxMessage } from "../outbox.js";
import { claimRequest, pageRequest } from "../requests.js";
import { storableMessage } from "../storable-records.js";
import { decodeStorable, storableText } from "../storable-text.js";
import { behind, chunked, pageOf, readCursor, sought } from "./keyset.js";
import { appendOnce } from "./new-rows.js";
import type { SqlAccess } from "./sql-access.js";
import type { SqlExecutor } from "./tables.js";

/** Creates the outbox of the SQL storage. */
export function sqlOutbox(access: SqlAccess): Outbox {
  const { locksRows } = access.dialect;
  const select = (executor: SqlExecutor, tenantId: string) =>
    executor
      .selectFrom("clientele_outbox")
      .select(["id", "happened_at", "record", "lease", "attempts"])
      .where("tenant_id", "=", tenantId);

  return {
    async enqueue(context, messages) {
      const { tenantId, atomically } = access.open(context);
      const rows = messages
        .map((message, index) => storableMessage(message, `messages[${index}]`))
        .map((message) => rowOf(tenantId, message));
      if (rows.length === 0) return [];
      return atomically((executor) => {
        const insert = (missing: typeof rows) => executor.insertInto("clientele_outbox").values(missing);
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
    async claim(context, request) {
      const { tenantId, atomically } = access.open(context);
      const { leaseMilliseconds, limit, now: given } = claimRequest(request);
      const now = toMilliseconds(given, "now");
      const leaseUntil = now + leaseMilliseconds;
      toMilliseconds(leaseUntil, "leaseMilliseconds");
      return atomically(async (executor) => {
        const claim = await access.nextToken(executor);
        const free = await select(executor, tenantId)
          .where((where) => where.or([where("lease", "is", null), where("lease_until", "<=", now)]))
          .orderBy("happened_at")
          .orderBy("id")
          .limit(limit)
          // Rows that another claim has locked at this moment are skipped.
          .$if(locksRows, (query) => query.forUpdate().skipLocked())
          .execute();
        for (const chunk of chunked(free)) {
          await executor
            .updateTable("clientele_outbox")
            .set((update) => ({ lease: claim, lease_until: leaseUntil, attempts: update("attempts", "+", 1) }))
            .where("tenant_id", "=", tenantId)
            .where(
              "id",
              "in",
              chunk.map(({ id }) => id),
            )
            .execute();
        }
        return free.map(
          (row): ClaimedMessage => ({
            message: storedMessage(row),
            lease: leaseOf(claim, row.id),
            leaseUntil: new Date(leaseUntil),
            attempt: row.attempts + 1,
          }),
        );
      });
    },
    async acknowledge(context, deliveries) {
      const { tenantId, atomically } = access.open(context);
      if (deliveries.length === 0) return [];
      const held = await atomically(async (executor) => {
        const leases = new Map<string, string>();
        const known = [...new Set(deliveries.map(({ id }) => sought(id)))].sort();
        for (const ids of chunked(known)) {
          const rows = await select(executor, tenantId)
            .where("id", "in", ids)
            .orderBy("id")
            .$if(locksRows, (query) => query.forUpdate())
            .execute();
          for (const { id, lease } of rows) if (lease !== null) leases.set(id, leaseOf(lease, id));
        }
        const good = deliveries.filter(({ id, lease }) => leases.get(id) === lease).map(({ id }) => id);
        for (const ids of chunked(good)) {
          await executor.deleteFrom("clientele_outbox").where("tenant_id", "=", tenantId).where("id", "in", ids).execute();
        }
        return leases;
      });
      return deliveries.map(({ id, lease }): Acknowledged => {
        if (held.get(id) !== lease) return "lost";
        // A repeated delivery finds the message gone.
        held.delete(id);
        return "acknowledged";
      });
    },
    async page(context, request) {
      const { tenantId, run } = access.open(context);
      const { limit, cursor } = pageRequest(request);
      const after = readCursor("outbox", cursor, ["number", "text"]);
      const rows = await run((executor) =>
        select(executor, tenantId)
          .$if(after !== null, (query) => query.where(behind(["happened_at", "id"], after!)))
          .orderBy("happened_at")
          .orderBy("id")
          .limit(limit + 1)
          .execute(),
      );
      return pageOf(rows, limit, storedMessage, (row) => encodeCursor("outbox", [Number(row.happened_at), row.id]));
    },
  };
}

/** Returns the lease of a message. Rows keep the token of their claim, which is the same for all its messages. */
function leaseOf(claim: string, id: string): string {
  return `${claim}:${id}`;
}

function rowOf(tenantId: string, message: OutboxMessage) {
  return {
    tenant_id: tenantId,
    id: message.id,
    happened_at: message.at.getTime(),
    record: storableText(message),
    lease: null,
    lease_until: 0,
    attempts: 0,
  };
}

function storedMessage({ record }: { readonly record: string }): OutboxMessage {
  return decodeStorable(record) as OutboxMessage;
}

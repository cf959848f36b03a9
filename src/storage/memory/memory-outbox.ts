import { sameContent } from "../../kernel/index.js";
import { compareOrdered, toMilliseconds } from "../../kernel/internal.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { Appended } from "../interaction-log.js";
import type { Acknowledged, ClaimedMessage, Outbox } from "../outbox.js";
import { plainCopy } from "../plain-data.js";
import { claimRequest, pageRequest } from "../requests.js";
import { storableMessage } from "../storable-records.js";
import { type MemoryAccess, pageOf } from "./access.js";
import type { MessageRow } from "./tenant-tables.js";

/** Creates the outbox of the memory storage. */
export function memoryOutbox(access: MemoryAccess): Outbox {
  return {
    async enqueue(context, messages) {
      const { messages: rows } = access.rows(context);
      const copies = messages.map((message, index) => storableMessage(message, `messages[${index}]`));
      return copies.map((message): Appended => {
        const known = rows.get(message.id);
        if (known !== undefined) return sameContent(known.message, message) ? "repeated" : "conflict";
        rows.put({ message, lease: null, leaseUntil: 0, attempts: 0 });
        return "appended";
      });
    },
    async claim(context, request) {
      const { messages } = access.rows(context);
      const { leaseMilliseconds, limit, now: given } = claimRequest(request);
      const now = toMilliseconds(given, "now");
      const leaseUntil = now + leaseMilliseconds;
      toMilliseconds(leaseUntil, "leaseMilliseconds");
      const free: MessageRow[] = [];
      for (const row of messages.ascending("byTime", () => false)) {
        if (free.length === limit) break;
        if (row.lease === null || row.leaseUntil <= now) free.push(row);
      }
      return free.map((row): ClaimedMessage => {
        const lease = access.nextToken();
        const attempt = row.attempts + 1;
        messages.put({ message: row.message, lease, leaseUntil, attempts: attempt });
        return { message: plainCopy(row.message), lease, leaseUntil: new Date(leaseUntil), attempt };
      });
    },
    async acknowledge(context, deliveries) {
      const { messages } = access.rows(context);
      return deliveries.map(({ id, lease }): Acknowledged => {
        if (messages.get(id)?.lease !== lease) return "lost";
        messages.remove(id);
        return "acknowledged";
      });
    },
    async page(context, request) {
      const { messages } = access.rows(context);
      const after = decodeCursor("outbox", pageRequest(request).cursor, ["number", "text"]);
      const place = after && { at: new Date(after[0]), id: after[1] };
      const rows = messages.ascending("byTime", (row) => place !== null && compareOrdered(row.message, place) <= 0);
      return pageOf(
        rows,
        request,
        (row) => plainCopy(row.message),
        ({ message }) => encodeCursor("outbox", [message.at.getTime(), message.id]),
      );
    },
  };
}

import { sameContent } from "clientele/kernel";
import {
  type Acknowledged,
  type Appended,
  type ClaimedMessage,
  decodeCursor,
  decodeStorable,
  type Delivery,
  encodeCursor,
  encodeStorable,
  type Outbox,
  type OutboxMessage,
  requirePositiveInteger,
  storableMessage,
} from "clientele/storage";
import { limitOf, pageOf, persistently, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

/** A stored message. */
interface Waiting {
  readonly message: OutboxMessage;
  /** End of the lease; meaningless before the first claim. */
  readonly leaseUntil: Date;
  readonly attempts: number;
}

/** Returns the keys of a message: by identifier, and in the order of delivery. */
function keysOf(tenant: string, { id, at }: OutboxMessage): readonly string[] {
  return [keyOf(tenant, "message", id), keyOf(tenant, "message by time", at, id)];
}

/** Creates the outbox. The stamp of the commit that claimed a message is its lease, because no stamp is used twice. */
export function keyValueOutbox(store: KeyValueStore): Outbox {
  /** Writes a message under its keys if its entry is unchanged; returns the new stamp, or `null`. */
  const write = (tenant: string, waiting: Waiting, before: string | null): Promise<string | null> => {
    const keys = keysOf(tenant, waiting.message);
    return store.commit(new Map([[keys[0]!, before]]), new Map(keys.map((key) => [key, encodeStorable(waiting)])));
  };

  const enqueue = (tenant: string, message: OutboxMessage): Promise<Appended> =>
    persistently(async () => {
      const known = await store.get(keyOf(tenant, "message", message.id));
      if (known !== null) return sameContent(waitingOf(known).message, message) ? "repeated" : "conflict";
      const stamp = await write(tenant, { message, leaseUntil: new Date(0), attempts: 0 }, null);
      return stamp === null ? undefined : "appended";
    });

  const acknowledge = async (tenant: string, { id, lease }: Delivery): Promise<Acknowledged> => {
    const entry = await store.get(keyOf(tenant, "message", id));
    if (entry === null || entry.stamp !== lease) return "lost";
    const { message } = waitingOf(entry);
    const keys = keysOf(tenant, message);
    const gone = await store.commit(new Map([[keys[0]!, lease]]), new Map(keys.map((key) => [key, null])));
    return gone === null ? "lost" : "acknowledged";
  };

  return {
    async enqueue(context, messages) {
      const tenant = tenantOf(context);
      const copies = messages.map((message, index) => storableMessage(message, `messages[${index}]`));
      const results: Appended[] = [];
      for (const message of copies) results.push(await enqueue(tenant, message));
      return results;
    },
    async claim(context, { now, leaseMilliseconds, limit }) {
      const tenant = tenantOf(context);
      const leaseUntil = new Date(now.getTime() + requirePositiveInteger(leaseMilliseconds, "leaseMilliseconds"));
      requirePositiveInteger(limit, "limit");
      const claimed: ClaimedMessage[] = [];
      for await (const entry of walk(store, under(tenant, "message by time"))) {
        if (claimed.length === limit) break;
        const { message, attempts, ...waiting } = waitingOf(entry);
        if (attempts > 0 && waiting.leaseUntil > now) continue;
        // One commit wrote both keys, so they have the same stamp.
        const lease = await write(tenant, { message, leaseUntil, attempts: attempts + 1 }, entry.stamp);
        // null: another claim has just taken the message; continue with the next one, without waiting.
        if (lease !== null) claimed.push({ message, lease, leaseUntil, attempt: attempts + 1 });
      }
      return claimed;
    },
    async acknowledge(context, deliveries) {
      const tenant = tenantOf(context);
      const results: Acknowledged[] = [];
      for (const delivery of deliveries) results.push(await acknowledge(tenant, delivery));
      return results;
    },
    async page(context, request) {
      const range = under(tenantOf(context), "message by time");
      const limit = limitOf(request);
      const after = decodeCursor("outbox", request.cursor, ["number", "text"]);
      const from =
        after === null ? range.from : justAfter(keyOf(context.tenantId, "message by time", new Date(after[0]), after[1]));
      return pageOf(messagesIn(store, { ...range, from }), limit, ({ at, id }) => encodeCursor("outbox", [at.getTime(), id]));
    },
  };
}

async function* messagesIn(store: KeyValueStore, range: { from: string; to: string }): AsyncGenerator<OutboxMessage> {
  for await (const entry of walk(store, range)) yield waitingOf(entry).message;
}

function waitingOf({ value }: Entry): Waiting {
  return decodeStorable(value) as Waiting;
}

import {
  type Acknowledged,
  type Acknowledgement,
  type ClaimedSubject,
  decodeCursor,
  decodeStorable,
  encodeCursor,
  encodeStorable,
  type Outbox,
  type OutboxMessage,
  requirePositiveInteger,
} from "clientele/storage";
import { mapped, pageOf, persistently, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

/** Number of messages of one subject that a claim returns, unless its first sequence alone has more. */
const MAX_MESSAGES = 100;

/** A subject with waiting messages, under two keys: by subject, and in the order of claims. One commit writes both. */
interface Queue {
  readonly subject: string;
  /** When the subject may be claimed, in milliseconds of the clock of the database. */
  readonly readyAt: number;
  /** Lease of the last claim; `null` if there was none since the last acknowledgement. */
  readonly lease: string | null;
  /** Number of claims since the last acknowledgement. */
  readonly attempts: number;
}

/** Returns the key of a message. */
export const messageKey = (tenant: string, { subject, sequence, part }: OutboxMessage): string =>
  keyOf(tenant, "message", subject, sequence, part);

const queueKey = (tenant: string, subject: string): string => keyOf(tenant, "queue", subject);

/** Returns what replaces a queue by another one. */
function queueWrites(tenant: string, before: Queue | null, after: Queue | null): Map<string, string | null> {
  const keysOf = ({ subject, readyAt }: Queue) => [queueKey(tenant, subject), keyOf(tenant, "queue by time", readyAt, subject)];
  const writes = new Map<string, string | null>();
  if (before !== null) for (const key of keysOf(before)) writes.set(key, null);
  if (after !== null) for (const key of keysOf(after)) writes.set(key, encodeStorable(after));
  return writes;
}

const queueIn = ({ value }: Entry): Queue => decodeStorable(value) as Queue;
const messageIn = ({ value }: Entry): OutboxMessage => decodeStorable(value) as OutboxMessage;

/**
 * Stores new messages of one subject. The queue is always written anew: an acknowledgement that read it before this commit
 * then fails its check and reads again, so that it does not remove the queue of a message that it has not seen.
 */
export async function enqueue(store: KeyValueStore, tenant: string, messages: readonly OutboxMessage[]): Promise<void> {
  const { subject } = messages[0]!;
  await persistently(async () => {
    const entry = await store.get(queueKey(tenant, subject));
    const before = entry && queueIn(entry);
    const after = before ?? { subject, readyAt: await store.clock(), lease: null, attempts: 0 };
    const writes = queueWrites(tenant, before, after);
    for (const message of messages) writes.set(messageKey(tenant, message), encodeStorable(message));
    return (await store.commit(new Map([[queueKey(tenant, subject), entry?.stamp ?? null]]), writes)) ?? undefined;
  });
}

/** Creates the outbox. */
export function keyValueOutbox(store: KeyValueStore): Outbox {
  const messagesOf = (tenant: string, subject: string) => mapped(walk(store, under(tenant, "message", subject)), messageIn);

  /** Reads the first messages of a subject, in whole sequences. */
  const firstMessages = async (tenant: string, subject: string): Promise<OutboxMessage[]> => {
    const found: OutboxMessage[] = [];
    for await (const message of messagesOf(tenant, subject)) {
      if (found.length >= MAX_MESSAGES && message.sequence !== found.at(-1)!.sequence) break;
      found.push(message);
    }
    return found;
  };

  const acknowledge = (tenant: string, { subject, lease, through }: Acknowledgement): Promise<Acknowledged> =>
    persistently(async () => {
      const entry = await store.get(queueKey(tenant, subject));
      const queue = entry && queueIn(entry);
      if (queue === null || queue.lease !== lease) return "lost";
      const delivered: OutboxMessage[] = [];
      let isEmpty = true;
      for await (const message of messagesOf(tenant, subject)) {
        isEmpty = message.sequence <= through;
        if (!isEmpty) break;
        delivered.push(message);
      }
      const rest = isEmpty ? null : { subject, readyAt: await store.clock(), lease: null, attempts: 0 };
      const writes = queueWrites(tenant, queue, rest);
      for (const message of delivered) writes.set(messageKey(tenant, message), null);
      const stamp = await store.commit(new Map([[entry!.key, entry!.stamp]]), writes);
      return stamp === null ? undefined : "acknowledged"; // undefined: a message was added meanwhile; look again
    });

  return {
    async claim(context, request) {
      const tenant = tenantOf(context);
      const leaseMilliseconds = requirePositiveInteger(request.leaseMilliseconds, "leaseMilliseconds");
      const limit = requirePositiveInteger(request.limit, "limit");
      const now = await store.clock();
      const claimed: ClaimedSubject[] = [];
      const free = { ...under(tenant, "queue by time"), to: keyOf(tenant, "queue by time", now + 1) };
      for await (const entry of walk(store, free)) {
        if (claimed.length === limit) break;
        const queue = queueIn(entry);
        const attempt = queue.attempts + 1;
        // The stamp that this claim replaces: no other claim can replace it too, and no stamp is used twice.
        const lease = entry.stamp;
        const writes = queueWrites(tenant, queue, { ...queue, readyAt: now + leaseMilliseconds, lease, attempts: attempt });
        const stamp = await store.commit(new Map([[queueKey(tenant, queue.subject), entry.stamp]]), writes);
        // null: another worker has just claimed the subject; continue with the next one, without waiting.
        if (stamp === null) continue;
        claimed.push({ subject: queue.subject, lease, attempt, messages: await firstMessages(tenant, queue.subject) });
      }
      return claimed;
    },
    async acknowledge(context, acknowledgements) {
      const tenant = tenantOf(context);
      const results: Acknowledged[] = [];
      for (const acknowledgement of acknowledgements) results.push(await acknowledge(tenant, acknowledgement));
      return results;
    },
    async page(context, request) {
      const tenant = tenantOf(context);
      const range = under(tenant, "message");
      const limit = requirePositiveInteger(request.limit, "limit");
      const after = decodeCursor("outbox", request.cursor, ["text", "number", "number"]);
      const from = after === null ? range.from : justAfter(keyOf(tenant, "message", ...after));
      const cursorOf = ({ subject, sequence, part }: OutboxMessage) => encodeCursor("outbox", [subject, sequence, part]);
      return pageOf(mapped(walk(store, { ...range, from }), messageIn), limit, cursorOf);
    },
  };
}

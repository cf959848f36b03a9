/** Calls that the checks of promises about the outbox make. */
import type { ClaimedSubject, Outbox, OutboxMessage, StorageContext } from "../storage/index.js";
import { instant, pause } from "./storage-calls.js";

/** A lease that does not expire during a check, in milliseconds. */
export const LONG_LEASE = 10 * 60_000;

/** Longer than a lease of a millisecond by any clock that counts milliseconds. */
const EXPIRED = 20;

/** Number of claims until a lease that should have expired long ago is taken to last forever. */
const MAX_CLAIMS = 100;

/** Acknowledges all messages of a subject. */
export const ALL = Number.MAX_SAFE_INTEGER;

/** Returns a message with a sequence and a part; both are 1 by default. */
export function messageOf(subject: string, sequence = 1, fields: Partial<OutboxMessage> = {}): OutboxMessage {
  const part = fields.part ?? 1;
  return { subject, sequence, id: `${subject}:${sequence}:${part}`, type: "t", at: instant(), payload: null, ...fields, part };
}

/** Names a message in a comparison. */
export const placeOf = ({ subject, sequence, part }: OutboxMessage): string => `${subject} ${sequence}.${part}`;

/** Claims subjects with a long lease. */
export function claim(outbox: Outbox, context: StorageContext, limit = 1): Promise<readonly ClaimedSubject[]> {
  return outbox.claim(context, { leaseMilliseconds: LONG_LEASE, limit });
}

/** Claims subjects with a lease that has expired when the call returns. */
export async function claimBriefly(outbox: Outbox, context: StorageContext, limit = 1): Promise<readonly ClaimedSubject[]> {
  const claimed = await outbox.claim(context, { leaseMilliseconds: 1, limit });
  await pause(EXPIRED);
  return claimed;
}

/**
 * Claims with a long lease until something is free. The number of claims is bounded and their time is not, so that a slow
 * machine changes nothing.
 */
export async function claimWhenFree(outbox: Outbox, context: StorageContext, limit = 1): Promise<readonly ClaimedSubject[]> {
  for (let count = 1; count <= MAX_CLAIMS; count++) {
    const claimed = await claim(outbox, context, limit);
    if (claimed.length > 0) return claimed;
    await pause(EXPIRED);
  }
  throw new Error(`Nothing is free after ${MAX_CLAIMS} claims, although every lease was a millisecond long.`);
}

/** Delivers everything that is free, in the order of the claims, and returns the places of the messages. */
export async function deliverAll(outbox: Outbox, context: StorageContext, limit = 100): Promise<string[]> {
  const delivered: string[] = [];
  for (let count = 1; count <= 1_000; count++) {
    const claimed = await claim(outbox, context, limit);
    if (claimed.length === 0) return delivered;
    for (const { messages } of claimed) delivered.push(...messages.map(placeOf));
    await outbox.acknowledge(
      context,
      claimed.map(({ subject, lease, messages }) => ({ subject, lease, through: messages.at(-1)!.sequence })),
    );
  }
  throw new Error("Messages are still handed out after 1,000 claims and acknowledgements.");
}

/** A receiver that applies no change that is older than what it has applied. */
import type { Receiver } from "./jobs.js";

/**
 * Changes of a customer are handed out in order, and at least once. A delivery that stalled may still arrive late or again, so
 * that a receiver keeps the last revision and part of each customer, beside the data that it updates, and drops what is not newer.
 */
export function newestOnly(receiver: Receiver): Receiver {
  const applied = new Map<string, { readonly revision: number; readonly part: number }>();
  return async (change) => {
    const { subject, revision, part } = change;
    const last = applied.get(subject) ?? { revision: 0, part: 0 };
    const isNewer = revision > last.revision || (revision === last.revision && part > last.part);
    if (!isNewer) return;
    await receiver(change);
    applied.set(subject, { revision, part });
  };
}

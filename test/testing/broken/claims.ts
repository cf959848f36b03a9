/** Mistakes in claims that several broken adapters share. */
import type { ClaimedSubject, Outbox, StorageAdapter } from "clientele/storage";
import type { Replacements } from "./broken-adapter.js";

/** Changes what a claim returns. */
export const changedClaims =
  (change: (claimed: ClaimedSubject) => ClaimedSubject) =>
  ({ outbox }: StorageAdapter): Replacements => ({
    outbox: { claim: async (...all) => (await outbox.claim(...all)).map(change) },
  });

/** Leases of a storage that are not acknowledged. */
export function heldSubjects(outbox: Outbox) {
  const held = new Map<string, string>();
  const key = (tenantId: string, subject: string) => JSON.stringify([tenantId, subject]);
  return {
    count: (tenantId: string) => [...held.keys()].filter((each) => JSON.parse(each)[0] === tenantId).length,
    leaseOf: (tenantId: string, subject: string) => held.get(key(tenantId, subject)),
    claim: async (...[context, request]: Parameters<Outbox["claim"]>) => {
      const claimed = await outbox.claim(context, request);
      for (const { subject, lease } of claimed) held.set(key(context.tenantId, subject), lease);
      return claimed;
    },
    acknowledge: async (...[context, acknowledgements]: Parameters<Outbox["acknowledge"]>) => {
      const results = await outbox.acknowledge(context, acknowledgements);
      for (const [index, { subject }] of acknowledgements.entries()) {
        if (results[index] === "acknowledged") held.delete(key(context.tenantId, subject));
      }
      return results;
    },
  };
}

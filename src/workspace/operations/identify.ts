import { ClienteleError } from "../../kernel/index.js";
import type { Customer, CustomerUpdate, Identity } from "../../models/index.js";
import { appendAudit } from "../access/audit.js";
import { loadCustomer } from "../persistence/load-customer.js";
import { claimIdentities, identityText, ownersOf } from "../persistence/identity-index.js";
import { outcomeOf, type WorkspaceContext, transact } from "../workspace-context.js";
import { assertMayChange, changedProfile, commitProfile, createdMessage, fieldsOf, type UpdateOptions } from "./update.js";

/** Who somebody is, and what else is known of them. */
export interface IdentifyRequest {
  /** Identifiers in other systems, one at least: who has one of them is found by it, and gets the others. */
  readonly identities: readonly Identity[];
  /** The customer they belong to, where it is known; else their owner, else a new customer. */
  readonly customerId?: string | undefined;
  /** Further fields to set. */
  readonly update?: CustomerUpdate | undefined;
}

/** Whom the identities led to. */
export interface IdentifyReport {
  readonly customerId: string;
  /** Whether the customer is new. */
  readonly created: boolean;
  /**
   * Identities that are another customer's, and stay so. Whether the two are one person is for `merge` to say, and for
   * whoever calls it.
   */
  readonly claimed: readonly { readonly identity: Identity; readonly customerId: string }[];
}

/** Finds or makes a customer by identities; see `Clientele.identify`. */
export async function identify(
  workspace: WorkspaceContext,
  request: IdentifyRequest,
  options: UpdateOptions,
): Promise<IdentifyReport> {
  const { identities, update } = request;
  if (identities.length === 0) {
    throw new ClienteleError("invalid_option", "Give one identity at least.", { option: "identities", value: identities });
  }
  // Drawn once: a repetition after a conflict makes the same customer.
  const newId = request.customerId ?? workspace.newId();
  return transact(workspace, newId, options, (context) =>
    outcomeOf(async () => {
      const owned = await ownersOf(workspace, context, identities);
      const target = request.customerId ?? owned.find(({ owner }) => owner !== null)?.owner ?? newId;
      const loaded = await loadCustomer(workspace, context, target);
      const { actor } = assertMayChange(workspace, "identify", options, loaded);

      const free = owned.filter(({ owner }) => owner === null).map(({ identity }) => identity);
      const claimed = owned.flatMap(({ identity, owner }) =>
        owner === null || owner === loaded.id ? [] : [{ identity, customerId: owner }],
      );
      await claimIdentities(workspace, context, loaded.id, free);

      const created = loaded.customer === null;
      const known: Customer = loaded.customer?.value ?? { id: loaded.id, kind: "person", version: 0 };
      const held = known.identities ?? [];
      const texts = new Set(held.map(identityText));
      const missing = free.filter((identity) => !texts.has(identityText(identity)));
      const first = changedProfile(workspace, known, missing.length === 0 ? {} : { identities: [...held, ...missing] }, options);
      const second = changedProfile(workspace, first.customer, update ?? {}, options);
      const changes = [...first.changes, ...second.changes];
      if (created || free.length > 0 || changes.length > 0) {
        const messages = created ? [createdMessage(loaded.id)] : [];
        await commitProfile(workspace, context, loaded, { customer: second.customer, changes }, messages);
        await appendAudit(workspace, context, actor, {
          action: "identify",
          customerId: loaded.id,
          details: { fields: fieldsOf(changes), created },
          ...(options.reason !== undefined && { reason: options.reason }),
        });
      }
      return { customerId: loaded.id, created, claimed };
    }),
  );
}

import {
  anything,
  aText,
  invalidOption,
  listOf,
  type OptionKind,
  type OptionShape,
  requireOptions,
} from "../../kernel/internal.js";
import type { Customer, CustomerUpdate, Identity } from "../../models/index.js";
import { addAudit } from "../access/audit.js";
import { noChanges } from "../persistence/changes.js";
import { loadCustomer } from "../persistence/load-customer.js";
import { requireUnblocked } from "../blocked-identifiers.js";
import { claimIdentities, identityText, ownersOf } from "../persistence/identity-index.js";
import { decideAndCommit, type WorkspaceContext } from "../workspace-context.js";
import {
  assertMayChange,
  addProfile,
  changedProfile,
  createdMessage,
  fieldsOf,
  UPDATE_OPTIONS,
  type UpdateOptions,
} from "./update.js";

/** The identities of a customer, with further fields to set. */
export interface IdentifyRequest {
  /** Identifiers in other systems, at least one. The owner of one of them is found and gets the others. */
  readonly identities: readonly Identity[];
  /** The customer to whom the identities belong. Defaults to the owner of one of them, or to a new customer. */
  readonly customerId?: string | undefined;
  /** Further fields to set. */
  readonly update?: CustomerUpdate | undefined;
}

const anIdentity: OptionKind = {
  expected: "an object with `namespace` and `value`",
  accepts: (identity) => typeof identity === "object" && identity !== null && "namespace" in identity && "value" in identity,
  inside: (identity: Identity, path: string) => void requireOptions(identity, { namespace: aText, value: aText }, { path }),
};

const REQUEST: OptionShape<IdentifyRequest> = {
  identities: listOf(anIdentity),
  customerId: aText,
  // Checked by the schema of the profile.
  update: anything,
};

/** The customer to whom identities led. */
export interface IdentifyReport {
  readonly customerId: string;
  /** Whether the customer is new. */
  readonly created: boolean;
  /** Identities that another customer owns and keeps. If the two are one person, `merge` them. */
  readonly claimed: readonly { readonly identity: Identity; readonly customerId: string }[];
  /** Paths of attributes that the schema does not declare. Only in a workspace with `unknown: "report"`. */
  readonly unknown?: readonly string[] | undefined;
}

/** Finds or creates a customer by identities; see `Clientele.identify`. */
export async function identify(
  workspace: WorkspaceContext,
  request: IdentifyRequest,
  options: UpdateOptions,
): Promise<IdentifyReport> {
  requireOptions(options, UPDATE_OPTIONS);
  const { identities, update, customerId } = requireOptions(request, REQUEST, { mandatory: ["identities"] });
  if (identities.length === 0) throw invalidOption("identities", identities, "an array with at least one identity");
  requireUnblocked(workspace.isBlocked, {
    customerId,
    ...Object.fromEntries(identities.map(({ value }, index) => [`identities[${index}].value`, value])),
  });
  // Drawn once, so that a repeated try creates the same customer.
  const newId = customerId ?? workspace.newId();
  return decideAndCommit(workspace, newId, options, async (context) => {
    const owned = await ownersOf(workspace, context, identities);
    const target = customerId ?? owned.find(({ owner }) => owner !== null)?.owner ?? newId;
    const loaded = await loadCustomer(workspace, context, target);
    const { actor } = assertMayChange(workspace, "identify", options, loaded);

    const free = owned.filter(({ owner }) => owner === null);
    const claimed = owned.flatMap(({ identity, owner }) =>
      owner === null || owner === loaded.id ? [] : [{ identity, customerId: owner }],
    );
    const created = loaded.customer === null;
    const known: Customer = loaded.customer?.value ?? { id: loaded.id, kind: "person", version: 0 };
    const held = known.identities ?? [];
    const texts = new Set(held.map(identityText));
    const missing = free.map(({ identity }) => identity).filter((identity) => !texts.has(identityText(identity)));
    const by = { ...options, actor };
    const first = changedProfile(workspace, known, missing.length === 0 ? {} : { identities: [...held, ...missing] }, by);
    const second = changedProfile(workspace, first.customer, update ?? {}, by);
    const changes = [...first.changes, ...second.changes];
    const unknown = workspace.schema.unknownAttributes(changes);
    const value = { customerId: loaded.id, created, claimed, ...(unknown !== undefined && { unknown }) };
    if (!created && free.length === 0 && changes.length === 0) return { set: null, value };
    const set = noChanges();
    claimIdentities(set, loaded.id, free);
    addAudit(workspace, set, actor, {
      action: "identify",
      customerId: loaded.id,
      details: { fields: fieldsOf(changes), created },
      ...(options.reason !== undefined && { reason: options.reason }),
    });
    const messages = created ? [createdMessage(loaded.id)] : [];
    await addProfile(workspace, context, set, { loaded, customer: second.customer, changes, messages });
    return { set, value };
  });
}

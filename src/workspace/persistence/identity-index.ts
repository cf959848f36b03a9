import type { Customer, Identity } from "../../models/index.js";
import type { StorageContext, TransactionContext } from "../../storage/index.js";
import { requireSaved, type WorkspaceContext } from "../workspace-context.js";
import { digestOf } from "./stable-id.js";
import { WORKSPACE_KINDS } from "./customer-state.js";

/** Stored owner of an identity. */
export interface IdentityOwner {
  /** Customer who has the identity. */
  readonly owner: string;
}

/** An identity with its owner; `null` without one. */
export interface OwnedIdentity {
  readonly identity: Identity;
  readonly owner: string | null;
}

/** Returns each identity once, in the given order, with its owner. */
export async function ownersOf(
  workspace: WorkspaceContext,
  context: StorageContext,
  identities: readonly Identity[],
): Promise<OwnedIdentity[]> {
  const unique = [...new Map(identities.map((identity) => [identityText(identity), identity])).values()];
  const ids = await Promise.all(unique.map((identity) => identityId(workspace, identity)));
  const stored = await workspace.storage.documents.getMany(context, WORKSPACE_KINDS.identity, ids);
  return unique.map((identity, position) => ({
    identity,
    owner: (stored[position]?.value.value as IdentityOwner | undefined)?.owner ?? null,
  }));
}

/** Gives free identities to a customer. A writer that claims one of them at the same moment conflicts and decides again. */
export async function claimIdentities(
  workspace: WorkspaceContext,
  context: TransactionContext,
  owner: string,
  identities: readonly Identity[],
): Promise<void> {
  for (const identity of identities) {
    const value: IdentityOwner = { owner };
    const id = await identityId(workspace, identity);
    requireSaved(
      await workspace.storage.documents.save(context, { kind: WORKSPACE_KINDS.identity, id, customerId: owner, value }, null),
    );
  }
}

/** Updates the index after a change of a profile: claims added identities that are free and releases removed ones. */
export async function indexIdentities(
  workspace: WorkspaceContext,
  context: TransactionContext,
  before: Customer | null,
  after: Customer,
): Promise<void> {
  const [held, wanted] = [before?.identities ?? [], after.identities ?? []];
  const without = (list: readonly Identity[], others: readonly Identity[]) => {
    const texts = new Set(others.map(identityText));
    return list.filter((identity) => !texts.has(identityText(identity)));
  };
  const fresh = without(wanted, held);
  const added = fresh.length === 0 ? [] : await ownersOf(workspace, context, fresh);
  const free = added.filter(({ owner }) => owner === null);
  await claimIdentities(
    workspace,
    context,
    after.id,
    free.map(({ identity }) => identity),
  );
  for (const identity of without(held, wanted)) {
    const id = await identityId(workspace, identity);
    const stored = await workspace.storage.documents.get(context, WORKSPACE_KINDS.identity, id);
    if (stored === null || (stored.value.value as IdentityOwner).owner !== after.id) continue;
    requireSaved(await workspace.storage.documents.remove(context, WORKSPACE_KINDS.identity, id, stored.version));
  }
}

/** Returns a text that is the same for equal identities only. */
export function identityText({ namespace, value }: Identity): string {
  return JSON.stringify([namespace, value]);
}

/** Identifier of the document that stores the owner: a hash that does not reveal the identity. */
function identityId({ hashKey, tenantId }: WorkspaceContext, { namespace, value }: Identity): Promise<string> {
  return digestOf(["identity", tenantId, namespace, value], hashKey);
}

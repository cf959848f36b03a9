import type { Customer, Identity } from "../../models/index.js";
import type { DocumentKey, StorageContext, Version } from "../../storage/index.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { type Changes, documentText } from "./changes.js";
import { WORKSPACE_KINDS } from "./customer-state.js";
import { digestOf } from "./stable-id.js";

/** Stored owner of an identity. */
export interface IdentityOwner {
  /** Customer who has the identity. */
  readonly owner: string;
}

/** An identity with its owner; `null` without one. */
export interface OwnedIdentity {
  readonly identity: Identity;
  readonly key: DocumentKey;
  readonly owner: string | null;
  readonly version: Version | null;
}

/** Returns each identity once, in the given order, with its owner. */
export async function ownersOf(
  workspace: WorkspaceContext,
  context: StorageContext,
  identities: readonly Identity[],
): Promise<OwnedIdentity[]> {
  const unique = [...new Map(identities.map((identity) => [identityText(identity), identity])).values()];
  if (unique.length === 0) return [];
  const keys = await Promise.all(unique.map((identity) => identityKey(workspace, identity)));
  const { documents } = await workspace.storage.read(context, { documents: keys });
  return unique.map((identity, position) => {
    const stored = documents[position] ?? null;
    const owner = (stored?.value.value as IdentityOwner | undefined)?.owner ?? null;
    return { identity, key: keys[position]!, owner, version: stored?.version ?? null };
  });
}

/**
 * Gives free identities to a customer, each once. A writer that claims one of them at the same moment conflicts and decides
 * again.
 */
export function claimIdentities(changes: Changes, owner: string, free: readonly OwnedIdentity[]): void {
  const claimed = new Set(changes.documents.map(documentText));
  for (const { key, version } of free) {
    if (claimed.has(documentText(key))) continue;
    const value: IdentityOwner = { owner };
    changes.documents.push({ ...key, document: { customerId: owner, value }, expected: version });
  }
}

/** Updates the index after a change of a profile: claims added identities that are free and releases removed ones. */
export async function indexIdentities(
  workspace: WorkspaceContext,
  context: StorageContext,
  changes: Changes,
  before: Customer | null,
  after: Customer,
): Promise<void> {
  const [held, wanted] = [before?.identities ?? [], after.identities ?? []];
  const without = (list: readonly Identity[], others: readonly Identity[]) => {
    const texts = new Set(others.map(identityText));
    return list.filter((identity) => !texts.has(identityText(identity)));
  };
  const added = without(wanted, held);
  const owned = await ownersOf(workspace, context, [...added, ...without(held, wanted)]);
  const isAdded = new Set(added.map(identityText));
  claimIdentities(
    changes,
    after.id,
    owned.filter(({ identity, owner }) => owner === null && isAdded.has(identityText(identity))),
  );
  for (const { identity, key, owner, version } of owned) {
    if (isAdded.has(identityText(identity)) || owner !== after.id) continue;
    changes.documents.push({ ...key, document: null, expected: version });
  }
}

/** Returns a text that is the same for equal identities only. */
export function identityText({ namespace, value }: Identity): string {
  return JSON.stringify([namespace, value]);
}

/** Key of the document that stores the owner: a hash that does not reveal the identity. */
async function identityKey(workspace: WorkspaceContext, { namespace, value }: Identity): Promise<DocumentKey> {
  const id = await digestOf(workspace, ["identity", workspace.tenantId, namespace, value]);
  return { kind: WORKSPACE_KINDS.identity, id };
}

import type { StorageContext, TransactionContext } from "../../storage/index.js";
import { requireSaved, type WorkspaceContext } from "../workspace-context.js";
import { WORKSPACE_KINDS } from "./customer-state.js";
import { digestOf } from "./stable-id.js";

/** Returns the identifier of a customer's tombstone: a hash that does not reveal the customer's identifier. */
export function tombstoneId({ hashKey, tenantId }: WorkspaceContext, customerId: string): Promise<string> {
  return digestOf(["tombstone", tenantId, customerId], hashKey);
}

/** Returns whether a customer has a tombstone. */
export async function isErased(workspace: WorkspaceContext, context: StorageContext, customerId: string): Promise<boolean> {
  const id = await tombstoneId(workspace, customerId);
  return (await workspace.storage.documents.get(context, WORKSPACE_KINDS.tombstone, id)) !== null;
}

/** Writes the tombstone that keeps late facts of an erased customer out. */
export async function writeTombstone(
  workspace: WorkspaceContext,
  context: TransactionContext,
  customerId: string,
  at: Date,
): Promise<void> {
  const place = { kind: WORKSPACE_KINDS.tombstone, id: await tombstoneId(workspace, customerId) };
  const stored = await workspace.storage.documents.get(context, place.kind, place.id);
  requireSaved(await workspace.storage.documents.save(context, { ...place, value: { at } }, stored?.version ?? null));
}

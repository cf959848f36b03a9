import type { DocumentKey, Stored, StorageDocument } from "../../storage/index.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { WORKSPACE_KINDS } from "./customer-state.js";
import { digestOf } from "./stable-id.js";

/**
 * Stored presence of a customer, under a hash of the identifier. It is created with the first decision, and an erasure turns it
 * into the tombstone. Its key is never removed: a writer that saw no customer yet must create it, and therefore conflicts with
 * everybody who created or erased the customer meanwhile.
 */
export type Presence =
  | {
      readonly status: "present";
      /** Revision after which later messages about the identifier are ordered, if there is no state that tells it. */
      readonly revision?: number | undefined;
    }
  | {
      readonly status: "erased";
      readonly at: Date;
      /** Revision of the erasure, after which later messages about the identifier are ordered. */
      readonly revision: number;
    };

/** Returns the key of a customer's presence: a hash that does not reveal the identifier. */
export async function presenceKey(workspace: WorkspaceContext, customerId: string): Promise<DocumentKey> {
  const id = await digestOf(workspace, ["tombstone", workspace.tenantId, customerId]);
  return { kind: WORKSPACE_KINDS.tombstone, id };
}

/** Reads a stored presence. Version 0.1 stored tombstones only, without a status. */
export function presenceIn(stored: Stored<StorageDocument> | null): Stored<Presence> | null {
  if (stored === null) return null;
  const { value } = stored.value as StorageDocument<Presence | { readonly at: Date }>;
  const presence: Presence = "status" in value ? value : { status: "erased", at: value.at, revision: 0 };
  return { value: presence, version: stored.version };
}

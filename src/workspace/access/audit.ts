import type { StorageContext } from "../../storage/index.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { requireSaved, type WorkspaceContext } from "../workspace-context.js";
import type { Actor } from "./access.js";
import type { AuditEntry } from "./audit-policy.js";

/** Appends an entry to the audit log in the transaction of a context. */
export async function appendAudit(
  workspace: WorkspaceContext,
  context: StorageContext,
  actor: Actor,
  about: Omit<AuditEntry, "at" | "actorId">,
): Promise<void> {
  const at = workspace.clock();
  const entry = workspace.audit.entry({ at, actorId: actor.id, ...about });
  if (entry === null) return;
  // Sorts by time while years have four digits.
  const id = `${at.toISOString()}:${workspace.newId()}`;
  const { customerId } = entry;
  const document = { kind: WORKSPACE_KINDS.audit, id, ...(customerId !== null && { customerId }), value: entry };
  requireSaved(await workspace.storage.documents.save(context, document, null));
}

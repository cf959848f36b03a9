import type { Changes } from "../persistence/changes.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import type { WorkspaceContext } from "../workspace-context.js";
import type { Actor } from "./access.js";
import type { AuditEntry } from "./audit-policy.js";

/** Adds an entry of the audit log to a change set, if the policy keeps it; returns whether it does. */
export function addAudit(
  workspace: WorkspaceContext,
  into: Pick<Changes, "documents">,
  actor: Actor,
  about: Omit<AuditEntry, "at" | "actorId">,
): boolean {
  const at = workspace.clock();
  const entry = workspace.audit.entry({ at, actorId: actor.id, ...about });
  if (entry === null) return false;
  // Sorts by time while years have four digits.
  const id = `${at.toISOString()}:${workspace.newId()}`;
  const { customerId } = entry;
  into.documents.push({
    kind: WORKSPACE_KINDS.audit,
    id,
    document: { ...(customerId !== null && { customerId }), value: entry },
    expected: null,
  });
  return true;
}

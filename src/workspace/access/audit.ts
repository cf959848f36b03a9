import type { StorageContext } from "../../storage/index.js";
import type { Actor, WorkspaceAction } from "./access.js";
import { requireSaved, type WorkspaceContext } from "../workspace-context.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";

/** Who saw or changed what, when, and why. Names fields, never what stands in them. */
export interface AuditEntry {
  readonly at: Date;
  readonly actorId: string;
  readonly action: WorkspaceAction;
  /** Whose data; `null` for what goes over all customers. */
  readonly customerId: string | null;
  /** Counts, names of fields, a rule's fingerprint: what was touched. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Why, where the caller said. */
  readonly reason?: string | undefined;
}

/** Which entries are kept: the door for an audit of the host's own, such as a hash chain or another system. */
export interface AuditPolicy {
  /**
   * What to write in the same transaction as what it tells of: the entry, another one, or `null` for none. It must not have
   * effects of its own, since a transaction may be repeated.
   */
  entry(entry: AuditEntry): AuditEntry | null;
}

/** Every read and every write. */
export const auditEverything: AuditPolicy = { entry: (entry) => entry };

/** Every write; reads are not kept. */
export const auditWrites: AuditPolicy = {
  entry: (entry) => (entry.action === "view" || entry.action === "audience" || entry.action === "changes" ? null : entry),
};

/** Appends an entry in the transaction of a context. */
export async function appendAudit(
  workspace: WorkspaceContext,
  context: StorageContext,
  actor: Actor,
  about: Omit<AuditEntry, "at" | "actorId">,
): Promise<void> {
  const at = workspace.clock();
  const entry = workspace.audit.entry({ at, actorId: actor.id, ...about });
  if (entry === null) return;
  // In the order of time, as long as years have four digits.
  const id = `${at.toISOString()}:${workspace.newId()}`;
  const { customerId } = entry;
  const document = { kind: WORKSPACE_KINDS.audit, id, ...(customerId !== null && { customerId }), value: entry };
  requireSaved(await workspace.storage.documents.save(context, document, null));
}

import { requireOneOf } from "../../kernel/internal.js";
import { WORKSPACE_ACTIONS, type WorkspaceAction } from "./access.js";

/** Entry of the audit log: who read or changed what, when, and why. It names fields and never holds their values. */
export interface AuditEntry {
  readonly at: Date;
  readonly actorId: string;
  readonly action: WorkspaceAction;
  /** The customer concerned; `null` for a call over all customers. */
  readonly customerId: string | null;
  /** What was touched: counts, names of fields, a rule. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The reason that the caller gave. */
  readonly reason?: string | undefined;
}

/** Decides which entries the audit log keeps. A host replaces it to chain entries by hashes or to write to another system. */
export interface AuditPolicy {
  /**
   * Returns what to write in the transaction of the audited call: the entry, another one, or `null` for none. It must have no
   * side effects, because a transaction may be repeated.
   */
  entry(entry: AuditEntry): AuditEntry | null;
}

/** Audit policy that keeps every read and every write. */
export const auditEverything: AuditPolicy = { entry: (entry) => entry };

/**
 * Returns an audit policy that keeps everything but some actions, such as `track`: a log of every recorded fact is as large as
 * the facts themselves.
 *
 * @throws ClienteleError `invalid_option` for an action that does not exist
 * @example
 * auditExcept("track", "tick").entry({ at: new Date(0), actorId: "till", action: "track", customerId: "c1", details: {} }) // => null
 */
export function auditExcept(...actions: readonly WorkspaceAction[]): AuditPolicy {
  actions.forEach((action, index) => requireOneOf(`actions[${index}]`, action, WORKSPACE_ACTIONS));
  return { entry: (entry) => (actions.includes(entry.action) ? null : entry) };
}

/** Audit policy that keeps every write and no reads. */
export const auditWrites: AuditPolicy = {
  entry: (entry) => (entry.action === "view" || entry.action === "audience" || entry.action === "changes" ? null : entry),
};

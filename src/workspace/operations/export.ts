import type { Customer, Interaction, ProfileChange } from "../../models/index.js";
import { aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { addAudit } from "../access/audit.js";
import type { AuditEntry } from "../access/audit-policy.js";
import { addGuard } from "../decisions/decision-changes.js";
import { noChanges } from "../persistence/changes.js";
import { requireCustomer } from "../persistence/load-customer.js";
import type { RegisteredField } from "../plugins/inventory.js";
import { readPersonalData } from "../access/personal-data.js";
import { CALL_OPTIONS, type CallOptions, decideAndCommit, type WorkspaceContext } from "../workspace-context.js";
import { assertMayChange } from "./update.js";

/** Options of a call with a reason. */
export interface ReasonedOptions extends CallOptions {
  /** Reason for the audit log. */
  readonly reason?: string | undefined;
}

/** Kinds of the options of a call with a reason. */
export const REASONED_OPTIONS: OptionShape<ReasonedOptions> = { ...CALL_OPTIONS, reason: aText };

/** Everything that is kept about a customer, as plain data that `JSON.stringify` can write. */
export interface CustomerExport {
  readonly kind: "clientele-customer-export";
  readonly version: 1;
  readonly exportedAt: Date;
  readonly customer: Customer;
  readonly history: readonly Interaction[];
  readonly changes: readonly ProfileChange[];
  /** State of every plugin. */
  readonly plugins: readonly { readonly id: string; readonly version: number; readonly state: unknown }[];
  /** Identifiers of customers who were merged into this one. */
  readonly mergedIds: readonly string[];
  /** Documents of other kinds: identities, merge records, documents of the host. */
  readonly documents: readonly { readonly kind: string; readonly id: string; readonly value: unknown }[];
  /** Audit log of the customer. */
  readonly audit: readonly AuditEntry[];
  /** Meaning, sensitivity and origin of each field. */
  readonly register: readonly RegisteredField[];
}

/** Returns everything about a customer; see `Clientele.export`. */
export async function exportCustomer(
  workspace: WorkspaceContext,
  customerId: string,
  options: ReasonedOptions,
): Promise<CustomerExport> {
  requireOptions(options, REASONED_OPTIONS);
  return decideAndCommit(workspace, customerId, options, async (context) => {
    const loaded = await requireCustomer(workspace, context, customerId);
    const { actor } = assertMayChange(workspace, "export", options, loaded);
    const data = await readPersonalData(workspace, context, loaded);
    const set = noChanges();
    const isAudited = addAudit(workspace, set, actor, {
      action: "export",
      customerId: loaded.id,
      details: { interactions: data.history.length, documents: data.documents.length },
      ...(options.reason !== undefined && { reason: options.reason }),
    });
    if (isAudited) await addGuard(workspace, set, loaded);
    const value: CustomerExport = {
      kind: "clientele-customer-export",
      version: 1,
      exportedAt: workspace.clock(),
      customer: loaded.customer.value,
      history: data.history,
      changes: data.changes,
      plugins: data.plugins.map(({ id, version, state }) => ({ id, version, state })),
      mergedIds: data.mergedIds,
      documents: data.documents.map(({ value: { kind, id, value } }) => ({ kind, id, value })),
      audit: data.audit.map(({ value }) => value.value),
      register: workspace.inventory,
    };
    return { set: isAudited ? set : null, value };
  });
}

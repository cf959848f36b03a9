import type { Customer, Interaction, ProfileChange } from "../../models/index.js";
import { appendAudit, type AuditEntry } from "../access/audit.js";
import { requireCustomer } from "../persistence/load-customer.js";
import type { RegisteredField } from "../plugins/inventory.js";
import { readPersonalData } from "../access/personal-data.js";
import { type CallOptions, outcomeOf, type WorkspaceContext, transact } from "../workspace-context.js";
import { assertMayChange } from "./update.js";

/** Why something is asked for, for the audit log. */
export interface ReasonedOptions extends CallOptions {
  readonly reason?: string | undefined;
}

/** Everything that is kept about a customer, as portable plain data: `JSON.stringify` makes a file of it. */
export interface CustomerExport {
  readonly kind: "clientele-customer-export";
  readonly version: 1;
  readonly exportedAt: Date;
  readonly customer: Customer;
  readonly history: readonly Interaction[];
  readonly changes: readonly ProfileChange[];
  /** What every plugin concluded. */
  readonly plugins: readonly { readonly id: string; readonly version: number; readonly state: unknown }[];
  /** Identifiers of customers who were merged into this one. */
  readonly mergedIds: readonly string[];
  /** Documents of other kinds: identities, merge records, the host's own. */
  readonly documents: readonly { readonly kind: string; readonly id: string; readonly value: unknown }[];
  /** Who saw or changed what. */
  readonly audit: readonly AuditEntry[];
  /** What each field is, how sensitive, and where it came from. */
  readonly register: readonly RegisteredField[];
}

/** Hands out everything about a customer; see `Clientele.export`. */
export function exportCustomer(
  workspace: WorkspaceContext,
  customerId: string,
  options: ReasonedOptions,
): Promise<CustomerExport> {
  return transact(workspace, customerId, options, (context) =>
    outcomeOf(async (): Promise<CustomerExport> => {
      const loaded = await requireCustomer(workspace, context, customerId);
      const { actor } = assertMayChange(workspace, "export", options, loaded);
      const data = await readPersonalData(workspace, context, loaded);
      await appendAudit(workspace, context, actor, {
        action: "export",
        customerId: loaded.id,
        details: { interactions: data.history.length, documents: data.documents.length },
        ...(options.reason !== undefined && { reason: options.reason }),
      });
      return {
        kind: "clientele-customer-export",
        version: 1,
        exportedAt: workspace.clock(),
        customer: data.customer,
        history: data.history,
        changes: data.changes,
        plugins: data.plugins.map(({ id, version, state }) => ({ id, version, state })),
        mergedIds: data.mergedIds,
        documents: data.documents.map(({ value: { kind, id, value } }) => ({ kind, id, value })),
        audit: data.audit.map(({ value }) => value.value),
        register: workspace.inventory,
      };
    }),
  );
}

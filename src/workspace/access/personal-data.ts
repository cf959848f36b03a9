import type { Customer, Interaction, ProfileChange } from "../../models/index.js";
import type { StorageContext, StorageDocument, Stored } from "../../storage/index.js";
import { type CustomerState, type PluginState, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { documentsOf, type LoadedCustomer } from "../persistence/load-customer.js";
import { type InventoryField, otherInventory, profileInventory, type RegisteredField } from "../plugins/inventory.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";
import type { WorkspaceContext } from "../workspace-context.js";
import type { AuditEntry } from "./audit-policy.js";

/** Everything that is kept about one customer: what an export returns and what an erasure removes. */
export interface PersonalData {
  /** `null` if only other data are left. */
  readonly customer: Customer | null;
  readonly history: readonly Interaction[];
  readonly changes: readonly ProfileChange[];
  readonly plugins: readonly PluginState[];
  readonly customerState: Stored<CustomerState> | null;
  /** Identifiers of customers who were merged into this one. */
  readonly mergedIds: readonly string[];
  readonly audit: readonly Stored<StorageDocument<AuditEntry>>[];
  /** Every other document of the customer: identities, merge records, documents of the host. */
  readonly documents: readonly Stored<StorageDocument>[];
}

/** Reads everything about one customer. Export and erasure both start here, so that they cover the same data. */
export async function readPersonalData(
  workspace: WorkspaceContext,
  context: StorageContext,
  { id, customer, customerState, history }: LoadedCustomer,
): Promise<PersonalData> {
  const owned = await documentsOf(workspace, context, id);
  const isCustomerState = ({ value }: Stored<StorageDocument>) => value.kind === WORKSPACE_KINDS.customerState;
  const isAudit = ({ value }: Stored<StorageDocument>) => value.kind === WORKSPACE_KINDS.audit;
  return {
    customer: customer?.value ?? null,
    history,
    changes: customerState?.value.changes ?? [],
    plugins: customerState?.value.plugins ?? [],
    customerState,
    mergedIds: owned.filter((document) => isCustomerState(document) && isMerged(document)).map(({ value }) => value.id),
    audit: owned.filter(isAudit) as Stored<StorageDocument<AuditEntry>>[],
    documents: owned.filter((document) => !isCustomerState(document) && !isAudit(document)),
  };
}

function isMerged({ value }: Stored<StorageDocument>): boolean {
  return (value.value as { readonly status?: unknown } | null)?.status === "merged";
}

/** Returns every field that the workspace keeps, with its sensitivity: the one list that access, export and erasure use. */
export function registerOf(plugins: readonly WorkspacePlugin[], own: readonly InventoryField[]): RegisteredField[] {
  return [
    ...[...profileInventory, ...own].map((field) => ({ ...field, section: "profile" })),
    ...otherInventory,
    ...plugins.flatMap(({ id, inventory }) => inventory.map((field) => ({ ...field, section: `plugin:${id}` }))),
  ];
}

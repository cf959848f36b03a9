import type { Customer, Interaction, ProfileChange } from "../../models/index.js";
import type { StorageContext, StorageDocument, Stored } from "../../storage/index.js";
import type { AuditEntry } from "./audit.js";
import { documentsOf, type KnownCustomer, readHistory } from "../persistence/load-customer.js";
import { otherInventory, profileInventory, type InventoryField, type RegisteredField } from "../plugins/inventory.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { type MergedCustomer, type PluginState, type CustomerState, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";

/** Everything that is kept about one customer: what an export hands out, and what an erasure removes. */
export interface PersonalData {
  readonly customer: Customer;
  readonly history: readonly Interaction[];
  readonly changes: readonly ProfileChange[];
  readonly plugins: readonly PluginState[];
  readonly customerState: Stored<CustomerState> | null;
  /** Customers who were merged into this one: their identifiers lead here. */
  readonly mergedIds: readonly string[];
  readonly audit: readonly Stored<StorageDocument<AuditEntry>>[];
  /** Every other document of the customer: identities, merge records, and what the host keeps itself. */
  readonly documents: readonly Stored<StorageDocument>[];
}

/** Reads everything about one customer. Export and erasure both begin here, so that neither knows of less than the other. */
export async function readPersonalData(
  workspace: WorkspaceContext,
  context: StorageContext,
  { id, customer, customerState }: KnownCustomer,
): Promise<PersonalData> {
  const history = await readHistory(workspace, context, id);
  const owned = await documentsOf(workspace, context, id);
  const isCustomerState = ({ value }: Stored<StorageDocument>) => value.kind === WORKSPACE_KINDS.customerState;
  const isAudit = ({ value }: Stored<StorageDocument>) => value.kind === WORKSPACE_KINDS.audit;
  return {
    customer: customer.value,
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
  return (value.value as CustomerState | MergedCustomer).status === "merged";
}

/** Every field that the workspace keeps, with its sensitivity: the one list that access, export and erasure go by. */
export function registerOf(plugins: readonly WorkspacePlugin[], own: readonly InventoryField[]): RegisteredField[] {
  return [
    ...[...profileInventory, ...own].map((field) => ({ ...field, section: "profile" })),
    ...otherInventory,
    ...plugins.flatMap(({ id, inventory }) => inventory.map((field) => ({ ...field, section: `plugin:${id}` }))),
  ];
}

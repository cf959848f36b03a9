import type { Customer, Interaction, ProfileChange } from "../../models/index.js";
import type { StorageContext, StorageDocument, Stored } from "../../storage/index.js";
import type { AuditEntry } from "./audit.js";
import { documentsOf, type KnownDossier, readHistory } from "../persistence/load-customer.js";
import { otherInventory, profileInventory, type InventoryField, type RegisteredField } from "./inventory.js";
import type { Shell } from "../workspace-context.js";
import { type MergedStanding, type RoomStanding, type Standing, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import type { WorkspaceRoom } from "../plugins/workspace-plugin.js";

/** Everything that is kept about one customer: what an export hands out, and what an erasure removes. */
export interface PersonalData {
  readonly customer: Customer;
  readonly history: readonly Interaction[];
  readonly changes: readonly ProfileChange[];
  readonly rooms: readonly RoomStanding[];
  readonly standing: Stored<Standing> | null;
  /** Customers who were merged into this one: their identifiers lead here. */
  readonly mergedIds: readonly string[];
  readonly audit: readonly Stored<StorageDocument<AuditEntry>>[];
  /** Every other document of the customer: identities, merge records, and what the host keeps itself. */
  readonly documents: readonly Stored<StorageDocument>[];
}

/** Reads everything about one customer. Export and erasure both begin here, so that neither knows of less than the other. */
export async function readPersonalData(
  shell: Shell,
  context: StorageContext,
  { id, customer, standing }: KnownDossier,
): Promise<PersonalData> {
  const history = await readHistory(shell, context, id);
  const owned = await documentsOf(shell, context, id);
  const isStanding = ({ value }: Stored<StorageDocument>) => value.kind === WORKSPACE_KINDS.standing;
  const isAudit = ({ value }: Stored<StorageDocument>) => value.kind === WORKSPACE_KINDS.audit;
  return {
    customer: customer.value,
    history,
    changes: standing?.value.changes ?? [],
    rooms: standing?.value.rooms ?? [],
    standing,
    mergedIds: owned.filter((document) => isStanding(document) && isMerged(document)).map(({ value }) => value.id),
    audit: owned.filter(isAudit) as Stored<StorageDocument<AuditEntry>>[],
    documents: owned.filter((document) => !isStanding(document) && !isAudit(document)),
  };
}

function isMerged({ value }: Stored<StorageDocument>): boolean {
  return (value.value as Standing | MergedStanding).status === "merged";
}

/** Every field that the workspace keeps, with its sensitivity: the one list that access, export and erasure go by. */
export function registerOf(rooms: readonly WorkspaceRoom[], own: readonly InventoryField[]): RegisteredField[] {
  return [
    ...[...profileInventory, ...own].map((field) => ({ ...field, section: "profile" })),
    ...otherInventory,
    ...rooms.flatMap(({ id, inventory }) => inventory.map((field) => ({ ...field, section: `room:${id}` }))),
  ];
}

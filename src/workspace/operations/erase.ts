import type { StorageDocument, Stored, TransactionContext } from "../../storage/index.js";
import { requireOptions } from "../../kernel/internal.js";
import { appendAudit } from "../access/audit.js";
import type { AuditEntry } from "../access/audit-policy.js";
import { findCustomer, type KnownCustomer, requireCustomer } from "../persistence/load-customer.js";
import { tombstoneId, writeTombstone } from "../persistence/tombstones.js";
import { REASONED_OPTIONS, type ReasonedOptions } from "./export.js";
import type { RegisteredField } from "../plugins/inventory.js";
import { type PersonalData, readPersonalData } from "../access/personal-data.js";
import { outcomeOf, requireSaved, type WorkspaceContext, transact } from "../workspace-context.js";
import { storableId } from "../persistence/stable-id.js";
import { scheduleKey, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { assertMayChange } from "./update.js";

/** Result of an erasure. */
export interface EraseReport {
  /** Identifier of the tombstone: a hash that does not reveal the customer. */
  readonly tombstone: string;
  /** Whether the customer had been erased before; then nothing was left to do. */
  readonly repeated: boolean;
  /** What was removed. */
  readonly removed: {
    readonly profiles: number;
    readonly interactions: number;
    readonly plugins: number;
    /** Number of documents by kind. */
    readonly documents: Readonly<Record<string, number>>;
  };
  /** Number of audit entries that stay, with the tombstone instead of the customer. */
  readonly pseudonymized: number;
  /** What happened to each field that is kept about customers. */
  readonly fields: readonly (RegisteredField & { readonly done: "removed" | "pseudonymized" })[];
}

/** Removes everything about a customer; see `Clientele.erase`. */
export async function erase(workspace: WorkspaceContext, customerId: string, options: ReasonedOptions): Promise<EraseReport> {
  requireOptions(options, REASONED_OPTIONS);
  return transact(workspace, customerId, options, (context) =>
    outcomeOf(async () => {
      const found = await findCustomer(workspace, context, customerId);
      if (found.kind === "erased") {
        assertMayChange(workspace, "erase", options, { id: customerId, customer: null, customerState: null });
        return reportOf(workspace, await tombstoneId(workspace, customerId), null);
      }
      const loaded = await requireCustomer(workspace, context, customerId);
      const { actor } = assertMayChange(workspace, "erase", options, loaded);
      const data = await readPersonalData(workspace, context, loaded);
      const tombstone = await removeAll(workspace, context, loaded, data);
      await appendAudit(workspace, context, actor, {
        action: "erase",
        customerId: null,
        details: { tombstone, interactions: data.history.length, documents: data.documents.length },
        ...(options.reason !== undefined && { reason: options.reason }),
      });
      return reportOf(workspace, tombstone, data);
    }),
  );
}

async function removeAll(
  workspace: WorkspaceContext,
  context: TransactionContext,
  { id, customer, customerState }: KnownCustomer,
  data: PersonalData,
): Promise<string> {
  const { customers, documents, interactions, outbox, schedule } = workspace.storage;
  const at = workspace.clock();
  const tombstone = await tombstoneId(workspace, id);
  // Tombstones first: without transactions, a fault later on still leaves late facts out.
  for (const gone of [id, ...data.mergedIds]) await writeTombstone(workspace, context, gone, at);
  await schedule.set(context, scheduleKey(id), null);
  await interactions.removeHistory(context, id);
  for (const { value, version } of data.documents) {
    requireSaved(await documents.remove(context, value.kind, value.id, version));
  }
  for (const mergedId of data.mergedIds) {
    const stored = await documents.get(context, WORKSPACE_KINDS.customerState, mergedId);
    if (stored !== null) requireSaved(await documents.remove(context, WORKSPACE_KINDS.customerState, mergedId, stored.version));
  }
  for (const entry of data.audit) await pseudonymize(workspace, context, entry, tombstone);
  requireSaved(await customers.remove(context, id, customer.version));
  if (customerState !== null)
    requireSaved(await documents.remove(context, WORKSPACE_KINDS.customerState, id, customerState.version));
  // Holders of copies need to know whose data to delete. The message is removed when it is acknowledged.
  const message = { type: "customer.erased", at, payload: { customerId: id, mergedIds: data.mergedIds } };
  await outbox.enqueue(context, [{ id: await storableId(`customer.erased:${id}`), ...message }]);
  return tombstone;
}

/** Keeps who did what and when; removes the customer, and the reason, which may name the customer. */
async function pseudonymize(
  workspace: WorkspaceContext,
  context: TransactionContext,
  { value: document, version }: Stored<StorageDocument<AuditEntry>>,
  tombstone: string,
): Promise<void> {
  const { reason: _, ...entry } = document.value;
  const value: AuditEntry = { ...entry, customerId: tombstone };
  requireSaved(await workspace.storage.documents.save(context, { kind: document.kind, id: document.id, value }, version));
}

function reportOf({ inventory }: WorkspaceContext, tombstone: string, data: PersonalData | null): EraseReport {
  const documents: Record<string, number> = {};
  for (const { value } of data?.documents ?? []) documents[value.kind] = (documents[value.kind] ?? 0) + 1;
  return {
    tombstone,
    repeated: data === null,
    removed: {
      profiles: data === null ? 0 : 1,
      interactions: data?.history.length ?? 0,
      plugins: data?.plugins.length ?? 0,
      documents,
    },
    pseudonymized: data?.audit.length ?? 0,
    fields: inventory.map((field) => ({ ...field, done: field.section === "audit" ? "pseudonymized" : "removed" })),
  };
}

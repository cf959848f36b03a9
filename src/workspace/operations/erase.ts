import { aText, oneOf, type OptionKind, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { StorageContext, StorageDocument, Stored } from "../../storage/index.js";
import { addAudit } from "../access/audit.js";
import type { AuditEntry } from "../access/audit-policy.js";
import { type PersonalData, readPersonalData } from "../access/personal-data.js";
import { numbered } from "../decisions/decision-changes.js";
import { type Changes, noChanges } from "../persistence/changes.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { findCustomers, lastRevision, type LoadedCustomer, unknownCustomer } from "../persistence/load-customer.js";
import { type Presence, presenceIn, presenceKey } from "../persistence/presence.js";
import type { RegisteredField } from "../plugins/inventory.js";
import { CALL_OPTIONS, type CallOptions, decideAndCommit, type WorkspaceContext } from "../workspace-context.js";
import { assertMayChange } from "./update.js";

/** Options of `Clientele.erase`. */
export interface EraseOptions extends CallOptions {
  /**
   * Reason for the audit log, as a code of at most 64 lowercase letters, digits, `-`, `_` and `.` (`"gdpr-17"`). A sentence is
   * refused, because it may name the customer, and the audit log stays.
   */
  readonly reason?: string | undefined;
  /**
   * What to do about an identifier under which nothing is stored: `"refuse"` it with `unknown_customer`, or keep later data out
   * by a `"tombstone"`. Defaults to `"refuse"`.
   */
  readonly unseen?: "refuse" | "tombstone" | undefined;
}

const aReasonCode: OptionKind = {
  expected: "a code of 1 to 64 lowercase letters, digits, `-`, `_` and `.`, because a sentence may name the customer",
  accepts: (value) => aText.accepts(value) && /^[a-z0-9._-]{1,64}$/.test(value as string),
};

const ERASE_OPTIONS: OptionShape<EraseOptions> = {
  ...CALL_OPTIONS,
  reason: aReasonCode,
  unseen: oneOf(["refuse", "tombstone"]),
};

/** Result of an erasure. */
export interface EraseReport {
  /** Identifier of the tombstone: a hash that does not reveal the customer. */
  readonly tombstone: string;
  /** Whether the customer had been erased before. What has come back since, from a backup for instance, is removed. */
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

/**
 * Removes everything about a customer; see `Clientele.erase`. It begins with the tombstone: from then on nothing is added about
 * the customer, so that what is read afterwards is everything. If it stops in between, calling it again completes it.
 */
export async function erase(workspace: WorkspaceContext, customerId: string, options: EraseOptions): Promise<EraseReport> {
  requireOptions(options, ERASE_OPTIONS);
  const { id, repeated } = await writeTombstones(workspace, customerId, options);
  return decideAndCommit(workspace, id, options, async (context) => {
    const [found] = await findCustomers(workspace, context, [{ customerId: id }]);
    const { loaded } = found!;
    const { actor } = assertMayChange(workspace, "erase", options, loaded);
    const data = await readPersonalData(workspace, context, loaded);
    const isEmpty = data.customer === null && loaded.customerState === null && loaded.link === null && data.history.length === 0;
    const report = reportOf(workspace, (await presenceKey(workspace, id)).id, repeated, data);
    if (repeated && isEmpty && data.documents.length === 0 && data.audit.length === 0) return { set: null, value: report };
    const set = noChanges();
    await addRemovals(workspace, context, set, loaded, data);
    addAudit(workspace, set, actor, {
      action: "erase",
      customerId: null,
      details: { tombstone: report.tombstone, interactions: data.history.length, documents: data.documents.length },
      ...(options.reason !== undefined && { reason: options.reason }),
    });
    return { set, value: report };
  });
}

/** Turns the presence of a customer, and of those merged into this one, into tombstones; returns whom the identifier led to. */
function writeTombstones(
  workspace: WorkspaceContext,
  customerId: string,
  options: EraseOptions,
): Promise<{ readonly id: string; readonly repeated: boolean }> {
  return decideAndCommit(workspace, customerId, options, async (context) => {
    const [found] = await findCustomers(workspace, context, [{ customerId }]);
    const { loaded, isErased } = found!;
    assertMayChange(workspace, "erase", options, loaded);
    const value = { id: loaded.id, repeated: isErased };
    if (isErased) return { set: null, value };
    const isUnseen = loaded.customer === null && loaded.customerState === null && loaded.history.length === 0;
    if (isUnseen && options.unseen !== "tombstone") throw unknownCustomer(customerId);
    const { mergedIds } = await readPersonalData(workspace, context, loaded);
    const set = noChanges();
    const at = workspace.clock();
    const revision = lastRevision(loaded) + 1;
    const keys = await Promise.all([loaded.id, ...mergedIds].map((id) => presenceKey(workspace, id)));
    const { documents } = await workspace.storage.read(context, { documents: keys });
    keys.forEach((key, position) => {
      const tombstone: Presence = { status: "erased", at, revision };
      set.documents.push({ ...key, document: { value: tombstone }, expected: documents[position]?.version ?? null });
    });
    return { set, value };
  });
}

async function addRemovals(
  workspace: WorkspaceContext,
  context: StorageContext,
  into: Changes,
  loaded: LoadedCustomer,
  data: PersonalData,
): Promise<void> {
  const { id, customer, customerState, link } = loaded;
  const presence = await presenceKey(workspace, id);
  const mergedKeys = data.mergedIds.map((mergedId) => ({ kind: WORKSPACE_KINDS.customerState, id: mergedId }));
  const { documents } = await workspace.storage.read(context, { documents: [presence, ...mergedKeys] });
  const tombstone = presenceIn(documents[0]!);
  const at = workspace.clock();
  const revision = lastRevision(loaded) + 1;
  const value: Presence = { status: "erased", at, revision };
  into.documents.push({ ...presence, document: { value }, expected: tombstone?.version ?? null });
  into.removeHistories.push(id);
  for (const { value: document, version } of data.documents) {
    into.documents.push({ kind: document.kind, id: document.id, document: null, expected: version });
  }
  mergedKeys.forEach((key, position) => {
    const stored = documents[position + 1] ?? null;
    if (stored !== null) into.documents.push({ ...key, document: null, expected: stored.version });
  });
  for (const entry of data.audit) pseudonymize(into, entry, presence.id);
  if (customer !== null) into.customers.push({ id, customer: null, expected: customer.version });
  const state = customerState ?? link;
  if (state !== null) {
    into.documents.push({ kind: WORKSPACE_KINDS.customerState, id, document: null, expected: state.version });
  }
  // Holders of copies need to know whose data to delete. The message is removed when it is acknowledged.
  const payload = { customerId: id, mergedIds: data.mergedIds };
  const erased = { id: `customer.erased:${id}@${revision}`, type: "customer.erased", payload };
  into.messages.push(...(await numbered(workspace, id, revision, at, [erased])));
}

/** Keeps who did what and when; removes the customer, and the reason, which may name the customer. */
function pseudonymize(into: Changes, { value: entry, version }: Stored<StorageDocument<AuditEntry>>, tombstone: string): void {
  const { reason: _, ...rest } = entry.value;
  const value: AuditEntry = { ...rest, customerId: tombstone };
  into.documents.push({ kind: entry.kind, id: entry.id, document: { value }, expected: version });
}

function reportOf({ inventory }: WorkspaceContext, tombstone: string, repeated: boolean, data: PersonalData): EraseReport {
  const documents: Record<string, number> = {};
  for (const { value } of data.documents) documents[value.kind] = (documents[value.kind] ?? 0) + 1;
  return {
    tombstone,
    repeated,
    removed: {
      profiles: data.customer === null ? 0 : 1,
      interactions: data.history.length,
      plugins: data.plugins.length,
      documents,
    },
    pseudonymized: data.audit.length,
    fields: inventory.map((field) => ({ ...field, done: field.section === "audit" ? "pseudonymized" : "removed" })),
  };
}

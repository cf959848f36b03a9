import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { anInstant, aText, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { type Customer, type CustomerUpdate, type ProfileChange, updateCustomer } from "../../models/index.js";
import type { StorageContext } from "../../storage/index.js";
import { type AccessRequest, type Actor, assertMay } from "../access/access.js";
import { addAudit } from "../access/audit.js";
import { addDecision, type OwnMessage } from "../decisions/decision-changes.js";
import { type Changes, noChanges } from "../persistence/changes.js";
import { indexIdentities } from "../persistence/identity-index.js";
import { type LoadedCustomer, requireCustomer } from "../persistence/load-customer.js";
import { CALL_OPTIONS, type CallOptions, decideAndCommit, requestOf, type WorkspaceContext } from "../workspace-context.js";

/** Options of a change of a profile. */
export interface UpdateOptions extends CallOptions {
  /** Instant of the change, not before the last change of the profile. Defaults to the present. */
  readonly at?: InstantInput | undefined;
  /** Where the change comes from: a form, an import. */
  readonly source?: string | undefined;
  /** Reason for the audit log. */
  readonly reason?: string | undefined;
}

/** Kinds of the options of a change. */
export const UPDATE_OPTIONS: OptionShape<UpdateOptions> = {
  ...CALL_OPTIONS,
  at: anInstant,
  source: aText,
  reason: aText,
};

/** Result of an update. */
export interface UpdateReport {
  /** The customer who has the profile; after a merge, not the one that was named. */
  readonly customerId: string;
  /** Changes by field; empty if nothing differs. */
  readonly changes: readonly ProfileChange[];
  /** Paths of attributes that the schema does not declare. Only in a workspace with `unknown: "report"`. */
  readonly unknown?: readonly string[] | undefined;
}

/** Changes a profile; see `Clientele.update`. */
export function update(
  workspace: WorkspaceContext,
  customerId: string,
  change: CustomerUpdate,
  options: UpdateOptions,
): Promise<UpdateReport> {
  requireOptions(options, UPDATE_OPTIONS);
  return decideAndCommit(workspace, customerId, options, async (context) => {
    const loaded = await requireCustomer(workspace, context, customerId);
    const { actor } = assertMayChange(workspace, "update", options, loaded);
    const changed = changedProfile(workspace, loaded.customer.value, change, { ...options, actor });
    const unknown = workspace.schema.unknownAttributes(changed.changes);
    const value = { customerId: loaded.id, changes: changed.changes, ...(unknown !== undefined && { unknown }) };
    if (changed.changes.length === 0) return { set: null, value };
    const set = noChanges();
    await indexIdentities(workspace, context, set, loaded.customer.value, changed.customer);
    addAudit(workspace, set, actor, {
      action: "update",
      customerId: loaded.id,
      details: { fields: fieldsOf(changed.changes) },
      ...(options.reason !== undefined && { reason: options.reason }),
    });
    await addProfile(workspace, context, set, { loaded, ...changed });
    return { set, value };
  });
}

/** Asks the access policy whether the actor may change a customer, and returns who acts. */
export function assertMayChange(
  workspace: WorkspaceContext,
  action: "update" | "identify" | "merge" | "unmerge" | "erase" | "export",
  options: CallOptions,
  { id, customer }: LoadedCustomer,
): AccessRequest {
  const request = requestOf(workspace, action, options, { customerId: id, customer: customer?.value ?? null });
  assertMay(workspace.access, request);
  return request;
}

/** A profile after a change, with the changes by field. */
export interface ChangedProfile {
  readonly customer: Customer;
  readonly changes: readonly ProfileChange[];
}

/** Applies a change as of the present, or as of the given instant. */
export function changedProfile(
  workspace: WorkspaceContext,
  customer: Customer,
  change: CustomerUpdate,
  options: UpdateOptions & { readonly actor: Actor },
): ChangedProfile {
  const now = workspace.clock().getTime();
  const asked = options.at === undefined ? now : toMilliseconds(options.at, "at");
  if (asked > now) {
    throw new ClienteleError("invalid_change", "A change cannot be in the future.", { field: "at" }, "at");
  }
  // The clocks of two machines may differ: the present is never before the last change.
  const at = options.at === undefined ? Math.max(now, customer.updatedAt?.getTime() ?? now) : asked;
  return updateCustomer(customer, change, {
    at,
    by: options.actor.id,
    ...(options.source !== undefined && { source: options.source }),
    schema: workspace.schema.profile,
  });
}

/** Adds a changed profile to a change set, with the decision about its customer. Call it after all other changes. */
export async function addProfile(
  workspace: WorkspaceContext,
  context: StorageContext,
  into: Changes,
  profile: ChangedProfile & { readonly loaded: LoadedCustomer; readonly messages?: readonly OwnMessage[] | undefined },
): Promise<void> {
  const { loaded, customer, changes, messages = [] } = profile;
  const updated: OwnMessage = {
    id: `customer.updated:${loaded.id}:${customer.version}`,
    type: "customer.updated",
    payload: { customerId: loaded.id, version: customer.version, fields: fieldsOf(changes) },
  };
  const latest = changes.at(-1)?.at.getTime() ?? 0;
  await addDecision(workspace, context, into, {
    loaded,
    customer,
    changes: [...(loaded.customerState?.value.changes ?? []), ...changes],
    asOf: Math.max(workspace.clock().getTime(), latest),
    messages: [...messages, ...(changes.length === 0 ? [] : [updated])],
  });
}

/** Returns the message about a new customer. */
export function createdMessage(customerId: string): OwnMessage {
  return { id: `customer.created:${customerId}`, type: "customer.created", payload: { customerId } };
}

/** Returns the names of changed fields, without their values. */
export function fieldsOf(changes: readonly ProfileChange[]): string[] {
  return [...new Set(changes.map(({ path }) => path.join(".")))];
}

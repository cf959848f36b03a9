import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { type Customer, type CustomerUpdate, type ProfileChange, updateCustomer } from "../../models/index.js";
import type { OutboxMessage, TransactionContext } from "../../storage/index.js";
import { assertMay } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { type LoadedCustomer, requireCustomer } from "../persistence/load-customer.js";
import { indexIdentities } from "../persistence/identity-index.js";
import { type CallOptions, outcomeOf, requestOf, type WorkspaceContext, transact } from "../workspace-context.js";

/** When and where a change of a profile comes from. */
export interface UpdateOptions extends CallOptions {
  /** When; the present unless told, and not before the last change of the profile. */
  readonly at?: InstantInput | undefined;
  /** Where it comes from: a form, an import. */
  readonly source?: string | undefined;
  /** Why, for the audit log. */
  readonly reason?: string | undefined;
}

/** What an update did. */
export interface UpdateReport {
  /** The customer who has the profile: after a merge another than was named. */
  readonly customerId: string;
  /** Field by field; empty when nothing differs. */
  readonly changes: readonly ProfileChange[];
}

/** Changes a profile; see `Clientele.update`. */
export function update(
  workspace: WorkspaceContext,
  customerId: string,
  change: CustomerUpdate,
  options: UpdateOptions,
): Promise<UpdateReport> {
  return transact(workspace, customerId, options, (context) =>
    outcomeOf(async () => {
      const loaded = await requireCustomer(workspace, context, customerId);
      const { actor } = assertMayChange(workspace, "update", options, loaded);
      const changed = changedProfile(workspace, loaded.customer.value, change, options);
      if (changed.changes.length === 0) return { customerId: loaded.id, changes: [] };
      await indexIdentities(workspace, context, loaded.customer.value, changed.customer);
      await commitProfile(workspace, context, loaded, changed);
      await appendAudit(workspace, context, actor, {
        action: "update",
        customerId: loaded.id,
        details: { fields: fieldsOf(changed.changes) },
        ...(options.reason !== undefined && { reason: options.reason }),
      });
      return { customerId: loaded.id, changes: changed.changes };
    }),
  );
}

/** Asks whether an actor may change this customer. */
export function assertMayChange(
  workspace: WorkspaceContext,
  action: "update" | "identify" | "merge" | "erase" | "export",
  options: CallOptions,
  { id, customer }: LoadedCustomer,
) {
  const request = requestOf(workspace, action, options, { customerId: id, customer: customer?.value ?? null });
  assertMay(workspace.access, request);
  return request;
}

/** A profile after a change, with what changed. */
export interface ChangedProfile {
  readonly customer: Customer;
  readonly changes: readonly ProfileChange[];
}

/** Applies a change as of the present, or of the instant that was told. */
export function changedProfile(
  workspace: WorkspaceContext,
  customer: Customer,
  change: CustomerUpdate,
  options: UpdateOptions,
): ChangedProfile {
  const now = workspace.clock().getTime();
  const asked = options.at === undefined ? now : toMilliseconds(options.at, "at");
  if (asked > now) {
    throw new ClienteleError("invalid_change", "A change of the profile cannot lie in the future.", { field: "at" }, "at");
  }
  // Where the clocks of two machines differ, the present is not before what another has written.
  const at = options.at === undefined ? Math.max(now, customer.updatedAt?.getTime() ?? now) : asked;
  return updateCustomer(customer, change, {
    at,
    by: (options.actor ?? workspace.actor).id,
    ...(options.source !== undefined && { source: options.source }),
    ...(workspace.customerSchema !== undefined && { schema: workspace.customerSchema }),
  });
}

/** Saves a changed profile and decides about its customer. */
export async function commitProfile(
  workspace: WorkspaceContext,
  context: TransactionContext,
  loaded: LoadedCustomer,
  { customer, changes }: ChangedProfile,
  messages: readonly Pick<OutboxMessage, "id" | "type" | "payload">[] = [],
): Promise<void> {
  const updated = {
    id: `customer.updated:${loaded.id}:${customer.version}`,
    type: "customer.updated",
    payload: { customerId: loaded.id, version: customer.version, fields: fieldsOf(changes) },
  };
  const latest = changes.at(-1)?.at.getTime() ?? 0;
  await commitDecision(workspace, context, {
    loaded,
    customer,
    changes: [...(loaded.customerState?.value.changes ?? []), ...changes],
    asOf: Math.max(workspace.clock().getTime(), latest),
    messages: [...messages, ...(changes.length === 0 ? [] : [updated])],
  });
}

/** Announces a new customer. */
export function createdMessage(customerId: string): Pick<OutboxMessage, "id" | "type" | "payload"> {
  return { id: `customer.created:${customerId}`, type: "customer.created", payload: { customerId } };
}

/** Names of the fields that changed, not what stands in them. */
export function fieldsOf(changes: readonly ProfileChange[]): string[] {
  return [...new Set(changes.map(({ path }) => path.join(".")))];
}

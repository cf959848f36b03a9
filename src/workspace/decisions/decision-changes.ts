import { compareOrdered } from "../../kernel/internal.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { OutboxMessage, StorageContext } from "../../storage/index.js";
import type { Changes } from "../persistence/changes.js";
import { type CustomerState, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { indexIdentities } from "../persistence/identity-index.js";
import { lastRevision, type LoadedCustomer } from "../persistence/load-customer.js";
import { type Presence, presenceKey } from "../persistence/presence.js";
import { storableId } from "../persistence/stable-id.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { type Decision, decideCustomer } from "./decide-customer.js";

/** A message beside those of the plugins. */
export type OwnMessage = Pick<OutboxMessage, "id" | "type" | "payload">;

/** A decision to take, with the change of the profile before it. */
export interface DecisionRequest {
  readonly loaded: LoadedCustomer;
  /** The profile to save; saved only if it is not the one that was found. */
  readonly customer: Customer;
  readonly changes: CustomerState["changes"];
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** Facts that are new. */
  readonly added?: readonly Interaction[] | undefined;
  readonly recheck?: boolean | undefined;
  /** State to continue from instead of the stored one, after a merge. */
  readonly customerState?: CustomerState | null | undefined;
  /** Messages beside those of the plugins; they come first. */
  readonly messages?: readonly OwnMessage[] | undefined;
}

/**
 * Decides about a customer and adds what follows to a change set: new facts, profile, state with the due instant, and messages.
 * The expected version of the state makes the slower of two writers decide again.
 *
 * @param into - the set to add to; the state comes last, so call it after all other changes
 */
export async function addDecision(
  workspace: WorkspaceContext,
  context: StorageContext,
  into: Changes,
  request: DecisionRequest,
): Promise<Decision> {
  const { loaded, customer, changes, added = [] } = request;
  const before = request.customerState === undefined ? (loaded.customerState?.value ?? null) : request.customerState;
  const models = await workspace.models.current(context, before);
  const decision = decideCustomer(workspace.plugins, {
    customer,
    history: historyWith(loaded.history, added),
    changes,
    customerState: before,
    revision: lastRevision(loaded),
    asOf: request.asOf,
    models,
    added,
    recheck: request.recheck,
    clockTolerance: workspace.clockTolerance,
  });
  const { customerState } = decision;
  into.interactions.push(...added);
  if (loaded.customer?.value !== customer) {
    into.customers.push({ id: loaded.id, customer, expected: loaded.customer?.version ?? null });
  }
  // Identities of a customer whom the host imported are not indexed yet.
  if (loaded.customerState === null) await indexIdentities(workspace, context, into, null, customer);
  await addPresence(workspace, into, loaded);
  addState(into, loaded, customerState);
  into.messages.push(...(await messagesOf(workspace, customer.id, decision, request.messages ?? [])));
  return decision;
}

/** Creates the presence of a customer who has none, so that a concurrent creation or erasure conflicts. */
export async function addPresence(workspace: WorkspaceContext, into: Changes, loaded: LoadedCustomer): Promise<void> {
  if (loaded.presence !== null) return;
  const value: Presence = { status: "present" };
  into.documents.push({ ...(await presenceKey(workspace, loaded.id)), document: { value }, expected: null });
}

/**
 * Makes a set that only adds to a customer, such as an entry of the audit log, depend on the presence as found: an erasure
 * begins by changing it, so that nothing is added about somebody who is gone.
 */
export async function addGuard(workspace: WorkspaceContext, into: Changes, loaded: LoadedCustomer): Promise<void> {
  const { id, presence } = loaded;
  if (presence === null) await addPresence(workspace, into, loaded);
  else into.checks.push({ ...(await presenceKey(workspace, id)), expected: presence.version });
}

function addState(into: Changes, { id, customerState: before, link }: LoadedCustomer, customerState: CustomerState): void {
  const { dueAt } = customerState;
  into.documents.push({
    kind: WORKSPACE_KINDS.customerState,
    id,
    document: { customerId: id, dueAt: dueAt === null ? null : new Date(dueAt), value: customerState },
    expected: (before ?? link)?.version ?? null,
  });
}

/** Returns a history with new facts at their places. */
function historyWith(history: readonly Interaction[], added: readonly Interaction[]): readonly Interaction[] {
  return added.length === 0 ? history : [...history, ...added].sort(compareOrdered);
}

async function messagesOf(
  workspace: WorkspaceContext,
  customerId: string,
  { messages, customerState }: Decision,
  own: readonly OwnMessage[],
): Promise<OutboxMessage[]> {
  const { asOf, revision } = customerState;
  const decided = messages.map(({ id, type, payload, plugin }) => ({
    // The revision tells apart two changes to the same value; a repeated try has the same revision.
    id: `${plugin}:${id}@${revision}`,
    type,
    payload: { ...payload, customerId, plugin },
  }));
  return numbered(workspace, customerId, revision, new Date(asOf), [...own, ...decided]);
}

/** Returns messages in the order of their parts. */
export function numbered(
  workspace: WorkspaceContext,
  subject: string,
  sequence: number,
  at: Date,
  messages: readonly OwnMessage[],
): Promise<OutboxMessage[]> {
  return Promise.all(
    messages.map(async ({ id, type, payload }, position) => ({
      subject,
      sequence,
      part: position + 1,
      id: await storableId(workspace, id),
      type,
      at,
      payload,
    })),
  );
}

import type { Customer, Interaction } from "../../models/index.js";
import type { OutboxMessage, Stored, TransactionContext } from "../../storage/index.js";
import { type LoadedCustomer, readHistory } from "../persistence/load-customer.js";
import { type Decision, decideCustomer } from "./decide-customer.js";
import { indexIdentities } from "../persistence/identity-index.js";
import { requireSaved, type WorkspaceContext } from "../workspace-context.js";
import { storableId } from "../persistence/stable-id.js";
import { scheduleKey, type CustomerState, WORKSPACE_KINDS } from "../persistence/customer-state.js";

/** A decision to take and write, with the change of the profile before it. */
export interface DecisionRequest {
  /** The customer as the transaction found it. */
  readonly loaded: LoadedCustomer;
  /** The profile to save; saved only if it is not the one that was found. */
  readonly customer: Customer;
  readonly changes: CustomerState["changes"];
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** Facts that this transaction recorded. */
  readonly added?: readonly Interaction[] | undefined;
  readonly recheck?: boolean | undefined;
  /** State to continue from instead of the stored one, after a merge. */
  readonly customerState?: CustomerState | null | undefined;
  /** Messages beside those of the plugins. */
  readonly messages?: readonly Pick<OutboxMessage, "id" | "type" | "payload">[] | undefined;
  /** List that collects the messages, if the caller enqueues them in the same transaction. */
  readonly collect?: OutboxMessage[] | undefined;
}

/**
 * Decides about a customer and writes the result in the running transaction: profile, state, schedule and outbox. The expected
 * version of the state makes the slower of two writers decide again.
 */
export async function commitDecision(
  workspace: WorkspaceContext,
  context: TransactionContext,
  request: DecisionRequest,
): Promise<Decision> {
  const { loaded, customer, changes } = request;
  const { customers, documents, schedule, outbox, capabilities } = workspace.storage;
  const history = await readHistory(workspace, context, loaded.id);
  const before = request.customerState === undefined ? (loaded.customerState?.value ?? null) : request.customerState;
  const models = await workspace.models.current(context, before);
  const decision = decideCustomer(workspace.plugins, {
    customer,
    history,
    changes,
    customerState: before,
    asOf: request.asOf,
    models,
    added: request.added,
    recheck: request.recheck,
  });
  const { customerState } = decision;
  // Without transactions the schedule may be missing after a fault, so it is always set.
  const isScheduled = capabilities.transactions === true && loaded.customerState?.value.dueAt === customerState.dueAt;
  if (!isScheduled && (customerState.dueAt !== null || loaded.customerState !== null)) {
    await schedule.set(context, scheduleKey(loaded.id), customerState.dueAt === null ? null : new Date(customerState.dueAt));
  }
  if (isChanged(loaded.customer, customer)) {
    requireSaved(await customers.save(context, customer, loaded.customer?.version ?? null));
  }
  // Identities of a customer whom the host imported are not indexed yet.
  if (loaded.customerState === null) await indexIdentities(workspace, context, null, customer);
  requireSaved(
    await documents.save(
      context,
      { kind: WORKSPACE_KINDS.customerState, id: loaded.id, customerId: loaded.id, value: customerState },
      loaded.customerState?.version ?? null,
    ),
  );
  const messages = await messagesOf(customer.id, decision, request.messages ?? []);
  if (request.collect !== undefined) request.collect.push(...messages);
  else if (messages.length > 0) await outbox.enqueue(context, messages);
  return decision;
}

function isChanged(stored: Stored<Customer> | null, customer: Customer): boolean {
  return stored?.value !== customer;
}

async function messagesOf(
  customerId: string,
  { messages, customerState }: Decision,
  more: NonNullable<DecisionRequest["messages"]>,
): Promise<OutboxMessage[]> {
  const at = new Date(customerState.asOf);
  const decided = messages.map(({ id, type, payload, plugin }) => ({
    // The revision tells apart two changes to the same value; a repeated try has the same revision.
    id: `${plugin}:${id}@${customerState.revision}`,
    type,
    payload: { ...payload, customerId, plugin },
  }));
  return Promise.all(
    [...more, ...decided].map(async ({ id, type, payload }) => ({ id: await storableId(id), type, at, payload })),
  );
}

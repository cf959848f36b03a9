import type { Customer, Interaction } from "../../models/index.js";
import type { OutboxMessage, Stored, TransactionContext } from "../../storage/index.js";
import type { LoadedCustomer } from "../persistence/load-customer.js";
import { readHistory } from "../persistence/load-customer.js";
import { type Decision, decideCustomer } from "./decide-customer.js";
import { indexIdentities } from "../persistence/identity-index.js";
import { requireSaved, type WorkspaceContext } from "../workspace-context.js";
import { storableId } from "../persistence/stable-id.js";
import { scheduleKey, type CustomerState, WORKSPACE_KINDS } from "../persistence/customer-state.js";

/** What a decision is about, and what happened to the profile before it. */
export interface DecisionRequest {
  /** As the transaction found the customer. */
  readonly loaded: LoadedCustomer;
  /** The profile as it is to be; saved where it is another one than was found. */
  readonly customer: Customer;
  readonly changes: CustomerState["changes"];
  /** What is to be decided as of; epoch milliseconds. */
  readonly asOf: number;
  /** Facts that the transaction has just recorded. */
  readonly added?: readonly Interaction[] | undefined;
  readonly recheck?: boolean | undefined;
  /** State to go on from instead of the stored one (a merge). */
  readonly customerState?: CustomerState | null | undefined;
  /** Announced beside what the plugins announce. */
  readonly messages?: readonly Pick<OutboxMessage, "id" | "type" | "payload">[] | undefined;
  /** Where to put the messages, if somebody else enqueues them in the same transaction. */
  readonly collect?: OutboxMessage[] | undefined;
}

/**
 * Decides about a customer and writes everything that follows in the running transaction: the profile, the customerState, the
 * schedule, the outbox. The customerState's expected version makes the slower of two writers decide again.
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
  // Where nothing holds steps together, what is missing is set again.
  const isScheduled = capabilities.transactions === true && loaded.customerState?.value.dueAt === customerState.dueAt;
  if (!isScheduled && (customerState.dueAt !== null || loaded.customerState !== null)) {
    await schedule.set(context, scheduleKey(loaded.id), customerState.dueAt === null ? null : new Date(customerState.dueAt));
  }
  if (isChanged(loaded.customer, customer)) {
    requireSaved(await customers.save(context, customer, loaded.customer?.version ?? null));
  }
  // Of a customer whom the host brought along nobody has told yet which identities are theirs.
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
    // A value may come back to where it was; the same decision, tried again, has the same number.
    id: `${plugin}:${id}@${customerState.revision}`,
    type,
    payload: { ...payload, customerId, plugin },
  }));
  return Promise.all(
    [...more, ...decided].map(async ({ id, type, payload }) => ({ id: await storableId(id), type, at, payload })),
  );
}

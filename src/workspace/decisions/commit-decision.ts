import type { Customer, Interaction } from "../../models/index.js";
import type { OutboxMessage, Stored, TransactionContext } from "../../storage/index.js";
import type { Dossier } from "../persistence/load-customer.js";
import { readHistory } from "../persistence/load-customer.js";
import { type Decision, decideCustomer } from "./decide-customer.js";
import { indexIdentities } from "../persistence/identity-index.js";
import { requireSaved, type Shell } from "../workspace-context.js";
import { storableId } from "../persistence/stable-id.js";
import { scheduleKey, type Standing, WORKSPACE_KINDS } from "../persistence/customer-state.js";

/** What a decision is about, and what happened to the profile before it. */
export interface DecisionRequest {
  /** As the transaction found the customer. */
  readonly dossier: Dossier;
  /** The profile as it is to be; saved where it is another one than was found. */
  readonly customer: Customer;
  readonly changes: Standing["changes"];
  /** What is to be decided as of; epoch milliseconds. */
  readonly asOf: number;
  /** Facts that the transaction has just recorded. */
  readonly added?: readonly Interaction[];
  readonly recheck?: boolean;
  /** State to go on from instead of the stored one (a merge). */
  readonly standing?: Standing | null;
  /** Announced beside what the rooms announce. */
  readonly messages?: readonly Pick<OutboxMessage, "id" | "type" | "payload">[];
  /** Where to put the messages, if somebody else enqueues them in the same transaction. */
  readonly collect?: OutboxMessage[] | undefined;
}

/**
 * Decides about a customer and writes everything that follows in the running transaction: the profile, the standing, the
 * schedule, the outbox. The standing's expected version makes the slower of two writers decide again.
 */
export async function commitDecision(shell: Shell, context: TransactionContext, request: DecisionRequest): Promise<Decision> {
  const { dossier, customer, changes } = request;
  const { customers, documents, schedule, outbox, capabilities } = shell.storage;
  const history = await readHistory(shell, context, dossier.id);
  const before = request.standing === undefined ? (dossier.standing?.value ?? null) : request.standing;
  const models = await shell.models.current(context, before);
  const decision = decideCustomer(shell.rooms, {
    customer,
    history,
    changes,
    standing: before,
    asOf: request.asOf,
    models,
    added: request.added,
    recheck: request.recheck,
  });
  const { standing } = decision;
  // Where nothing holds steps together, what is missing is set again.
  const isScheduled = capabilities.transactions === true && dossier.standing?.value.dueAt === standing.dueAt;
  if (!isScheduled && (standing.dueAt !== null || dossier.standing !== null)) {
    await schedule.set(context, scheduleKey(dossier.id), standing.dueAt === null ? null : new Date(standing.dueAt));
  }
  if (isChanged(dossier.customer, customer)) {
    requireSaved(await customers.save(context, customer, dossier.customer?.version ?? null));
  }
  // Of a customer whom the host brought along nobody has told yet which identities are theirs.
  if (dossier.standing === null) await indexIdentities(shell, context, null, customer);
  requireSaved(
    await documents.save(
      context,
      { kind: WORKSPACE_KINDS.standing, id: dossier.id, customerId: dossier.id, value: standing },
      dossier.standing?.version ?? null,
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
  { messages, standing }: Decision,
  more: NonNullable<DecisionRequest["messages"]>,
): Promise<OutboxMessage[]> {
  const at = new Date(standing.asOf);
  const decided = messages.map(({ id, type, payload, room }) => ({
    // A value may come back to where it was; the same decision, tried again, has the same number.
    id: `${room}:${id}@${standing.revision}`,
    type,
    payload: { ...payload, customerId, room },
  }));
  return Promise.all(
    [...more, ...decided].map(async ({ id, type, payload }) => ({ id: await storableId(id), type, at, payload })),
  );
}

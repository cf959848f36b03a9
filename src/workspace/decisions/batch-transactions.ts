import { type ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { OutboxMessage, Outcome, TransactionContext } from "../../storage/index.js";
import { type CallOptions, contextOf, forEachConcurrently, outcomeOf, type WorkspaceContext } from "../workspace-context.js";

/** An error that concerns one customer alone. */
export type Refusal = ClienteleError<"erased_customer" | "access_denied" | "plugin_failed" | "invalid_plugin">;

/** Returns whether an error concerns one customer alone, so that the others of a batch continue. */
export function isRefusal(error: unknown): error is Refusal {
  return (
    isClienteleError(error, "erased_customer") ||
    isClienteleError(error, "access_denied") ||
    isClienteleError(error, "plugin_failed") ||
    isClienteleError(error, "invalid_plugin")
  );
}

/** Result of work on several customers in one transaction. */
export interface BatchResult<Item> {
  /** Items that need a transaction of their own. */
  readonly rest: readonly Item[];
  /** Called after the transaction is committed. */
  done(): void;
}

/** Customers per transaction: enough to spread the cost of a commit, few enough to keep conflicts rare. */
const BATCH_SIZE = 25;

/**
 * Works on many customers, several per transaction. If one of them conflicts or is refused, the customers of that transaction
 * are processed one by one.
 *
 * @param processBatch - works on some customers in a transaction; messages that it adds to the list are enqueued at the end
 * @param processOne - works on one customer in a transaction of its own
 */
export async function eachCustomer<Item>(
  workspace: WorkspaceContext,
  items: readonly Item[],
  options: CallOptions,
  processBatch: (context: TransactionContext, items: readonly Item[], messages: OutboxMessage[]) => Promise<BatchResult<Item>>,
  processOne: (item: Item) => Promise<void>,
): Promise<void> {
  const { capabilities, outbox, unitOfWork } = workspace.storage;
  // Without transactions there is nothing to share.
  const size = capabilities.transactions === true ? BATCH_SIZE : 1;
  const batches = Array.from({ length: Math.ceil(items.length / size) }, (_, batch) =>
    items.slice(batch * size, (batch + 1) * size),
  );
  await forEachConcurrently(workspace, batches, async (batch) => {
    let rest = batch;
    if (batch.length > 1) {
      const outcome = await unitOfWork
        .run(contextOf(workspace, options), (context) =>
          outcomeOf(async () => {
            const messages: OutboxMessage[] = [];
            const result = await processBatch(context, batch, messages);
            if (messages.length > 0) await outbox.enqueue(context, messages);
            return result;
          }),
        )
        .catch((error: unknown): Outcome<BatchResult<Item>> => {
          if (isRefusal(error)) return { ok: false, reason: "conflict" };
          throw error;
        });
      if (outcome.ok) {
        outcome.value.done();
        rest = [...outcome.value.rest];
      }
    }
    for (const item of rest) await processOne(item);
  });
}

import { type ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { OutboxMessage, Outcome, TransactionContext } from "../../storage/index.js";
import { type CallOptions, contextOf, forEachAtOnce, outcomeOf, type WorkspaceContext } from "../workspace-context.js";

/** An error that concerns one customer alone. */
export type Refusal = ClienteleError<"erased_customer" | "access_denied" | "plugin_failed" | "invalid_plugin">;

/** Whether an error concerns one customer alone, so that the others of a batch go on. */
export function isRefusal(error: unknown): error is Refusal {
  return (
    isClienteleError(error, "erased_customer") ||
    isClienteleError(error, "access_denied") ||
    isClienteleError(error, "plugin_failed") ||
    isClienteleError(error, "invalid_plugin")
  );
}

/** What work on several customers came to. */
export interface Together<Item> {
  /** Those who take a transaction of their own. */
  readonly rest: readonly Item[];
  /** Called when the transaction is committed. */
  done(): void;
}

/** How many customers share a transaction: enough that beginning and committing costs little, few enough that a conflict does. */
const SHARED_BY = 25;

/**
 * Works on many customers, some at a time in one transaction. Where one of them gets in the way, by a conflict or because
 * nothing may be decided about them, those of the transaction are taken one by one.
 *
 * @param processBatch - works on some customers in a transaction; puts messages into the list, which is enqueued at its end
 * @param processOne - works on one, in a transaction of its own
 */
export async function eachCustomer<Item>(
  workspace: WorkspaceContext,
  items: readonly Item[],
  options: CallOptions,
  processBatch: (context: TransactionContext, items: readonly Item[], messages: OutboxMessage[]) => Promise<Together<Item>>,
  processOne: (item: Item) => Promise<void>,
): Promise<void> {
  const { capabilities, outbox, unitOfWork } = workspace.storage;
  // Without transactions there is nothing to share.
  const size = capabilities.transactions === true ? SHARED_BY : 1;
  const chunks = Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  );
  await forEachAtOnce(workspace, chunks, async (chunk) => {
    let rest = chunk;
    if (chunk.length > 1) {
      const outcome = await unitOfWork
        .run(contextOf(workspace, options), (context) =>
          outcomeOf(async () => {
            const messages: OutboxMessage[] = [];
            const result = await processBatch(context, chunk, messages);
            if (messages.length > 0) await outbox.enqueue(context, messages);
            return result;
          }),
        )
        .catch((error: unknown): Outcome<Together<Item>> => {
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

import { type ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { OutboxMessage, Outcome, TransactionContext } from "../../storage/index.js";
import { type CallOptions, contextOf, forEachAtOnce, outcomeOf, type Shell } from "../workspace-context.js";

/** An error that concerns one customer alone. */
export type Refusal = ClienteleError<"erased_customer" | "access_denied" | "room_failed" | "invalid_room">;

/** Whether an error concerns one customer alone, so that the others of a batch go on. */
export function isRefusal(error: unknown): error is Refusal {
  return (
    isClienteleError(error, "erased_customer") ||
    isClienteleError(error, "access_denied") ||
    isClienteleError(error, "room_failed") ||
    isClienteleError(error, "invalid_room")
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
 * @param together - works on some customers in a transaction; puts messages into the list, which is enqueued at its end
 * @param alone - works on one, in a transaction of its own
 */
export async function eachCustomer<Item>(
  shell: Shell,
  items: readonly Item[],
  options: CallOptions,
  together: (context: TransactionContext, items: readonly Item[], messages: OutboxMessage[]) => Promise<Together<Item>>,
  alone: (item: Item) => Promise<void>,
): Promise<void> {
  const { capabilities, outbox, unitOfWork } = shell.storage;
  // Without transactions there is nothing to share.
  const size = capabilities.transactions === true ? SHARED_BY : 1;
  const chunks = Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  );
  await forEachAtOnce(shell, chunks, async (chunk) => {
    let rest = chunk;
    if (chunk.length > 1) {
      const outcome = await unitOfWork
        .run(contextOf(shell, options), (context) =>
          outcomeOf(async () => {
            const messages: OutboxMessage[] = [];
            const result = await together(context, chunk, messages);
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
    for (const item of rest) await alone(item);
  });
}

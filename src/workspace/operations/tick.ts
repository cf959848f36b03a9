import { compareCodePoints, type InstantInput, isClienteleError } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { OutboxMessage, TransactionContext } from "../../storage/index.js";
import { appendAudit } from "../access/audit.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { type LoadedCustomer, findCustomer, loadCustomers } from "../persistence/load-customer.js";
import {
  assertMayAll,
  type CallOptions,
  contextOf,
  outcomeOf,
  requestOf,
  type WorkspaceContext,
  transact,
} from "../workspace-context.js";
import { scheduledCustomer, scheduleKey } from "../persistence/customer-state.js";
import { eachCustomer } from "../decisions/batch-transactions.js";

/** How much to do at once. */
export interface TickOptions extends CallOptions {
  /** Customers read from the schedule at a time; 200 unless told. */
  readonly batch?: number | undefined;
  /** The most customers to decide about in this call; all that are due unless told. What is left waits for the next call. */
  readonly limit?: number | undefined;
  /** Told after every batch. */
  readonly onProgress?: ((progress: TickReport) => void) | undefined;
}

/** A customer about whom nothing could be decided. */
export interface FailedCustomer {
  readonly customerId: string;
  readonly code: string;
  readonly message: string;
}

/** The failure of a plugin; any other error is thrown on. */
export function failureOf(customerId: string, error: unknown): FailedCustomer {
  if (!isClienteleError(error) || (error.code !== "plugin_failed" && error.code !== "invalid_plugin")) throw error;
  return { customerId, code: error.code, message: error.message };
}

/** What a tick did. */
export interface TickReport {
  /** Customers who were due and were decided about. */
  readonly decided: number;
  /** Customers whose plugin failed; they stay due, and the others went on. */
  readonly failed: readonly FailedCustomer[];
  /** Whether nothing that was due is left. */
  readonly done: boolean;
}

/** Does what time alone made due; see `Clientele.tick`. */
export async function tick(
  workspace: WorkspaceContext,
  asOfInput: InstantInput | undefined,
  options: TickOptions,
): Promise<TickReport> {
  assertMayAll(workspace, "tick", options);
  const asOf = asOfInput === undefined ? workspace.clock().getTime() : toMilliseconds(asOfInput, "asOf");
  const { batch = 200, limit = Number.POSITIVE_INFINITY } = options;
  const failed: FailedCustomer[] = [];
  let decided = 0;
  let cursor: string | null = null;
  let done = false;
  while (!done && decided < limit) {
    const size = Math.min(batch, limit - decided);
    // What is decided moves out of the way by itself; the cursor leads past what failed, so that it keeps nobody waiting.
    const page: Awaited<ReturnType<WorkspaceContext["storage"]["schedule"]["due"]>> = await workspace.storage.schedule.due(
      contextOf(workspace, options),
      new Date(asOf),
      { limit: size, cursor },
    );
    const customers = page.items.flatMap(({ key }) => scheduledCustomer(key) ?? []);
    await eachCustomer(
      workspace,
      customers,
      options,
      async (context, some, messages) => {
        const ordered = [...some].sort(compareCodePoints);
        const loadedCustomers = await loadCustomers(workspace, context, ordered);
        const present = loadedCustomers.filter((loaded) => loaded !== null);
        for (const loaded of present) await decideDue(workspace, context, loaded, { asOf, options, messages });
        return {
          rest: ordered.filter((_, position) => loadedCustomers[position] === null),
          done: () => {
            decided += present.length;
          },
        };
      },
      async (customerId) => {
        try {
          await tickOne(workspace, customerId, asOf, options);
          decided++;
        } catch (error) {
          failed.push(failureOf(customerId, error));
        }
      },
    );
    cursor = page.next;
    done = cursor === null;
    options.onProgress?.({ decided, failed, done });
  }
  return { decided, failed, done };
}

/** Decides about one customer in a transaction of their own; who went elsewhere is taken off the schedule. */
async function tickOne(workspace: WorkspaceContext, customerId: string, asOf: number, options: CallOptions): Promise<void> {
  await transact(workspace, customerId, options, (context) =>
    outcomeOf(async () => {
      const found = await findCustomer(workspace, context, customerId);
      if (found.kind === "here") await decideDue(workspace, context, found.loaded, { asOf, options });
      else await workspace.storage.schedule.set(context, scheduleKey(customerId), null);
    }),
  );
}

/** Decides about a customer as of an instant; who is no longer there is taken off the schedule. */
async function decideDue(
  workspace: WorkspaceContext,
  context: TransactionContext,
  loaded: LoadedCustomer,
  call: { readonly asOf: number; readonly options: CallOptions; readonly messages?: OutboxMessage[] | undefined },
): Promise<void> {
  const { asOf, options } = call;
  const { schedule } = workspace.storage;
  const customer = loaded.customer?.value;
  if (customer === undefined) {
    await schedule.set(context, scheduleKey(loaded.id), null);
    return;
  }
  const { dueAt, changes } = loaded.customerState?.value ?? { dueAt: null, changes: [] };
  // Somebody else was here since the schedule was read.
  if (dueAt !== null && dueAt > asOf) {
    await schedule.set(context, scheduleKey(loaded.id), new Date(dueAt));
    return;
  }
  await commitDecision(workspace, context, { loaded, customer, changes, asOf, collect: call.messages });
  const { actor } = requestOf(workspace, "tick", options);
  await appendAudit(workspace, context, actor, { action: "tick", customerId: loaded.id, details: {} });
}

import { compareCodePoints, type InstantInput, isClienteleError } from "../../kernel/index.js";
import { aFunction, anInteger, anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { OutboxMessage, TransactionContext } from "../../storage/index.js";
import type { Actor } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { eachCustomer } from "../decisions/batch-transactions.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { scheduledCustomer, scheduleKey } from "../persistence/customer-state.js";
import { findCustomer, type LoadedCustomer, loadCustomers } from "../persistence/load-customer.js";
import {
  assertMayAll,
  CALL_OPTIONS,
  type CallOptions,
  contextOf,
  outcomeOf,
  transact,
  type WorkspaceContext,
} from "../workspace-context.js";

/** Options of `Clientele.tick`. */
export interface TickOptions extends CallOptions {
  /** Instant up to which changes are due. Defaults to the present. */
  readonly asOf?: InstantInput | undefined;
  /** Customers read from the schedule at a time. Defaults to 200. */
  readonly batch?: number | undefined;
  /** Maximum number of customers to decide about in this call. Defaults to all that are due. The rest stays due. */
  readonly limit?: number | undefined;
  /** Called after every batch. */
  readonly onProgress?: ((progress: TickReport) => void) | undefined;
}

const TICK_OPTIONS: OptionShape<TickOptions> = {
  ...CALL_OPTIONS,
  asOf: anInstant,
  batch: anInteger({ min: 1 }),
  limit: anInteger({ min: 0 }),
  onProgress: aFunction,
};

/** A customer whose decision failed. */
export interface FailedCustomer {
  readonly customerId: string;
  readonly code: string;
  readonly message: string;
}

/** Returns the failure of a plugin; throws any other error. */
export function failureOf(customerId: string, error: unknown): FailedCustomer {
  if (!isClienteleError(error) || (error.code !== "plugin_failed" && error.code !== "invalid_plugin")) throw error;
  return { customerId, code: error.code, message: error.message };
}

/** Result of a tick. */
export interface TickReport {
  /** Number of due customers who were decided about. */
  readonly decided: number;
  /** Customers whose plugin failed. They stay due; the others were decided about. */
  readonly failed: readonly FailedCustomer[];
  /** Whether nothing due is left. */
  readonly done: boolean;
}

/** A running tick. */
interface TickCall {
  readonly asOf: number;
  readonly actor: Actor;
  readonly messages?: OutboxMessage[] | undefined;
}

/** Applies what time alone made due; see `Clientele.tick`. */
export async function tick(workspace: WorkspaceContext, options: TickOptions): Promise<TickReport> {
  const { batch = 200, limit = Number.POSITIVE_INFINITY, onProgress } = requireOptions(options, TICK_OPTIONS);
  const { actor } = assertMayAll(workspace, "tick", options);
  const asOf = options.asOf === undefined ? workspace.clock().getTime() : toMilliseconds(options.asOf, "asOf");
  const failed: FailedCustomer[] = [];
  let decided = 0;
  let cursor: string | null = null;
  let done = false;
  while (!done && decided < limit) {
    const size = Math.min(batch, limit - decided);
    // Decided customers leave the schedule; the cursor skips the failed ones, so that they do not block others.
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
        for (const loaded of present) await decideDue(workspace, context, loaded, { asOf, actor, messages });
        return {
          rest: ordered.filter((_, position) => loadedCustomers[position] === null),
          done: () => {
            decided += present.length;
          },
        };
      },
      async (customerId) => {
        try {
          await tickOne(workspace, customerId, { asOf, actor }, options);
          decided++;
        } catch (error) {
          failed.push(failureOf(customerId, error));
        }
      },
    );
    cursor = page.next;
    done = cursor === null;
    onProgress?.({ decided, failed, done });
  }
  return { decided, failed, done };
}

/** Decides about one customer in a transaction of its own. A merged or erased customer leaves the schedule. */
async function tickOne(workspace: WorkspaceContext, customerId: string, call: TickCall, options: CallOptions): Promise<void> {
  await transact(workspace, customerId, options, (context) =>
    outcomeOf(async () => {
      const found = await findCustomer(workspace, context, customerId);
      if (found.kind === "here") await decideDue(workspace, context, found.loaded, call);
      else await workspace.storage.schedule.set(context, scheduleKey(customerId), null);
    }),
  );
}

/** Decides about a customer as of an instant. A customer without a profile leaves the schedule. */
async function decideDue(
  workspace: WorkspaceContext,
  context: TransactionContext,
  loaded: LoadedCustomer,
  { asOf, actor, messages }: TickCall,
): Promise<void> {
  const { schedule } = workspace.storage;
  const customer = loaded.customer?.value;
  if (customer === undefined) {
    await schedule.set(context, scheduleKey(loaded.id), null);
    return;
  }
  const { dueAt, changes } = loaded.customerState?.value ?? { dueAt: null, changes: [] };
  // Another writer decided since the schedule was read.
  if (dueAt !== null && dueAt > asOf) {
    await schedule.set(context, scheduleKey(loaded.id), new Date(dueAt));
    return;
  }
  await commitDecision(workspace, context, { loaded, customer, changes, asOf, collect: messages });
  await appendAudit(workspace, context, actor, { action: "tick", customerId: loaded.id, details: {} });
}

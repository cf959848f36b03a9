import { type InstantInput, isClienteleError } from "../../kernel/index.js";
import { aFunction, anInteger, anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { ChangeSet, DueDocument, Page } from "../../storage/index.js";
import type { Actor } from "../access/access.js";
import { addAudit } from "../access/audit.js";
import { type FailureCause, runTasks } from "../decisions/customer-tasks.js";
import { addDecision } from "../decisions/decision-changes.js";
import { noChanges } from "../persistence/changes.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { clockBounds } from "../persistence/future-changes.js";
import type { Found } from "../persistence/load-customer.js";
import { assertMayAll, CALL_OPTIONS, type CallOptions, contextOf, type WorkspaceContext } from "../workspace-context.js";

/** Options of `Clientele.tick`. */
export interface TickOptions extends CallOptions {
  /**
   * Instant up to which changes are due. Defaults to the present. An instant ahead of the clock by more than `clockTolerance`
   * needs the right to `tickAhead`.
   */
  readonly asOf?: InstantInput | undefined;
  /** Due customers read at a time. Defaults to 200. */
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

/** Returns the failure of one customer. An error that is not ours comes from a malformed record. */
export function failureOf(customerId: string, error: unknown): FailedCustomer {
  const code = isClienteleError(error) ? error.code : "malformed_record";
  return { customerId, code, message: error instanceof Error ? error.message : String(error) };
}

/** Result of a tick. */
export interface TickReport {
  /** Number of due customers who were handled. */
  readonly decided: number;
  /** Customers whose decision failed. They stay due; the others were decided about. */
  readonly failed: readonly FailedCustomer[];
  /** Whether nothing due is left. */
  readonly done: boolean;
}

/** Applies what time alone made due; see `Clientele.tick`. */
export async function tick(workspace: WorkspaceContext, options: TickOptions): Promise<TickReport> {
  const { batch = 200, limit = Number.POSITIVE_INFINITY, onProgress } = requireOptions(options, TICK_OPTIONS);
  const { actor } = assertMayAll(workspace, "tick", options);
  const { now, latest } = clockBounds(workspace);
  const asOf = options.asOf === undefined ? now : toMilliseconds(options.asOf, "asOf");
  if (asOf > latest) assertMayAll(workspace, "tickAhead", options);
  const failed: FailedCustomer[] = [];
  let decided = 0;
  let failure: { readonly error: unknown } | undefined;
  let cursor: string | null = null;
  let done = false;
  const context = contextOf(workspace, options);
  while (!done && decided < limit) {
    // Decided customers are due later; the cursor skips the failed ones, so that they do not block others.
    const page: Page<DueDocument> = await workspace.storage.documents.due(context, new Date(asOf), {
      kind: WORKSPACE_KINDS.customerState,
      limit: Math.min(batch, limit - decided),
      cursor,
    });
    const tasks = page.items.map(({ id }) => ({
      customerId: id,
      decide: (found: Found) => dueSet(workspace, found, asOf, actor),
      committed: () => {
        decided++;
        return false;
      },
      failed: (error: unknown, cause: FailureCause) => {
        if (cause === "decision") failed.push(failureOf(id, error));
        else failure ??= { error };
        return false;
      },
    }));
    await runTasks(workspace, context, tasks);
    if (failure !== undefined) throw failure.error;
    cursor = page.next;
    done = cursor === null;
    onProgress?.({ decided, failed, done });
  }
  return { decided, failed, done };
}

/**
 * Decides about a due customer as of an instant. The state is guarded by its version, and the due instant is part of it: a
 * writer who decided meanwhile is never overwritten.
 */
async function dueSet(workspace: WorkspaceContext, found: Found, asOf: number, actor: Actor): Promise<ChangeSet | null> {
  const { loaded, isErased } = found;
  const { customer, customerState } = loaded;
  if (isErased || customer === null || customerState === null) return withoutDue(found);
  const { dueAt, changes } = customerState.value;
  // Another writer decided since the list of due customers was read.
  if (dueAt === null || dueAt > asOf) return null;
  const set = noChanges();
  addAudit(workspace, set, actor, { action: "tick", customerId: loaded.id, details: {} });
  await addDecision(workspace, contextOf(workspace), set, { loaded, customer: customer.value, changes, asOf });
  return set;
}

/** Returns the state of a customer without a profile as it is, but never due. */
function withoutDue({ loaded: { id, customerState } }: Found): ChangeSet | null {
  if (customerState === null) return null;
  const { value, version } = customerState;
  const document = { customerId: id, value: { ...value, dueAt: null } };
  return { documents: [{ kind: WORKSPACE_KINDS.customerState, id, document, expected: version }] };
}

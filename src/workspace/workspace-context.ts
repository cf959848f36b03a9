import { ClienteleError } from "../kernel/index.js";
import { anything, type OptionKind, type OptionShape } from "../kernel/internal.js";
import type { Calendars } from "../rules/index.js";
import type { Outcome, StorageAdapter, StorageContext, TransactionContext } from "../storage/index.js";
import { type AccessPolicy, type AccessRequest, type Actor, assertMay, type WorkspaceAction } from "./access/access.js";
import type { AuditPolicy } from "./access/audit-policy.js";
import type { ModelCache } from "./decisions/model-cache.js";
import type { HostSchema } from "./host-schema.js";
import type { RegisteredField } from "./plugins/inventory.js";
import type { WorkspacePlugin } from "./plugins/workspace-plugin.js";

/** What every operation of a workspace works with. */
export interface WorkspaceContext {
  readonly storage: StorageAdapter;
  readonly tenantId: string;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** In the order in which they decide. */
  readonly plugins: readonly WorkspacePlugin[];
  readonly schema: HostSchema;
  /** Of audience rules. */
  readonly calendars: Calendars | undefined;
  readonly models: ModelCache;
  readonly access: AccessPolicy;
  readonly audit: AuditPolicy;
  readonly actor: Actor;
  readonly inventory: readonly RegisteredField[];
  /** How often a decision is tried when other writers are faster. */
  readonly maxAttempts: number;
  /** Number of customers, or of batches, that are worked on at once. */
  readonly concurrency: number;
  readonly sampleSize: number;
  readonly hashKey: string;
}

/** Options of every call. */
export interface CallOptions {
  /**
   * Who acts. Left out, the workspace's own actor acts. An `actor` that is present and `undefined` or `null` is refused with
   * `access_denied`: a session without a user must not act with the rights of the host.
   */
  readonly actor?: Actor;
  /** Stops the call. Finished transactions stay; nothing is left half done. */
  readonly signal?: AbortSignal | undefined;
}

const anAbortSignal: OptionKind = {
  expected: "an AbortSignal",
  accepts: (value) => typeof value === "object" && value !== null && typeof (value as AbortSignal).aborted === "boolean",
};

/** Kinds of the options of every call. */
export const CALL_OPTIONS: OptionShape<CallOptions> = { actor: anything, signal: anAbortSignal };

/** Returns the storage context of a call. */
export function contextOf({ tenantId }: WorkspaceContext, { signal }: CallOptions = {}): StorageContext {
  return { tenantId, ...(signal !== undefined && { signal }) };
}

/**
 * Returns what a call asks of the access policy.
 *
 * @throws ClienteleError `access_denied` if `actor` is present without an id
 */
export function requestOf(
  workspace: WorkspaceContext,
  action: WorkspaceAction,
  options: CallOptions,
  about: Pick<AccessRequest, "customerId" | "customer"> = { customerId: null, customer: null },
): AccessRequest {
  if (!("actor" in options)) return { actor: workspace.actor, action, ...about };
  const actor = options.actor as Actor | null | undefined;
  if (isSomebody(actor)) return { actor, action, ...about };
  throw new ClienteleError(
    "access_denied",
    "`actor` is present but has no id. Pass an actor with an id, or leave the option out to act as the workspace.",
    { actorId: "", action, customerId: about.customerId, reason: "no_actor" },
    "actor",
  );
}

/** Returns whether a value is an actor with an identifier. */
export function isSomebody(actor: Actor | null | undefined): actor is Actor {
  return typeof actor === "object" && actor !== null && typeof actor.id === "string" && actor.id !== "";
}

/** Asks the access policy about a call over all customers, and returns who acts. */
export function assertMayAll(workspace: WorkspaceContext, action: WorkspaceAction, options: CallOptions): AccessRequest {
  const request = requestOf(workspace, action, options);
  assertMay(workspace.access, request);
  return request;
}

/**
 * Runs work in one transaction. If another writer is faster, the work starts again with fresh reads.
 *
 * @throws ClienteleError `version_conflict` after `maxAttempts`
 */
export async function transact<Value>(
  workspace: WorkspaceContext,
  customerId: string,
  options: CallOptions,
  work: (context: TransactionContext) => Promise<Outcome<Value>>,
): Promise<Value> {
  const { maxAttempts } = workspace;
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const outcome = await workspace.storage.unitOfWork.run(contextOf(workspace, options), work);
    if (outcome.ok) return outcome.value;
  }
  throw new ClienteleError(
    "version_conflict",
    `Other writers were faster ${maxAttempts} times; nothing was written. Call again.`,
    {
      customerId,
      attempts: maxAttempts,
    },
  );
}

/** Thrown inside a transaction to end it as a conflict. */
class Conflicted extends Error {}

/** Ends the transaction as a conflict unless a save or a removal succeeded; returns its result. */
export function requireSaved<Result extends { readonly ok: boolean }>(result: Result): Extract<Result, { readonly ok: true }> {
  if (!result.ok) throw new Conflicted();
  return result as Extract<Result, { readonly ok: true }>;
}

/** Turns work that {@link requireSaved} may end into an outcome. */
export async function outcomeOf<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof Conflicted) return { ok: false, reason: "conflict" };
    throw error;
  }
}

/** Works on several items at once, as many as the workspace allows. The first failure stops the rest. */
export async function forEachConcurrently<Item>(
  workspace: Pick<WorkspaceContext, "concurrency">,
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const index = next++;
      try {
        await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(workspace.concurrency, items.length) }, worker);
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

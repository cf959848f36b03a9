import { ClienteleError } from "../kernel/index.js";
import { anything, type OptionKind, type OptionShape } from "../kernel/internal.js";
import type { Calendars } from "../rules/index.js";
import type { ChangeSet, StorageAdapter, StorageContext } from "../storage/index.js";
import { type AccessPolicy, type AccessRequest, type Actor, assertMay, type WorkspaceAction } from "./access/access.js";
import type { AuditPolicy } from "./access/audit-policy.js";
import type { IsBlocked } from "./blocked-identifiers.js";
import type { TrackGatherer } from "./decisions/gather.js";
import type { ModelCache } from "./decisions/model-cache.js";
import type { HostSchema } from "./host-schema.js";
import type { RegisteredField } from "./plugins/inventory.js";
import type { WorkspacePlugin } from "./plugins/workspace-plugin.js";

/** What every operation of a workspace works with. */
export interface WorkspaceContext {
  readonly storage: StorageAdapter;
  readonly tenantId: string;
  readonly clock: () => Date;
  /** Milliseconds of a clock that is never set. */
  readonly monotonic: () => number;
  readonly newId: () => string;
  /** Returns a hash of a text. */
  readonly digest: (text: string) => string | Promise<string>;
  /** Milliseconds by which an instant may be ahead of the clock. */
  readonly clockTolerance: number;
  readonly isBlocked: IsBlocked;
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
  /** Number of batches that are worked on at once. */
  readonly concurrency: number;
  /** Gathers the tracks of concurrent callers; `null` if each call is on its own. */
  readonly gatherer: TrackGatherer | null;
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

/** What an operation decided: the changes to commit, `null` if there are none, and what it returns. */
export interface Decided<Value> {
  readonly set: ChangeSet | null;
  readonly value: Value;
}

/**
 * Reads, decides and commits. If another writer was faster, it starts again with fresh reads.
 *
 * @param decide - reads and decides; writes nothing
 * @throws ClienteleError `version_conflict` after `maxAttempts`
 */
export async function decideAndCommit<Value>(
  workspace: WorkspaceContext,
  customerId: string,
  options: CallOptions,
  decide: (context: StorageContext) => Promise<Decided<Value>>,
): Promise<Value> {
  const context = contextOf(workspace, options);
  for (let attempt = 1; attempt <= workspace.maxAttempts; attempt++) {
    const { set, value } = await decide(context);
    if (set === null) return value;
    const [outcome] = await workspace.storage.commit(context, [set]);
    if (outcome!.ok) return value;
  }
  throw versionConflict(workspace, customerId);
}

/** Makes the error for a customer whom other writers changed again and again. */
export function versionConflict({ maxAttempts }: WorkspaceContext, customerId: string): ClienteleError<"version_conflict"> {
  const message = `Other writers were faster ${maxAttempts} times; nothing was written. Call again.`;
  return new ClienteleError("version_conflict", message, { customerId, attempts: maxAttempts });
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

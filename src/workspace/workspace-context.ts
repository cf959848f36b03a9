import type * as z from "zod";
import { ClienteleError } from "../kernel/index.js";
import type { Interaction, ParseResult } from "../models/index.js";
import type { CatalogSource } from "../rules/index.js";
import type { Outcome, StorageAdapter, StorageContext, TransactionContext } from "../storage/index.js";
import { type AccessPolicy, type AccessRequest, type Actor, assertMay, type WorkspaceAction } from "./access/access.js";
import type { AuditPolicy } from "./access/audit.js";
import type { RegisteredField } from "./plugins/inventory.js";
import type { ModelCache } from "./decisions/model-cache.js";
import type { WorkspacePlugin } from "./plugins/workspace-plugin.js";

/** What every operation of a workspace works with. */
export interface WorkspaceContext {
  readonly storage: StorageAdapter;
  readonly tenantId: string;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** In the order in which they are decided. */
  readonly plugins: readonly WorkspacePlugin[];
  readonly schema: CatalogSource;
  readonly models: ModelCache;
  readonly access: AccessPolicy;
  readonly audit: AuditPolicy;
  readonly actor: Actor;
  readonly inventory: readonly RegisteredField[];
  /** How often a decision is taken anew when another writer was faster. */
  readonly attempts: number;
  /** How many customers are worked on at once. */
  readonly concurrency: number;
  readonly sampleSize: number;
  readonly hashKey: string;
  readInteraction(input: unknown): ParseResult<Interaction>;
  /** Zod schema of the host's customers, where it extends the standard one. */
  readonly customerSchema: z.ZodType | undefined;
}

/** What every call takes: who acts, and how to stop. */
export interface CallOptions {
  /** Who acts; the actor of the workspace unless told. */
  readonly actor?: Actor | undefined;
  /** Stops the call; what a finished transaction wrote stays, and nothing half. */
  readonly signal?: AbortSignal | undefined;
}

/** The context of a call. */
export function contextOf({ tenantId }: WorkspaceContext, { signal }: CallOptions = {}): StorageContext {
  return { tenantId, ...(signal !== undefined && { signal }) };
}

/** The request that a call makes of the access policy. */
export function requestOf(
  workspace: WorkspaceContext,
  action: WorkspaceAction,
  options: CallOptions,
  about: Pick<AccessRequest, "customerId" | "customer"> = { customerId: null, customer: null },
): AccessRequest {
  return { actor: options.actor ?? workspace.actor, action, ...about };
}

/** Asks the access policy about a call over all customers. */
export function assertMayAll(workspace: WorkspaceContext, action: WorkspaceAction, options: CallOptions): void {
  assertMay(workspace.access, requestOf(workspace, action, options));
}

/**
 * Runs work in one transaction, and again from the start whenever another writer was faster: read anew, decided anew.
 *
 * @throws ClienteleError `version_conflict` when the attempts are used up
 */
export async function transact<Value>(
  workspace: WorkspaceContext,
  customerId: string,
  options: CallOptions,
  work: (context: TransactionContext) => Promise<Outcome<Value>>,
): Promise<Value> {
  for (let attempt = 1; attempt <= workspace.attempts; attempt++) {
    const outcome = await workspace.storage.unitOfWork.run(contextOf(workspace, options), work);
    if (outcome.ok) return outcome.value;
  }
  throw new ClienteleError("version_conflict", "Others changed this customer again and again; call again.", {
    customerId,
    attempts: workspace.attempts,
  });
}

/** Thrown inside a transaction to end it as a conflict, from however deep. */
class Conflicted extends Error {}

/** Ends the transaction as a conflict unless a save or a removal succeeded; gives its result. */
export function requireSaved<Result extends { readonly ok: boolean }>(result: Result): Extract<Result, { readonly ok: true }> {
  if (!result.ok) throw new Conflicted();
  return result as Extract<Result, { readonly ok: true }>;
}

/** Turns work that ends by {@link requireSaved} into an outcome. */
export async function outcomeOf<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof Conflicted) return { ok: false, reason: "conflict" };
    throw error;
  }
}

/** Works on several things at once, as many as the workspace allows; the first failure stops the rest. */
export async function forEachAtOnce<Item>(
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

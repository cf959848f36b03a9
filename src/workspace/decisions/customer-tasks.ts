import { type ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { ChangeSet, DocumentKey, StorageContext } from "../../storage/index.js";
import { documentText, keysOf } from "../persistence/changes.js";
import { findCustomers, type Found } from "../persistence/load-customer.js";
import { forEachConcurrently, versionConflict, type WorkspaceContext } from "../workspace-context.js";
import { commitGroups } from "./commit-groups.js";

const REFUSALS = [
  "erased_customer",
  "access_denied",
  "plugin_failed",
  "invalid_plugin",
  "newer_state",
  "unknown_customer",
] as const;

/** An error that concerns one customer alone. */
export type Refusal = ClienteleError<(typeof REFUSALS)[number]>;

/** Returns whether an error concerns one customer alone, so that the others of a batch continue. */
export function isRefusal(error: unknown): error is Refusal {
  return REFUSALS.some((code) => isClienteleError(error, code));
}

/** Why a task cannot be completed. */
export type FailureCause = "decision" | "storage";

/** Work on one customer in a batch: what to read, and how to decide. */
export interface CustomerTask {
  readonly customerId: string;
  /** Identifiers of interactions that may be known. */
  readonly interactions?: (() => readonly string[]) | undefined;
  /** Documents that the customer shares with others. */
  readonly documents?: readonly DocumentKey[] | undefined;
  /** Decides; called again with fresh reads if another writer was faster. `null` if nothing is to be written. */
  decide(found: Found): Promise<ChangeSet | null>;
  /** Called once what was decided last is committed. Returns whether more is left to decide. */
  committed(): boolean;
  /** Called instead if it cannot be committed: the decision failed, or the storage did. Returns whether more is left to decide. */
  failed(error: unknown, cause: FailureCause): boolean;
}

/** Number of customers in one batch: enough to spread the cost of two statements, few enough to keep conflicts rare. */
const BATCH_SIZE = 100;

/** Returns the number of customers in one batch, which a storage may set. */
export function batchSizeOf({ storage }: WorkspaceContext): number {
  return storage.batchSize ?? BATCH_SIZE;
}

/** Works on many customers, in batches, as many at once as the workspace allows. */
export async function runTasks(
  workspace: WorkspaceContext,
  context: StorageContext,
  tasks: readonly CustomerTask[],
): Promise<void> {
  const size = batchSizeOf(workspace);
  const batches = Array.from({ length: Math.ceil(tasks.length / size) }, (_, batch) =>
    tasks.slice(batch * size, (batch + 1) * size),
  );
  await forEachConcurrently(workspace, batches, (batch) => runBatch(workspace, context, batch));
}

/**
 * Works on the customers of one batch: one read, a decision about each, one commit. Each customer has an outcome of its own;
 * those with a conflict are read and decided again.
 */
export async function runBatch(
  workspace: WorkspaceContext,
  context: StorageContext,
  tasks: readonly CustomerTask[],
): Promise<void> {
  let open: OpenTask[] = tasks.map((task) => ({ task, attempts: 0 }));
  while (open.length > 0) open = await runRound(workspace, context, open);
}

interface OpenTask {
  readonly task: CustomerTask;
  readonly attempts: number;
}

/** Works on each task once, and returns those that are left. A failure of the storage fails the tasks that it concerns. */
async function runRound(workspace: WorkspaceContext, context: StorageContext, open: readonly OpenTask[]): Promise<OpenTask[]> {
  const queries = open.map(({ task: { customerId, interactions, documents } }) => ({
    customerId,
    interactions: interactions?.(),
    documents,
  }));
  let found: Found[];
  try {
    found = await findCustomers(workspace, context, queries);
  } catch (error) {
    return afterFailedRead(workspace, context, open, error);
  }
  const left: OpenTask[] = [];
  const groups = commitGroups<OpenTask>();
  const taken = new Set<string>();
  const conclude = (each: OpenTask): void => {
    if (each.task.committed()) left.push({ ...each, attempts: 0 });
  };
  const fail = (each: OpenTask, error: unknown, cause: FailureCause): void => {
    if (each.task.failed(error, cause)) left.push({ ...each, attempts: 0 });
  };
  for (const [position, each] of open.entries()) {
    const customer = `customer:${found[position]!.loaded.id}`;
    // Two identifiers may lead to one customer: the second decides after the first.
    if (taken.has(customer)) {
      left.push(each);
      continue;
    }
    taken.add(customer);
    const { documents = [] } = each.task;
    try {
      const set = await each.task.decide(groups.seenBy(found[position]!, documents));
      const shared = new Set(documents.map(documentText));
      const keys = (set === null ? [] : keysOf(set)).filter((key) => key !== customer && !shared.has(key));
      if (keys.some((key) => taken.has(key))) left.push(each);
      else {
        for (const key of keys) taken.add(key);
        groups.add(each, documents, set);
      }
    } catch (error) {
      fail(each, error, "decision");
    }
  }
  const written: { readonly members: readonly OpenTask[]; readonly set: ChangeSet }[] = [];
  for (const { members, set } of groups.all()) {
    if (set === null) members.forEach(conclude);
    else written.push({ members, set });
  }
  if (written.length === 0) return left;
  const sets = written.map(({ set }) => set);
  const inCommit = written.flatMap(({ members }) => members);
  const outcomes = await failing(inCommit, () => workspace.storage.commit(context, sets));
  if (outcomes === null) return left;
  for (const [position, { members }] of written.entries()) {
    for (const each of members) {
      const attempts = each.attempts + 1;
      if (outcomes[position]!.ok) conclude(each);
      else if (attempts < workspace.maxAttempts) left.push({ ...each, attempts });
      else fail(each, versionConflict(workspace, each.task.customerId), "decision");
    }
  }
  return left;
}

/** After a read that failed because of one record, reads each customer alone, so that the record stops nobody else. */
async function afterFailedRead(
  workspace: WorkspaceContext,
  context: StorageContext,
  open: readonly OpenTask[],
  error: unknown,
): Promise<OpenTask[]> {
  const isOneRecord = isClienteleError(error) && error.code !== "storage_failed";
  if (open.length > 1 && isOneRecord) {
    const left: OpenTask[] = [];
    for (const each of open) left.push(...(await runRound(workspace, context, [each])));
    return left;
  }
  const cause = isOneRecord ? "decision" : "storage";
  return open.filter(({ task }) => task.failed(error, cause)).map(({ task }) => ({ task, attempts: 0 }));
}

/** Runs a call to the storage; if it fails, the tasks fail and the result is `null`. */
async function failing<Result>(open: readonly OpenTask[], call: () => Promise<Result>): Promise<Result | null> {
  try {
    return await call();
  } catch (error) {
    for (const { task } of open) task.failed(error, "storage");
    return null;
  }
}

import { aFunction, anInteger, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { prepareSubject } from "../../rules/index.js";
import type { OutboxMessage, Stored, TransactionContext } from "../../storage/index.js";
import type { Customer } from "../../models/index.js";
import type { Actor } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { type LoadedCustomer, findCustomer, loadCustomers, readHistory } from "../persistence/load-customer.js";
import { guarded } from "../decisions/decide-customer.js";
import { type HashSample, hashSample } from "../decisions/hash-sample.js";
import { readModel, type StoredModel } from "../decisions/model-cache.js";
import {
  assertMayAll,
  CALL_OPTIONS,
  type CallOptions,
  contextOf,
  forEachConcurrently,
  outcomeOf,
  requireSaved,
  type WorkspaceContext,
  transact,
} from "../workspace-context.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { readMark, type RefreshMark, saveMark } from "./refresh-mark.js";
import { type FailedCustomer, failureOf } from "./tick.js";
import { eachCustomer } from "../decisions/batch-transactions.js";

/** Progress of a refresh. */
export interface RefreshProgress {
  /** `"fit"`: reading the population to fit models. `"decide"`: deciding about every customer with them. */
  readonly phase: "fit" | "decide";
  /** Customers done in this phase. */
  readonly done: number;
  /** Total number of customers; `null` while it is being counted. */
  readonly total: number | null;
}

/** Options of `Clientele.refresh`. */
export interface RefreshOptions extends CallOptions {
  /** Called after every batch. */
  readonly onProgress?: ((progress: RefreshProgress) => void) | undefined;
  /** Customers read at a time. Defaults to 200. */
  readonly batch?: number | undefined;
  /** Customers between two marks from which an interrupted refresh resumes. Defaults to 10,000. */
  readonly markEvery?: number | undefined;
}

const REFRESH_OPTIONS: OptionShape<RefreshOptions> = {
  ...CALL_OPTIONS,
  onProgress: aFunction,
  batch: anInteger({ min: 1 }),
  markEvery: anInteger({ min: 1 }),
};

/** Result of a refresh. */
export interface RefreshReport {
  /** Plugins with a new model. */
  readonly fitted: readonly string[];
  /** Number of customers who were decided about, including those before an interruption. */
  readonly decided: number;
  readonly failed: readonly FailedCustomer[];
  /** Whether it resumed an interrupted refresh. */
  readonly resumed: boolean;
}

/** Fits models and decides about every customer; see `Clientele.refresh`. */
export async function refresh(workspace: WorkspaceContext, options: RefreshOptions): Promise<RefreshReport> {
  requireOptions(options, REFRESH_OPTIONS);
  const { actor } = assertMayAll(workspace, "refresh", options);
  const found = await readMark(workspace);
  const resumed = found !== null && found.phase !== "done";
  let mark: RefreshMark = resumed
    ? found
    : {
        phase: "fit",
        asOf: workspace.clock().getTime(),
        cursor: null,
        done: 0,
        total: null,
        fitted: [],
        failed: [],
        samples: [],
      };
  if (!resumed) {
    await saveMark(workspace, mark);
    await auditRefresh(workspace, actor, options);
  }
  if (mark.phase === "fit" || mark.phase === "learn") mark = await fitPhase(workspace, mark, options);
  workspace.models.reload();
  mark = await decidePhase(workspace, mark, options);
  return { fitted: mark.fitted, decided: mark.done - mark.failed.length, failed: mark.failed, resumed };
}

async function fitPhase(workspace: WorkspaceContext, start: RefreshMark, options: RefreshOptions): Promise<RefreshMark> {
  const plugins = workspace.plugins.filter(({ fit }) => fit !== undefined);
  const samples = new Map<string, HashSample>(
    plugins.map(({ id }) => [id, hashSample(workspace.sampleSize, start.samples.find(({ plugin }) => plugin === id)?.rows)]),
  );
  const failed = failuresOf(start);
  const markOf = (mark: RefreshMark): RefreshMark => ({
    ...mark,
    failed: [...failed.values()],
    samples: [...samples].map(([plugin, sample]) => ({ plugin, rows: sample.rows() })),
  });
  let mark = start;
  // Without a plugin that learns there is nothing to read or count.
  if (plugins.length > 0 && mark.phase === "fit") {
    mark = await walk(workspace, start, options, markOf, async (customers) => {
      const rows = customers.map((): readonly unknown[] => []);
      await forEachConcurrently(workspace, customers, async (customer, position) => {
        const history = await readHistory(workspace, contextOf(workspace, options), customer.id);
        const subject = prepareSubject({ id: customer.id, attributes: { ...customer }, history });
        try {
          rows[position] = plugins.map((plugin) => guarded(plugin, customer.id, () => plugin.fit!.row(subject, start.asOf)));
        } catch (error) {
          failed.set(customer.id, failureOf(customer.id, error));
        }
      });
      // Added after the whole batch is read, because an interrupted batch is read again.
      customers.forEach(({ id }, position) => {
        rows[position]!.forEach((row, plugin) => {
          if (row !== null) samples.get(plugins[plugin]!.id)!.add(id, row);
        });
      });
    });
    mark = markOf({ ...mark, phase: "learn", cursor: null });
    await saveMark(workspace, mark);
  }
  const fitted: string[] = [];
  return transact(workspace, "", options, (context) =>
    outcomeOf(async () => {
      fitted.length = 0;
      for (const plugin of plugins) {
        const rows = samples.get(plugin.id)!.rows();
        const value = plugin.fit!.fit(
          rows.map(({ row }) => row),
          { asOf: start.asOf, customers: mark.done },
        );
        if (value === null) continue;
        const stored = await workspace.storage.documents.get(context, WORKSPACE_KINDS.model, plugin.id);
        const before = stored && readModel(stored.value.value);
        const model: StoredModel = {
          version: (before?.version ?? 0) + 1,
          plugin: plugin.version,
          value,
          asOf: start.asOf,
          customers: mark.done,
          sampled: rows.length,
        };
        const document = { kind: WORKSPACE_KINDS.model, id: plugin.id, value: model };
        requireSaved(await workspace.storage.documents.save(context, document, stored?.version ?? null));
        fitted.push(plugin.id);
      }
      const total = plugins.length > 0 ? mark.done : null;
      const next: RefreshMark = { ...mark, phase: "decide", cursor: null, done: 0, total, fitted, samples: [] };
      await saveMark(workspace, next, context);
      return next;
    }),
  );
}

async function decidePhase(workspace: WorkspaceContext, start: RefreshMark, options: RefreshOptions): Promise<RefreshMark> {
  const failed = failuresOf(start);
  const mark = await walk(
    workspace,
    start,
    options,
    (reached) => ({ ...reached, failed: [...failed.values()] }),
    (customers) =>
      eachCustomer(
        workspace,
        customers.map(({ id }) => id),
        options,
        async (context, some, messages) => {
          // A page is in code-point order, so that all writers lock in the same order.
          const loadedCustomers = await loadCustomers(workspace, context, some);
          for (const loaded of loadedCustomers) if (loaded !== null) await decideAnew(workspace, context, loaded, messages);
          return { rest: [], done: () => undefined };
        },
        async (id) => {
          try {
            await refreshOne(workspace, id, options);
          } catch (error) {
            failed.set(id, failureOf(id, error));
          }
        },
      ),
  );
  const done: RefreshMark = { ...mark, phase: "done", cursor: null, failed: [...failed.values()] };
  await saveMark(workspace, done);
  return done;
}

/** Keyed by customer, because an interrupted batch is processed again. */
function failuresOf({ failed }: RefreshMark): Map<string, FailedCustomer> {
  return new Map(failed.map((failure) => [failure.customerId, failure]));
}

/** Walks all customers from the cursor of a mark, and saves marks regularly and where it is stopped. */
async function walk(
  workspace: WorkspaceContext,
  start: RefreshMark,
  options: RefreshOptions,
  markOf: (mark: RefreshMark) => RefreshMark,
  work: (customers: readonly Customer[]) => Promise<void>,
): Promise<RefreshMark> {
  const { batch = 200, markEvery = 10_000, onProgress } = options;
  let mark = start;
  let marked = start.done;
  let isOver = false;
  try {
    while (!isOver) {
      const page = await workspace.storage.customers.page(contextOf(workspace, options), { limit: batch, cursor: mark.cursor });
      const customers = page.items.map(({ value }: Stored<Customer>) => value);
      await work(customers);
      isOver = page.next === null;
      mark = { ...mark, cursor: page.next, done: mark.done + customers.length };
      onProgress?.({ phase: mark.phase === "fit" ? "fit" : "decide", done: mark.done, total: mark.total });
      if (!isOver && mark.done - marked >= markEvery) {
        marked = mark.done;
        await saveMark(workspace, markOf(mark));
      }
    }
  } catch (error) {
    // A failing storage may also refuse the mark; the caller needs the first error.
    if (!isOver) await saveMark(workspace, markOf(mark)).catch(() => undefined);
    throw error;
  }
  return mark;
}

async function refreshOne(workspace: WorkspaceContext, customerId: string, options: CallOptions): Promise<void> {
  await transact(workspace, customerId, options, (context) =>
    outcomeOf(async () => {
      const found = await findCustomer(workspace, context, customerId);
      if (found.kind === "here") await decideAnew(workspace, context, found.loaded);
    }),
  );
}

/** Decides about a customer as of the present, unless the profile is gone. */
async function decideAnew(
  workspace: WorkspaceContext,
  context: TransactionContext,
  loaded: LoadedCustomer,
  messages?: OutboxMessage[],
): Promise<void> {
  if (loaded.customer === null) return;
  await commitDecision(workspace, context, {
    loaded,
    customer: loaded.customer.value,
    changes: loaded.customerState?.value.changes ?? [],
    asOf: workspace.clock().getTime(),
    collect: messages,
  });
}

async function auditRefresh(workspace: WorkspaceContext, actor: Actor, options: CallOptions): Promise<void> {
  await transact(workspace, "", options, (context) =>
    outcomeOf(() => appendAudit(workspace, context, actor, { action: "refresh", customerId: null, details: {} })),
  );
}

import { ClienteleError } from "../../kernel/index.js";
import { aFunction, anInteger, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Customer } from "../../models/index.js";
import { prepareSubject } from "../../rules/index.js";
import type { ChangeSet, DocumentChange, StorageContext } from "../../storage/index.js";
import { addAudit } from "../access/audit.js";
import { type FailureCause, runTasks } from "../decisions/customer-tasks.js";
import { guarded } from "../decisions/decide-customer.js";
import { addDecision } from "../decisions/decision-changes.js";
import { type HashSample, hashSample } from "../decisions/hash-sample.js";
import { readModel, type StoredModel } from "../decisions/model-cache.js";
import { noChanges } from "../persistence/changes.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { clockBounds } from "../persistence/future-changes.js";
import { type Found, readHistories } from "../persistence/load-customer.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";
import {
  assertMayAll,
  CALL_OPTIONS,
  type CallOptions,
  contextOf,
  decideAndCommit,
  type WorkspaceContext,
} from "../workspace-context.js";
import { countsOf, markChange, readMark, type RefreshMark, saveMark } from "./refresh-mark.js";
import { type FailedCustomer, failureOf } from "./tick.js";

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
  /** Customers whose decision failed in this call. */
  readonly failed: readonly FailedCustomer[];
  /** Number of customers whose decision failed, by code, including those before an interruption. */
  readonly failures: Readonly<Record<string, number>>;
  /** Whether it resumed an interrupted refresh. */
  readonly resumed: boolean;
}

/** Fits models and decides about every customer; see `Clientele.refresh`. */
export async function refresh(workspace: WorkspaceContext, options: RefreshOptions): Promise<RefreshReport> {
  requireOptions(options, REFRESH_OPTIONS);
  const { actor } = assertMayAll(workspace, "refresh", options);
  const learning = workspace.plugins.filter(({ fit }) => fit !== undefined);
  await readModels(workspace, contextOf(workspace, options), learning);
  const found = await readMark(workspace);
  // A mark that is ahead of the clock was made by a wrong one: the models would be fitted to the future.
  const { latest } = clockBounds(workspace);
  const resumed = found !== null && found.phase !== "done" && found.asOf <= latest;
  let mark: RefreshMark = resumed ? found : startOf(workspace);
  if (!resumed) {
    await saveMark(workspace, mark);
    await decideAndCommit(workspace, "", options, async () => {
      const set = noChanges();
      const isAudited = addAudit(workspace, set, actor, { action: "refresh", customerId: null, details: {} });
      return { set: isAudited ? set : null, value: null };
    });
  }
  const failed = new Map<string, FailedCustomer>();
  if (mark.phase === "fit" || mark.phase === "learn") mark = await fitPhase(workspace, mark, learning, { options, failed });
  workspace.models.reload();
  mark = await decidePhase(workspace, mark, { options, failed });
  const failures = Object.values(mark.failed).reduce((sum, count) => sum + count, 0);
  return {
    fitted: mark.fitted,
    decided: mark.done - failures,
    failed: [...failed.values()],
    failures: mark.failed,
    resumed,
  };
}

/** A running refresh. */
interface RefreshCall {
  readonly options: RefreshOptions;
  /** By customer, because an interrupted batch is processed again. */
  readonly failed: Map<string, FailedCustomer>;
}

function startOf({ clock }: WorkspaceContext): RefreshMark {
  const asOf = clock().getTime();
  return { phase: "fit", asOf, cursor: null, done: 0, total: null, fitted: [], failed: {}, samples: [] };
}

/**
 * Reads the stored models of plugins, by position.
 *
 * @throws ClienteleError `newer_state` for a model that a newer version of a plugin fitted
 */
async function readModels(
  { storage }: WorkspaceContext,
  context: StorageContext,
  plugins: readonly WorkspacePlugin[],
): Promise<readonly { readonly model: StoredModel | null; readonly expected: DocumentChange["expected"] }[]> {
  if (plugins.length === 0) return [];
  const { documents } = await storage.read(context, {
    documents: plugins.map(({ id }) => ({ kind: WORKSPACE_KINDS.model, id })),
  });
  return plugins.map(({ id, version }, position) => {
    const stored = documents[position] ?? null;
    const model = stored && readModel(stored.value.value);
    if (model !== null && model.plugin > version) {
      throw new ClienteleError(
        "newer_state",
        `Version ${model.plugin} of the plugin "${id}" fitted the stored model; this process has version ${version}. Update it.`,
        { customerId: null, plugin: id, found: model.plugin, supported: version },
      );
    }
    return { model, expected: stored?.version ?? null };
  });
}

async function fitPhase(
  workspace: WorkspaceContext,
  start: RefreshMark,
  plugins: readonly WorkspacePlugin[],
  { options, failed }: RefreshCall,
): Promise<RefreshMark> {
  const samples = new Map<string, HashSample>(
    plugins.map(({ id }) => [id, hashSample(workspace.sampleSize, start.samples.find(({ plugin }) => plugin === id)?.rows)]),
  );
  const markOf = (mark: RefreshMark): RefreshMark => ({
    ...mark,
    samples: [...samples].map(([plugin, sample]) => ({ plugin, rows: sample.rows() })),
  });
  let mark = start;
  // Without a plugin that learns there is nothing to read or count.
  if (plugins.length > 0 && mark.phase === "fit") {
    mark = await walk(workspace, start, options, markOf, async (customers) => {
      const ids = customers.map(({ id }) => id);
      const histories = await readHistories(workspace, contextOf(workspace, options), ids);
      // Added after the whole batch is read, because an interrupted batch is read again.
      for (const [position, customer] of customers.entries()) {
        try {
          const subject = prepareSubject({ id: customer.id, attributes: { ...customer }, history: histories[position]! });
          const rows = plugins.map((plugin) => guarded(plugin, customer.id, () => plugin.fit!.row(subject, start.asOf)));
          rows.forEach((row, plugin) => {
            if (row !== null) samples.get(plugins[plugin]!.id)!.add(customer.id, row);
          });
        } catch (error) {
          // The decision about the customer fails again, and is counted then.
          failed.set(customer.id, failureOf(customer.id, error));
        }
      }
    });
    mark = markOf({ ...mark, phase: "learn", cursor: null });
    await saveMark(workspace, mark);
  }
  return decideAndCommit(workspace, "", options, async (context) => {
    const stored = await readModels(workspace, context, plugins);
    const documents: DocumentChange[] = [];
    const fitted: string[] = [];
    for (const [position, plugin] of plugins.entries()) {
      const rows = samples.get(plugin.id)!.rows();
      const about = { asOf: start.asOf, customers: mark.done };
      const value = plugin.fit!.fit(
        rows.map(({ row }) => row),
        about,
      );
      if (value === null) continue;
      const { model: before, expected } = stored[position]!;
      const version = (before?.version ?? 0) + 1;
      const model: StoredModel = { version, plugin: plugin.version, value, ...about, sampled: rows.length };
      documents.push({ kind: WORKSPACE_KINDS.model, id: plugin.id, document: { value: model }, expected });
      fitted.push(plugin.id);
    }
    const total = plugins.length > 0 ? mark.done : null;
    const next: RefreshMark = { ...mark, phase: "decide", cursor: null, done: 0, total, fitted, samples: [] };
    return { set: { documents: [...documents, await markChange(workspace, context, next)] }, value: next };
  });
}

async function decidePhase(
  workspace: WorkspaceContext,
  start: RefreshMark,
  { options, failed }: RefreshCall,
): Promise<RefreshMark> {
  const context = contextOf(workspace, options);
  let failures = start.failed;
  const mark = await walk(
    workspace,
    start,
    options,
    (reached) => ({ ...reached, failed: failures }),
    async (customers) => {
      const own: FailedCustomer[] = [];
      let failure: { readonly error: unknown } | undefined;
      const tasks = customers.map(({ id }) => ({
        customerId: id,
        decide: (found: Found) => freshSet(workspace, context, found),
        committed: () => false,
        failed: (error: unknown, cause: FailureCause) => {
          if (cause === "decision") own.push(failureOf(id, error));
          else failure ??= { error };
          return false;
        },
      }));
      await runTasks(workspace, context, tasks);
      if (failure !== undefined) throw failure.error;
      for (const each of own) failed.set(each.customerId, each);
      failures = countsOf(own, failures);
    },
  );
  const done: RefreshMark = { ...mark, phase: "done", cursor: null, failed: failures };
  await saveMark(workspace, done);
  return done;
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
      const customers = page.items.map(({ value }) => value);
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

/** Decides about a customer as of the present, unless the profile is gone. */
async function freshSet(
  workspace: WorkspaceContext,
  context: StorageContext,
  { loaded, isErased }: Found,
): Promise<ChangeSet | null> {
  if (isErased || loaded.customer === null) return null;
  const set = noChanges();
  await addDecision(workspace, context, set, {
    loaded,
    customer: loaded.customer.value,
    changes: loaded.customerState?.value.changes ?? [],
    asOf: workspace.clock().getTime(),
  });
  return set;
}

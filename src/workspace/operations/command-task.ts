import { ClienteleError } from "../../kernel/index.js";
import type { Interaction } from "../../models/index.js";
import { encodeStorable, storableCopy } from "../../storage/index.js";
import { type Actor, assertMay } from "../access/access.js";
import { addAudit } from "../access/audit.js";
import { decideCustomer, guarded } from "../decisions/decide-customer.js";
import { addDecision } from "../decisions/decision-changes.js";
import { type SubmittedTask, submitTask } from "../decisions/submit-task.js";
import { type Changes, noChanges } from "../persistence/changes.js";
import { erasedCustomer, type Found, type KnownCustomer, unknownCustomer } from "../persistence/load-customer.js";
import { sharedKey } from "../persistence/shared-documents.js";
import { digestOf } from "../persistence/stable-id.js";
import type { CommandRefusal } from "../plugins/plugin-command.js";
import { invalidPlugin } from "../plugins/sort-plugins.js";
import { type CallOptions, contextOf, requestOf, type WorkspaceContext } from "../workspace-context.js";
import { type CommandCall, type DecidedCall, decidedCall, type PreparedCall } from "./command-call.js";
import { factId, factsOf, instantAfter, knownFacts } from "./command-facts.js";

/** A command to run: one of a plugin, or what several plugins take back together. */
export interface CommandJob {
  readonly customerId: string;
  readonly key: string;
  readonly calls: readonly CommandCall[];
  readonly options: CallOptions;
  /** Whether to decide without writing. */
  readonly dryRun: boolean;
}

/** What became of a command. */
export type CommandResult =
  | { readonly status: "done"; readonly customerId: string; readonly facts: readonly Interaction[]; readonly repeated: boolean }
  | { readonly status: "planned"; readonly customerId: string; readonly facts: readonly Interaction[] }
  | (CommandRefusal & { readonly status: "refused"; readonly customerId: string; readonly plugin: string });

/**
 * Runs commands about one customer in one decision: all of them are executed or none. Every fact has an identifier that follows
 * from plugin, command and key, so that a repeated call finds what the first one decided.
 *
 * @throws ClienteleError `idempotency_conflict`, `unknown_customer`, `erased_customer`, `access_denied`, `plugin_failed`,
 *   `invalid_plugin`, `transactions_required`, `version_conflict`
 */
export async function runCommands(workspace: WorkspaceContext, job: CommandJob): Promise<CommandResult> {
  const calls = await Promise.all(job.calls.map((call) => prepared(workspace, job, call)));
  const isSharing = calls.some(({ shared }) => shared.length > 0);
  if (isSharing && workspace.storage.capabilities.transactions !== true) throw transactionsRequired(workspace);
  return new Promise((settle, fail) => submitTask(workspace, job.options, commandTask(workspace, job, calls, { settle, fail })));
}

async function prepared(workspace: WorkspaceContext, { customerId, key }: CommandJob, call: CommandCall): Promise<PreparedCall> {
  const { plugin, name, command, input } = call;
  const { shared = [] } = guarded(plugin, customerId, () => command.needs?.({ customerId, input }) ?? {});
  if (!areNames(shared))
    throw invalidPlugin(plugin.id, `\`needs\` of its command "${name}" must return names that are not empty in \`shared\`.`);
  return {
    ...call,
    fingerprint: await digestOf(workspace, [encodeStorable(storableCopy(input, "input"))], ""),
    firstId: await factId(workspace, { plugin: plugin.id, name, key }, 1),
    shared: await Promise.all(
      [...new Set(shared)].map(async (document) => ({ name: document, key: await sharedKey(workspace, plugin, document) })),
    ),
  };
}

function areNames(names: unknown): boolean {
  return Array.isArray(names) && names.every((name) => typeof name === "string" && name !== "");
}

/** Creates the task of a job. */
function commandTask(
  workspace: WorkspaceContext,
  job: CommandJob,
  calls: readonly PreparedCall[],
  caller: { settle(result: CommandResult): void; fail(error: unknown): void },
): SubmittedTask {
  const { customerId, options } = job;
  let result: CommandResult | undefined;
  return {
    customerId,
    interactions: () => calls.map(({ firstId }) => firstId),
    documents: calls.flatMap(({ shared }) => shared.map(({ key }) => key)),
    async decide(found) {
      options.signal?.throwIfAborted();
      const { loaded } = found;
      if (found.isErased) throw erasedCustomer(customerId);
      const actor = assertMayExecute(workspace, found, job);
      if (loaded.customer === null) throw unknownCustomer(customerId);
      const customer: KnownCustomer = { ...loaded, customer: loaded.customer };
      const known = await knownFacts(workspace, job.key, calls, found);
      if (known !== null) {
        result = { status: "done", customerId: loaded.id, facts: known, repeated: true };
        return null;
      }
      const set = noChanges();
      result = await executed(workspace, { job, calls, found, customer, actor }, set);
      return result.status === "done" && result.facts.length > 0 ? set : null;
    },
    committed() {
      caller.settle(result!);
      return false;
    },
    failed(error) {
      caller.fail(error);
      return false;
    },
  };
}

/** Decides, and adds what follows to a change set. */
async function executed(
  workspace: WorkspaceContext,
  request: {
    readonly job: CommandJob;
    readonly calls: readonly PreparedCall[];
    readonly found: Found;
    readonly customer: KnownCustomer;
    readonly actor: Actor;
  },
  set: Changes,
): Promise<CommandResult> {
  const { job, calls, found, customer: loaded, actor } = request;
  const customer = loaded.customer.value;
  const before = loaded.customerState?.value ?? null;
  const changes = before?.changes ?? [];
  const models = await workspace.models.current(contextOf(workspace), before);
  const present = decideCustomer(workspace.plugins, {
    customer,
    history: loaded.history,
    changes,
    customerState: before,
    asOf: workspace.clock().getTime(),
    models,
    clockTolerance: workspace.clockTolerance,
  });
  const ids = calls.map(({ firstId }) => firstId);
  const at = instantAfter(loaded.history, present.customerState.asOf, ids);
  const decided: DecidedCall[] = [];
  let next = 0;
  for (const call of calls) {
    const stored = found.documents.slice(next, (next += call.shared.length));
    const outcome = decidedCall(call, { originId: job.customerId, present, at, stored });
    if ("refused" in outcome) {
      const { code, reason, nextAt = null } = outcome.refused;
      return { status: "refused", customerId: loaded.id, plugin: call.plugin.id, code, reason, nextAt };
    }
    decided.push(outcome);
  }
  const facts: Interaction[] = [];
  const named = { key: job.key, originId: job.customerId, customerId: loaded.id, at };
  for (const each of decided) facts.push(...(await factsOf(workspace, each, named)));
  if (job.dryRun) return { status: "planned", customerId: loaded.id, facts };
  if (facts.length === 0) return { status: "done", customerId: loaded.id, facts, repeated: false };
  for (const { documents } of decided) {
    set.documents.push(...documents.documents);
    set.checks.push(...documents.checks);
  }
  for (const { call, facts: own } of decided) {
    if (own.length === 0) continue;
    const details = { plugin: call.plugin.id, command: call.name, interactions: own.length };
    addAudit(workspace, set, actor, { action: "execute", customerId: loaded.id, details });
  }
  await addDecision(workspace, contextOf(workspace), set, { loaded, customer, changes, asOf: at, added: facts });
  return { status: "done", customerId: loaded.id, facts, repeated: false };
}

function assertMayExecute(workspace: WorkspaceContext, { loaded }: Found, { calls, options }: CommandJob): Actor {
  const { id, customer } = loaded;
  const request = requestOf(workspace, "execute", options, { customerId: id, customer: customer?.value ?? null });
  // Also without a plugin to ask: the answer would tell whether there is such a customer.
  if (calls.length === 0) assertMay(workspace.access, request);
  for (const { plugin, name } of calls) assertMay(workspace.access, { ...request, command: { plugin: plugin.id, name } });
  return request.actor;
}

function transactionsRequired({ storage }: WorkspaceContext): ClienteleError<"transactions_required"> {
  const message = `The command changes a document that customers share, and the storage "${storage.name}" has no transactions.`;
  return new ClienteleError("transactions_required", message, { storage: storage.name });
}

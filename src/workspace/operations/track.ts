import { ClienteleError, compareCodePoints, type Problem } from "../../kernel/index.js";
import { problemSummary, requireOptions } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { Appended, OutboxMessage, TransactionContext } from "../../storage/index.js";
import { type Actor, assertMay } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { type LoadedCustomer, loadCustomer, loadCustomers } from "../persistence/load-customer.js";
import { CALL_OPTIONS, type CallOptions, outcomeOf, requestOf, type WorkspaceContext, transact } from "../workspace-context.js";
import { eachCustomer, isRefusal, type BatchResult } from "../decisions/batch-transactions.js";
import { createdMessage } from "./update.js";

/** An interaction that was not recorded. */
export interface RejectedInteraction {
  /** Position in the input list. */
  readonly index: number;
  /** Its identifier; `null` if it could not be read. */
  readonly id: string | null;
  /**
   * - `"invalid_input"`: the interaction does not match the schema; `problems` say why.
   * - `"conflicting_interaction"`: an interaction with the same identifier and other content exists.
   * - `"erased_customer"`: the customer was erased.
   * - `"access_denied"`, `"plugin_failed"`, `"invalid_plugin"`: the decision about this customer was refused; nothing was written.
   */
  readonly reason:
    | "invalid_input"
    | "conflicting_interaction"
    | "erased_customer"
    | "access_denied"
    | "plugin_failed"
    | "invalid_plugin";
  readonly problems: readonly Problem[];
}

/** Result of tracking: `appended + repeated + rejected.length` is the number of interactions in the input. */
export interface TrackReport {
  readonly appended: number;
  /** Number of interactions that had been recorded before with the same content. */
  readonly repeated: number;
  readonly rejected: readonly RejectedInteraction[];
  /** Interaction types in the input that the schema does not declare. Only in a workspace with `unknown: "report"`. */
  readonly unknown?: readonly string[] | undefined;
}

/** A fact with its position in the input. */
interface Placed {
  readonly index: number;
  readonly fact: Interaction;
}

/** Records one interaction; see `Clientele.track`. */
export async function trackOne(workspace: WorkspaceContext, input: unknown, options: CallOptions): Promise<TrackReport> {
  requireOptions(options, CALL_OPTIONS);
  const parsed = workspace.schema.readInteraction(input);
  if (!parsed.ok)
    throw new ClienteleError("invalid_input", problemSummary("Invalid interaction.", parsed.problems), {
      problems: parsed.problems,
    });
  const fact = parsed.value;
  const [outcome] = await trackCustomer(workspace, fact.customerId, [{ index: 0, fact }], options);
  if (outcome === "conflict") {
    throw new ClienteleError("conflicting_interaction", `The interaction "${fact.id}" exists with other content; it stays.`, {
      interactionId: fact.id,
    });
  }
  const counts = { appended: Number(outcome === "appended"), repeated: Number(outcome === "repeated"), rejected: [] };
  return withUnknown(workspace, counts, parsed.unknown === undefined ? [] : [parsed.unknown]);
}

/** Records many interactions, customer by customer; see `Clientele.track`. */
export async function trackMany(
  workspace: WorkspaceContext,
  inputs: readonly unknown[],
  options: CallOptions,
): Promise<TrackReport> {
  requireOptions(options, CALL_OPTIONS);
  // An actor without an id fails the call, not each row.
  requestOf(workspace, "track", options);
  const rejected: RejectedInteraction[] = [];
  const unknown = new Set<string>();
  const groups = new Map<string, Placed[]>();
  inputs.forEach((input, index) => {
    const parsed = workspace.schema.readInteraction(input);
    if (parsed.unknown !== undefined) unknown.add(parsed.unknown);
    if (!parsed.ok) {
      rejected.push({ index, id: idOf(input), reason: "invalid_input", problems: parsed.problems });
      return;
    }
    const fact = parsed.value;
    const group = groups.get(fact.customerId);
    if (group === undefined) groups.set(fact.customerId, [{ index, fact }]);
    else group.push({ index, fact });
  });

  const counts = { appended: 0, repeated: 0 };
  const report = ({ placed }: Group, outcomes: readonly Appended[]): void => {
    placed.forEach(({ index, fact }, position) => {
      const outcome = outcomes[position]!;
      if (outcome !== "conflict") counts[outcome]++;
      else {
        const problems = [{ path: "id", message: "An interaction with this identifier exists with other content; it stays." }];
        rejected.push({ index, id: fact.id, reason: "conflicting_interaction", problems });
      }
    });
  };
  await eachCustomer(
    workspace,
    [...groups].map(([customerId, placed]): Group => ({ customerId, placed })),
    options,
    (context, some, messages) => trackBatch(workspace, context, some, { options, messages, report }),
    async (group) => {
      try {
        report(group, await trackCustomer(workspace, group.customerId, group.placed, options));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const problems = [{ path: error.path, message: error.message }];
        for (const { index, fact } of group.placed) rejected.push({ index, id: fact.id, reason: error.code, problems });
      }
    },
  );
  return withUnknown(workspace, { ...counts, rejected: rejected.sort((left, right) => left.index - right.index) }, unknown);
}

/** Adds unknown types to a report if the workspace reports them. */
function withUnknown({ schema }: WorkspaceContext, report: TrackReport, unknown: Iterable<string>): TrackReport {
  return schema.isReporting ? { ...report, unknown: [...unknown].sort(compareCodePoints) } : report;
}

/** The facts of one customer in the input. */
interface Group {
  readonly customerId: string;
  readonly placed: readonly Placed[];
}

/** Records the facts of several customers in one transaction. */
async function trackBatch(
  workspace: WorkspaceContext,
  context: TransactionContext,
  groups: readonly Group[],
  call: {
    readonly options: CallOptions;
    readonly messages: OutboxMessage[];
    readonly report: (group: Group, outcomes: readonly Appended[]) => void;
  },
): Promise<BatchResult<Group>> {
  // All writers lock in the same order, so that two batches do not wait for each other.
  const ordered = [...groups].sort((left, right) => compareCodePoints(left.customerId, right.customerId));
  const loadedCustomers = await loadCustomers(
    workspace,
    context,
    ordered.map(({ customerId }) => customerId),
  );
  const present = ordered.flatMap((group, position) => {
    const loaded = loadedCustomers[position] ?? null;
    return loaded === null ? [] : [{ group, loaded }];
  });
  const actors = present.map(({ loaded }) => assertMayTrack(workspace, loaded, call.options));
  // In the order of the input: of two facts with one identifier, the first one counts.
  const facts = present.flatMap(({ group }) => group.placed).sort((left, right) => left.index - right.index);
  const appended = await workspace.storage.interactions.append(
    context,
    facts.map(({ fact }) => fact),
  );
  const outcomeAt = new Map(facts.map(({ index }, position) => [index, appended[position]!]));
  const outcomes = present.map(({ group }) => group.placed.map(({ index }) => outcomeAt.get(index)!));
  for (const [position, { group, loaded }] of present.entries()) {
    const own = group.placed.map(({ fact }) => fact);
    const { messages } = call;
    const recorded = { loaded, facts: own, outcomes: outcomes[position]!, actor: actors[position]!, messages };
    await decideRecorded(workspace, context, recorded);
  }
  return {
    rest: ordered.filter((_, position) => loadedCustomers[position] === null),
    done: () => present.forEach(({ group }, position) => call.report(group, outcomes[position]!)),
  };
}

/** Records the facts of one customer, following merges, and returns the outcome of each. */
function trackCustomer(
  workspace: WorkspaceContext,
  customerId: string,
  placed: readonly Placed[],
  options: CallOptions,
): Promise<readonly Appended[]> {
  return transact(workspace, customerId, options, (context) =>
    outcomeOf(async () => {
      const loaded = await loadCustomer(workspace, context, customerId);
      const facts = placed.map(({ fact }) => (fact.customerId === loaded.id ? fact : { ...fact, customerId: loaded.id }));
      const actor = assertMayTrack(workspace, loaded, options);
      const outcomes = await workspace.storage.interactions.append(context, facts);
      await decideRecorded(workspace, context, { loaded, facts, outcomes, actor });
      return outcomes;
    }),
  );
}

function assertMayTrack(workspace: WorkspaceContext, { id, customer }: LoadedCustomer, options: CallOptions): Actor {
  const request = requestOf(workspace, "track", options, { customerId: id, customer: customer?.value ?? null });
  assertMay(workspace.access, request);
  return request.actor;
}

/** Decides about a customer whose facts this transaction recorded. */
async function decideRecorded(
  workspace: WorkspaceContext,
  context: TransactionContext,
  recorded: {
    readonly loaded: LoadedCustomer;
    readonly facts: readonly Interaction[];
    readonly outcomes: readonly Appended[];
    readonly actor: Actor;
    readonly messages?: OutboxMessage[] | undefined;
  },
): Promise<void> {
  const { loaded, facts, outcomes, actor } = recorded;
  // With transactions, facts that were recorded before were also decided about.
  const isDecided = loaded.customerState !== null && workspace.storage.capabilities.transactions === true;
  if (!outcomes.includes("appended") && (isDecided || !outcomes.includes("repeated"))) return;
  const known = loaded.customer?.value;
  const added = facts.filter((_, position) => outcomes[position] === "appended");
  await commitDecision(workspace, context, {
    loaded,
    // Without `createdAt`: a customer begins with the first fact, not with the first to arrive.
    customer: known ?? { id: loaded.id, kind: "person", version: 0 },
    changes: loaded.customerState?.value.changes ?? [],
    asOf: workspace.clock().getTime(),
    added,
    ...(known === undefined && { messages: [createdMessage(loaded.id)] }),
    collect: recorded.messages,
  });
  await appendAudit(workspace, context, actor, {
    action: "track",
    customerId: loaded.id,
    details: { interactions: added.length },
  });
}

function idOf(input: unknown): string | null {
  const { id } = (input ?? {}) as { readonly id?: unknown };
  return typeof id === "string" ? id : null;
}

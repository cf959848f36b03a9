import { ClienteleError, compareCodePoints, type Problem } from "../../kernel/index.js";
import type { Interaction } from "../../models/index.js";
import type { Appended, OutboxMessage, TransactionContext } from "../../storage/index.js";
import { assertMay } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { type LoadedCustomer, loadCustomer, loadCustomers } from "../persistence/load-customer.js";
import { type CallOptions, outcomeOf, requestOf, type WorkspaceContext, transact } from "../workspace-context.js";
import { eachCustomer, isRefusal, type Together } from "../decisions/batch-transactions.js";
import { createdMessage } from "./update.js";

/** An interaction that was not recorded. */
export interface RejectedInteraction {
  /** Position in the list that was given. */
  readonly index: number;
  /** Its identifier, where it could be read. */
  readonly id: string | null;
  /**
   * - `"invalid_input"`: it is no interaction of the schema; `problems` say why.
   * - `"conflicting_interaction"`: another one, with other content, has the identifier already.
   * - `"erased_customer"`: the customer was erased, and stays so.
   * - `"access_denied"`, `"plugin_failed"`, `"invalid_plugin"`: the decision about this customer was refused; nothing of it was written.
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

/** What became of everything: `appended + repeated + rejected.length` is how many were given. */
export interface TrackReport {
  readonly appended: number;
  /** Recorded before, with the same content: nothing changed. */
  readonly repeated: number;
  readonly rejected: readonly RejectedInteraction[];
}

/** A fact with its position in the input. */
interface Placed {
  readonly index: number;
  readonly fact: Interaction;
}

/** Records one interaction; see `Clientele.track`. */
export async function trackOne(workspace: WorkspaceContext, input: unknown, options: CallOptions): Promise<TrackReport> {
  const parsed = workspace.readInteraction(input);
  if (!parsed.ok) {
    const message = parsed.problems.map(({ path, message: text }) => (path === "" ? text : `${path}: ${text}`)).join("; ");
    throw new ClienteleError("invalid_input", `This is no valid interaction. ${message}`, { problems: parsed.problems });
  }
  const fact = parsed.value;
  const [outcome] = await trackCustomer(workspace, fact.customerId, [{ index: 0, fact }], options);
  if (outcome === "conflict") throw new ClienteleError("conflicting_interaction", TAKEN, { interactionId: fact.id });
  return { appended: Number(outcome === "appended"), repeated: Number(outcome === "repeated"), rejected: [] };
}

const TAKEN = "Another interaction with other content has this identifier; it stays.";

/** Records many interactions, customer by customer; see `Clientele.track`. */
export async function trackMany(
  workspace: WorkspaceContext,
  inputs: readonly unknown[],
  options: CallOptions,
): Promise<TrackReport> {
  const rejected: RejectedInteraction[] = [];
  const groups = new Map<string, Placed[]>();
  inputs.forEach((input, index) => {
    const parsed = workspace.readInteraction(input);
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
        const problems = [{ path: "id", message: TAKEN }];
        rejected.push({ index, id: fact.id, reason: "conflicting_interaction", problems });
      }
    });
  };
  await eachCustomer(
    workspace,
    [...groups].map(([customerId, placed]): Group => ({ customerId, placed })),
    options,
    (context, some, messages) => trackTogether(workspace, context, some, { options, messages, report }),
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
  return { ...counts, rejected: rejected.sort((left, right) => left.index - right.index) };
}

/** The facts of one customer among those that were given. */
interface Group {
  readonly customerId: string;
  readonly placed: readonly Placed[];
}

/** Records the facts of several customers in one transaction. */
async function trackTogether(
  workspace: WorkspaceContext,
  context: TransactionContext,
  groups: readonly Group[],
  call: {
    readonly options: CallOptions;
    readonly messages: OutboxMessage[];
    readonly report: (group: Group, outcomes: readonly Appended[]) => void;
  },
): Promise<Together<Group>> {
  // Everybody locks in the same order, so that two batches do not wait for each other.
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
  for (const { loaded } of present) requireMayTrack(workspace, loaded, call.options);
  // In the order of the list: of two that claim one identifier the first one has it.
  const facts = present.flatMap(({ group }) => group.placed).sort((left, right) => left.index - right.index);
  const appended = await workspace.storage.interactions.append(
    context,
    facts.map(({ fact }) => fact),
  );
  const outcomeAt = new Map(facts.map(({ index }, position) => [index, appended[position]!]));
  const outcomes = present.map(({ group }) => group.placed.map(({ index }) => outcomeAt.get(index)!));
  for (const [position, { group, loaded }] of present.entries()) {
    const own = group.placed.map(({ fact }) => fact);
    await decideRecorded(workspace, context, { loaded, facts: own, outcomes: outcomes[position]!, ...call });
  }
  return {
    rest: ordered.filter((_, position) => loadedCustomers[position] === null),
    done: () => present.forEach(({ group }, position) => call.report(group, outcomes[position]!)),
  };
}

/** Records the facts of one customer, wherever merges led; gives what became of each. */
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
      requireMayTrack(workspace, loaded, options);
      const outcomes = await workspace.storage.interactions.append(context, facts);
      await decideRecorded(workspace, context, { loaded, facts, outcomes, options });
      return outcomes;
    }),
  );
}

function requireMayTrack(workspace: WorkspaceContext, { id, customer }: LoadedCustomer, options: CallOptions): void {
  assertMay(workspace.access, requestOf(workspace, "track", options, { customerId: id, customer: customer?.value ?? null }));
}

/** Decides about a customer whose facts have just been recorded. */
async function decideRecorded(
  workspace: WorkspaceContext,
  context: TransactionContext,
  recorded: {
    readonly loaded: LoadedCustomer;
    readonly facts: readonly Interaction[];
    readonly outcomes: readonly Appended[];
    readonly options: CallOptions;
    readonly messages?: OutboxMessage[] | undefined;
  },
): Promise<void> {
  const { loaded, facts, outcomes, options } = recorded;
  // Where steps are held together, what was recorded before was also decided about.
  const isDecided = loaded.customerState !== null && workspace.storage.capabilities.transactions === true;
  if (!outcomes.includes("appended") && (isDecided || !outcomes.includes("repeated"))) return;
  const known = loaded.customer?.value;
  const added = facts.filter((_, position) => outcomes[position] === "appended");
  await commitDecision(workspace, context, {
    loaded,
    // Without `createdAt`: a customer starts with what happened first, whatever arrives first.
    customer: known ?? { id: loaded.id, kind: "person", version: 0 },
    changes: loaded.customerState?.value.changes ?? [],
    asOf: workspace.clock().getTime(),
    added,
    ...(known === undefined && { messages: [createdMessage(loaded.id)] }),
    collect: recorded.messages,
  });
  await appendAudit(workspace, context, options.actor ?? workspace.actor, {
    action: "track",
    customerId: loaded.id,
    details: { interactions: added.length },
  });
}

function idOf(input: unknown): string | null {
  const { id } = (input ?? {}) as { readonly id?: unknown };
  return typeof id === "string" ? id : null;
}

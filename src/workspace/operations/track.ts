import { ClienteleError, compareCodePoints, type Problem } from "../../kernel/index.js";
import type { Interaction } from "../../models/index.js";
import type { Appended, OutboxMessage, TransactionContext } from "../../storage/index.js";
import { assertMay } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { type Dossier, openCustomer, openSeveral } from "../persistence/load-customer.js";
import { type CallOptions, outcomeOf, requestOf, type Shell, transact } from "../workspace-context.js";
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
   * - `"access_denied"`, `"room_failed"`, `"invalid_room"`: the decision about this customer was refused; nothing of it was written.
   */
  readonly reason:
    | "invalid_input"
    | "conflicting_interaction"
    | "erased_customer"
    | "access_denied"
    | "room_failed"
    | "invalid_room";
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
export async function trackOne(shell: Shell, input: unknown, options: CallOptions): Promise<TrackReport> {
  const parsed = shell.readInteraction(input);
  if (!parsed.ok) {
    const message = parsed.problems.map(({ path, message: text }) => (path === "" ? text : `${path}: ${text}`)).join("; ");
    throw new ClienteleError("invalid_input", `This is no valid interaction. ${message}`, { problems: parsed.problems });
  }
  const fact = parsed.value;
  const [outcome] = await trackCustomer(shell, fact.customerId, [{ index: 0, fact }], options);
  if (outcome === "conflict") throw new ClienteleError("conflicting_interaction", TAKEN, { interactionId: fact.id });
  return { appended: Number(outcome === "appended"), repeated: Number(outcome === "repeated"), rejected: [] };
}

const TAKEN = "Another interaction with other content has this identifier; it stays.";

/** Records many interactions, customer by customer; see `Clientele.track`. */
export async function trackMany(shell: Shell, inputs: readonly unknown[], options: CallOptions): Promise<TrackReport> {
  const rejected: RejectedInteraction[] = [];
  const groups = new Map<string, Placed[]>();
  inputs.forEach((input, index) => {
    const parsed = shell.readInteraction(input);
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
    shell,
    [...groups].map(([customerId, placed]): Group => ({ customerId, placed })),
    options,
    (context, some, messages) => trackTogether(shell, context, some, { options, messages, report }),
    async (group) => {
      try {
        report(group, await trackCustomer(shell, group.customerId, group.placed, options));
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
  shell: Shell,
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
  const dossiers = await openSeveral(
    shell,
    context,
    ordered.map(({ customerId }) => customerId),
  );
  const present = ordered.flatMap((group, position) => {
    const dossier = dossiers[position] ?? null;
    return dossier === null ? [] : [{ group, dossier }];
  });
  for (const { dossier } of present) requireMayTrack(shell, dossier, call.options);
  // In the order of the list: of two that claim one identifier the first one has it.
  const facts = present.flatMap(({ group }) => group.placed).sort((left, right) => left.index - right.index);
  const appended = await shell.storage.interactions.append(
    context,
    facts.map(({ fact }) => fact),
  );
  const outcomeAt = new Map(facts.map(({ index }, position) => [index, appended[position]!]));
  const outcomes = present.map(({ group }) => group.placed.map(({ index }) => outcomeAt.get(index)!));
  for (const [position, { group, dossier }] of present.entries()) {
    const own = group.placed.map(({ fact }) => fact);
    await decideRecorded(shell, context, { dossier, facts: own, outcomes: outcomes[position]!, ...call });
  }
  return {
    rest: ordered.filter((_, position) => dossiers[position] === null),
    done: () => present.forEach(({ group }, position) => call.report(group, outcomes[position]!)),
  };
}

/** Records the facts of one customer, wherever merges led; gives what became of each. */
function trackCustomer(
  shell: Shell,
  customerId: string,
  placed: readonly Placed[],
  options: CallOptions,
): Promise<readonly Appended[]> {
  return transact(shell, customerId, options, (context) =>
    outcomeOf(async () => {
      const dossier = await openCustomer(shell, context, customerId);
      const facts = placed.map(({ fact }) => (fact.customerId === dossier.id ? fact : { ...fact, customerId: dossier.id }));
      requireMayTrack(shell, dossier, options);
      const outcomes = await shell.storage.interactions.append(context, facts);
      await decideRecorded(shell, context, { dossier, facts, outcomes, options });
      return outcomes;
    }),
  );
}

function requireMayTrack(shell: Shell, { id, customer }: Dossier, options: CallOptions): void {
  assertMay(shell.access, requestOf(shell, "track", options, { customerId: id, customer: customer?.value ?? null }));
}

/** Decides about a customer whose facts have just been recorded. */
async function decideRecorded(
  shell: Shell,
  context: TransactionContext,
  recorded: {
    readonly dossier: Dossier;
    readonly facts: readonly Interaction[];
    readonly outcomes: readonly Appended[];
    readonly options: CallOptions;
    readonly messages?: OutboxMessage[];
  },
): Promise<void> {
  const { dossier, facts, outcomes, options } = recorded;
  // Where steps are held together, what was recorded before was also decided about.
  const isDecided = dossier.standing !== null && shell.storage.capabilities.transactions === true;
  if (!outcomes.includes("appended") && (isDecided || !outcomes.includes("repeated"))) return;
  const known = dossier.customer?.value;
  const added = facts.filter((_, position) => outcomes[position] === "appended");
  await commitDecision(shell, context, {
    dossier,
    // Without `createdAt`: a customer starts with what happened first, whatever arrives first.
    customer: known ?? { id: dossier.id, kind: "person", version: 0 },
    changes: dossier.standing?.value.changes ?? [],
    asOf: shell.clock().getTime(),
    added,
    ...(known === undefined && { messages: [createdMessage(dossier.id)] }),
    collect: recorded.messages,
  });
  await appendAudit(shell, context, options.actor ?? shell.actor, {
    action: "track",
    customerId: dossier.id,
    details: { interactions: added.length },
  });
}

function idOf(input: unknown): string | null {
  const { id } = (input ?? {}) as { readonly id?: unknown };
  return typeof id === "string" ? id : null;
}

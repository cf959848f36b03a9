import { ClienteleError, isClienteleError, type Problem } from "../kernel/index.js";
import type { Interaction } from "../models/index.js";
import type { Appended, TransactionContext } from "../storage/index.js";
import { assertMay } from "./access.js";
import { appendAudit } from "./audit.js";
import { commitDecision } from "./commit-decision.js";
import { type Dossier, openCustomer } from "./customer-dossier.js";
import { type CallOptions, forEachAtOnce, outcomeOf, requestOf, type Shell, transact } from "./shell.js";
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

  let appended = 0;
  let repeated = 0;
  await forEachAtOnce(shell, [...groups], async ([customerId, facts]) => {
    const outcomes = await trackCustomer(shell, customerId, facts, options).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      for (const { index, fact } of facts) {
        const problems = [{ path: error.path, message: error.message }];
        rejected.push({ index, id: fact.id, reason: error.code, problems });
      }
      return [];
    });
    outcomes.forEach((outcome, position) => {
      const { index, fact } = facts[position]!;
      if (outcome === "appended") appended++;
      else if (outcome === "repeated") repeated++;
      else {
        const problems = [{ path: "id", message: TAKEN }];
        rejected.push({ index, id: fact.id, reason: "conflicting_interaction", problems });
      }
    });
  });
  return { appended, repeated, rejected: rejected.sort((left, right) => left.index - right.index) };
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
      return record(shell, context, dossier, facts, options);
    }),
  );
}

async function record(
  shell: Shell,
  context: TransactionContext,
  dossier: Dossier,
  facts: readonly Interaction[],
  options: CallOptions,
): Promise<readonly Appended[]> {
  const request = requestOf(shell, "track", options, { customerId: dossier.id, customer: dossier.customer?.value ?? null });
  assertMay(shell.access, request);
  const outcomes = await shell.storage.interactions.append(context, facts);
  // Where steps are held together, what was recorded before was also decided about.
  const isDecided = dossier.standing !== null && shell.storage.capabilities.transactions === true;
  if (!outcomes.includes("appended") && (isDecided || !outcomes.includes("repeated"))) return outcomes;
  const known = dossier.customer?.value;
  await commitDecision(shell, context, {
    dossier,
    // Without `createdAt`: a customer starts with what happened first, whatever arrives first.
    customer: known ?? { id: dossier.id, kind: "person", version: 0 },
    changes: dossier.standing?.value.changes ?? [],
    asOf: shell.clock().getTime(),
    added: facts.filter((_, position) => outcomes[position] === "appended"),
    ...(known === undefined && {
      messages: [createdMessage(dossier.id)],
    }),
  });
  await appendAudit(shell, context, request.actor, {
    action: "track",
    customerId: dossier.id,
    details: { interactions: outcomes.filter((outcome) => outcome === "appended").length },
  });
  return outcomes;
}

type Refusal = ClienteleError<"erased_customer" | "access_denied" | "room_failed" | "invalid_room">;

/** An error that concerns one customer alone, so that the others of a batch go on. */
function isRefusal(error: unknown): error is Refusal {
  return (
    isClienteleError(error) &&
    (error.code === "erased_customer" ||
      error.code === "access_denied" ||
      error.code === "room_failed" ||
      error.code === "invalid_room")
  );
}

function idOf(input: unknown): string | null {
  const { id } = (input ?? {}) as { readonly id?: unknown };
  return typeof id === "string" ? id : null;
}

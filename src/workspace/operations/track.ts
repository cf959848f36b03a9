import { ClienteleError, compareCodePoints, isClienteleError, type Problem } from "../../kernel/index.js";
import { problemSummary, requireOptions } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { Appended } from "../../storage/index.js";
import { isRefusal, type Refusal, runTasks } from "../decisions/customer-tasks.js";
import { submitTask } from "../decisions/submit-task.js";
import { CALL_OPTIONS, type CallOptions, contextOf, requestOf, type WorkspaceContext } from "../workspace-context.js";
import { readFact } from "./read-fact.js";
import { type TrackTask, trackTask } from "./track-task.js";

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
   * - any other code: the decision about this customer was refused; nothing was written.
   */
  readonly reason: "invalid_input" | "conflicting_interaction" | Refusal["code"];
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
  const parsed = readFact(workspace, input);
  if (!parsed.ok)
    throw new ClienteleError("invalid_input", problemSummary("Invalid interaction.", parsed.problems), {
      problems: parsed.problems,
    });
  const fact = parsed.value;
  const [outcome] = await recordFacts(workspace, fact.customerId, [fact], options);
  if (outcome === "conflict") {
    throw new ClienteleError("conflicting_interaction", `The interaction "${fact.id}" exists with other content; it stays.`, {
      interactionId: fact.id,
    });
  }
  const counts = { appended: Number(outcome === "appended"), repeated: Number(outcome === "repeated"), rejected: [] };
  return withUnknown(workspace, counts, parsed.unknown === undefined ? [] : [parsed.unknown]);
}

/** Records the facts of one customer, and returns the outcome of each. */
function recordFacts(
  workspace: WorkspaceContext,
  customerId: string,
  facts: readonly Interaction[],
  options: CallOptions,
): Promise<readonly Appended[]> {
  options.signal?.throwIfAborted();
  return new Promise((settle, fail) => {
    submitTask(workspace, options, trackTask(workspace, customerId, { facts, options, settle, fail }));
  });
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
  options.signal?.throwIfAborted();
  const rejected: RejectedInteraction[] = [];
  const unknown = new Set<string>();
  const groups = new Map<string, Placed[]>();
  inputs.forEach((input, index) => {
    const parsed = readFact(workspace, input);
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
  // Of two facts with one identifier, the first counts: groups with a later one wait for the others.
  const owners = new Map<string, string>();
  for (const [customerId, placed] of groups)
    for (const { fact } of placed) if (!owners.has(fact.id)) owners.set(fact.id, customerId);
  const isLater = (placed: readonly Placed[], customerId: string): boolean =>
    placed.some(({ fact }) => owners.get(fact.id) !== customerId);
  let failure: { readonly error: unknown } | undefined;
  const taskOf = ([customerId, placed]: [string, Placed[]]): TrackTask => {
    const settle = (outcomes: readonly Appended[]): void => {
      placed.forEach(({ index, fact }, position) => {
        const outcome = outcomes[position]!;
        if (outcome !== "conflict") counts[outcome]++;
        else {
          const problems = [{ path: "id", message: "An interaction with this identifier exists with other content; it stays." }];
          rejected.push({ index, id: fact.id, reason: "conflicting_interaction", problems });
        }
      });
    };
    const fail = (error: unknown): void => {
      if (!isRefusal(error)) {
        failure ??= { error };
        return;
      }
      const problems = [{ path: error.path, message: error.message }];
      for (const { index, fact } of placed) rejected.push({ index, id: fact.id, reason: error.code, problems });
    };
    const facts = placed.map(({ fact }) => fact);
    return trackTask(workspace, customerId, { facts, options, settle, fail });
  };
  const waves = [false, true].map((later) => [...groups].filter(([id, placed]) => isLater(placed, id) === later));
  for (const wave of waves) await runTasks(workspace, contextOf(workspace, options), wave.map(taskOf));
  const report = { ...counts, rejected: rejected.sort((left, right) => left.index - right.index) };
  if (failure !== undefined) throw interrupted(failure.error, report);
  return withUnknown(workspace, report, unknown);
}

/** Adds what was committed before a failure to its error. */
function interrupted(error: unknown, report: TrackReport): unknown {
  if (!isClienteleError(error, "storage_failed")) return error;
  const { appended, repeated } = report;
  const message = `${error.message} Before that, ${appended} interactions of the list were recorded; call again with the whole list.`;
  return new ClienteleError("storage_failed", message, { ...error.details, appended, repeated }, "", error.cause);
}

/** Adds unknown types to a report if the workspace reports them. */
function withUnknown({ schema }: WorkspaceContext, report: TrackReport, unknown: Iterable<string>): TrackReport {
  return schema.isReporting ? { ...report, unknown: [...unknown].sort(compareCodePoints) } : report;
}

function idOf(input: unknown): string | null {
  const { id } = (input ?? {}) as { readonly id?: unknown };
  return typeof id === "string" ? id : null;
}

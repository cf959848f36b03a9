import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { invalidOption } from "../../kernel/internal.js";

/** Result of one action, in a context. */
export interface ActionOutcome {
  readonly actionId: string;
  /** Group of customers that the outcome is counted for, such as a segment or a stage. Defaults to none. */
  readonly context?: string | undefined;
  readonly success: boolean;
}

/** Successes and failures by action and context, as plain JSON, from which the next choice learns. */
export interface ActionOutcomes {
  readonly kind: "action-outcomes";
  readonly version: 1;
  /** In code-point order of action, then context (`""` is none). */
  readonly counts: readonly {
    readonly actionId: string;
    readonly context: string;
    readonly successes: number;
    readonly failures: number;
  }[];
}

/** Outcomes before the first action. */
export const noOutcomes: ActionOutcomes = { kind: "action-outcomes", version: 1, counts: [] };

/**
 * Adds one outcome, and returns new outcomes. Record failures too: an offer that was sent and not accepted.
 *
 * @param outcomes - outcomes so far; `noOutcomes` to begin with
 * @throws ClienteleError `unknown_outcomes`, `invalid_action`
 * @example
 * const once = recordOutcome(noOutcomes, { actionId: "call", context: "vip", success: true });
 * recordOutcome(once, { actionId: "call", context: "vip", success: false }).counts // => [{ actionId: "call", context: "vip", successes: 1, failures: 1 }]
 */
export function recordOutcome(outcomes: ActionOutcomes, outcome: ActionOutcome): ActionOutcomes {
  requireOutcomes(outcomes);
  const { actionId, context = "", success } = outcome;
  if (typeof actionId !== "string" || actionId === "") throw invalidOutcome("", "actionId", actionId, "a text that is not empty");
  if (typeof context !== "string") throw invalidOutcome(actionId, "context", context, "a text");
  if (typeof success !== "boolean") throw invalidOutcome(actionId, "success", success, "true or false");
  const before = outcomes.counts.find((count) => count.actionId === actionId && count.context === context);
  const after = {
    actionId,
    context,
    successes: (before?.successes ?? 0) + (success ? 1 : 0),
    failures: (before?.failures ?? 0) + (success ? 0 : 1),
  };
  const counts = [...outcomes.counts.filter((count) => count !== before), after].sort(
    (left, right) => compareCodePoints(left.actionId, right.actionId) || compareCodePoints(left.context, right.context),
  );
  return { kind: "action-outcomes", version: 1, counts };
}

function invalidOutcome(action: string, field: string, value: unknown, expected: string): ClienteleError<"invalid_action"> {
  const path = `outcome.${field}`;
  const { message } = invalidOption(path, value, expected);
  return new ClienteleError("invalid_action", message, { action, field, value }, path);
}

/**
 * Throws unless a value has the form of outcomes.
 *
 * @throws ClienteleError `unknown_outcomes`
 */
export function requireOutcomes(outcomes: ActionOutcomes): void {
  const { kind, version, counts } = (outcomes ?? {}) as { kind?: unknown; version?: unknown; counts?: unknown };
  if (kind === "action-outcomes" && version === 1 && Array.isArray(counts)) return;
  const message = `\`outcomes\` must be action outcomes of version 1, got kind ${String(kind)}, version ${String(version)}. Start with \`noOutcomes\`.`;
  throw new ClienteleError("unknown_outcomes", message, { kind, version }, "outcomes");
}

/** Beta distribution of the propensity of an action. */
export interface Propensity {
  readonly successes: number;
  readonly failures: number;
}

/** How many outcomes a belief from elsewhere counts for. */
const STRENGTH = 10;

/**
 * Returns the belief about an action in a context. The given propensity counts for ten outcomes beside those of the action in
 * all contexts; the result counts for at most ten beside those of the context.
 */
export function propensityOf(outcomes: ActionOutcomes, actionId: string, context: string, given: number): Propensity {
  let successes = 0;
  let failures = 0;
  let own = { successes: 0, failures: 0 };
  for (const count of outcomes.counts) {
    if (count.actionId !== actionId) continue;
    if (context !== "" && count.context === context) own = count;
    else {
      successes += count.successes;
      failures += count.failures;
    }
  }
  const total = STRENGTH + successes + failures;
  const mean = (STRENGTH * given + successes) / total;
  // Without a context all outcomes count in full.
  const strength = context === "" ? total : STRENGTH;
  return { successes: mean * strength + own.successes, failures: (1 - mean) * strength + own.failures };
}

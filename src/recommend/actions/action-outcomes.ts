import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { invalidOption } from "../log/weighting.js";

/** What came of an action, in a context. */
export interface ActionOutcome {
  readonly actionId: string;
  /** A text that sorts customers for this purpose: a segment, a stage; none unless told. */
  readonly context?: string | undefined;
  readonly success: boolean;
}

/** Successes and failures by action and context: plain JSON, from which the next choice learns. */
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

/** Before anything was tried. */
export const noOutcomes: ActionOutcomes = { kind: "action-outcomes", version: 1, counts: [] };

/**
 * Adds one outcome; what was handed in stays as it is. Record failures too: an offer that was sent and not taken.
 *
 * @param outcomes - so far; `noOutcomes` to begin with
 * @param outcome - what came of one action
 * @throws ClienteleError `unknown_recommender` for what are no outcomes, `invalid_action` without an identifier
 * @example
 * const once = recordOutcome(noOutcomes, { actionId: "call", context: "vip", success: true });
 * recordOutcome(once, { actionId: "call", context: "vip", success: false }).counts // => [{ actionId: "call", context: "vip", successes: 1, failures: 1 }]
 */
export function recordOutcome(outcomes: ActionOutcomes, outcome: ActionOutcome): ActionOutcomes {
  requireOutcomes(outcomes);
  const { actionId, context = "", success } = outcome;
  if (typeof actionId !== "string" || actionId === "") {
    throw new ClienteleError("invalid_action", "An outcome names its action.", {
      action: "",
      field: "actionId",
      value: actionId,
    });
  }
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

function requireOutcomes(outcomes: ActionOutcomes): void {
  const { kind, version } = (outcomes ?? {}) as { kind?: unknown; version?: unknown };
  if (kind === "action-outcomes" && version === 1) return;
  throw new ClienteleError("unknown_recommender", "Begin with noOutcomes, and pass on what recordOutcome returns.", {
    kind,
    version,
  });
}

/** Beta distribution of an action's propensity. */
export interface Propensity {
  readonly successes: number;
  readonly failures: number;
}

/** Outcomes that a belief from elsewhere counts for. */
const STRENGTH = 10;

/**
 * What is believed of an action in a context: the given propensity counts for ten outcomes beside those of the action
 * everywhere; what results counts for at most ten beside those of the context.
 */
export function propensityOf(outcomes: ActionOutcomes, actionId: string, context: string, given: number): Propensity {
  requireOutcomes(outcomes);
  if (!(given >= 0 && given <= 1)) throw invalidOption("propensity", given, "from 0 to 1");
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
  // Without a context of its own, what was seen elsewhere is what was seen here.
  const strength = context === "" ? total : STRENGTH;
  return { successes: mean * strength + own.successes, failures: (1 - mean) * strength + own.failures };
}

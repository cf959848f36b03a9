import {
  ClienteleError,
  compareCodePoints,
  type InstantInput,
  type LocalizedText,
  MILLISECONDS_PER,
  seededRandom,
} from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Decision, Subject } from "../../models/index.js";
import { type CatalogSource, evaluateRule, type Rule } from "../../rules/index.js";
import { betaQuantile } from "../../statistics/internal.js";
import { type ActionOutcomes, noOutcomes, type Propensity, propensityOf } from "./action-outcomes.js";
import { actionWords } from "./action-words.js";
import { invalidOption } from "../log/weighting.js";

/** Something that could be done for a customer. */
export interface ActionCandidate {
  readonly id: string;
  readonly kind: "offer" | "content" | "call" | "survey" | "care" | (string & {});
  readonly label?: LocalizedText | undefined;
  /** Over which channel; an action with a channel needs the channel's contact decision. */
  readonly channel?: string | undefined;
  /** Probability that it succeeds, from a model or from experience; outcomes correct it. */
  readonly propensity: number;
  /** What a success is worth, minor units. */
  readonly value: number;
  /** What doing it costs, whatever comes of it, minor units; 0 unless told. */
  readonly cost?: number | undefined;
  /** For whom it is at all. */
  readonly eligibility?: Rule | undefined;
}

/** What {@link nextBestAction} looks at. */
export interface NextBestActionOptions {
  readonly asOf: InstantInput;
  /** The customer, for eligibility rules. */
  readonly subject?: Subject | undefined;
  /** Schema or catalog of the rules. */
  readonly schema?: CatalogSource | undefined;
  /** Whether each channel may be used now: what `mayContact` of engagement decided. A channel without a decision may not. */
  readonly contact?: Readonly<Record<string, Decision>> | undefined;
  /** What was done for this customer of late. */
  readonly recent?: readonly { readonly actionId: string; readonly at: InstantInput }[] | undefined;
  /** Each recent action takes this share off the value of a further one, twice for the same; fades by half a half-life. None unless told. */
  readonly fatigue?: { readonly share: number; readonly halfLifeDays: number } | undefined;
  readonly outcomes?: ActionOutcomes | undefined;
  /** Sorts the outcomes: a segment, a stage. */
  readonly context?: string | undefined;
  /**
   * `expected`: the best by what is believed. `thompson`: by a draw from what is believed (needs a seed), so that what was
   * hardly tried is tried now and then. `ucb`: by an upper quantile of it, which narrows as outcomes come in.
   */
  readonly strategy?: "expected" | "thompson" | "ucb" | undefined;
  /** For `thompson`; make it differ from decision to decision. */
  readonly seed?: number | string | undefined;
}

/** An action as it was judged; money in minor units. */
export interface JudgedAction {
  readonly id: string;
  readonly kind: string;
  readonly label: LocalizedText;
  /** Believed mean. */
  readonly propensity: number;
  /** What the choice went by: the mean, a draw, or an upper quantile. */
  readonly used: number;
  readonly value: number;
  readonly cost: number;
  /** From 0 to 1: what recent actions leave of the value. */
  readonly freshness: number;
  /** propensity × value × freshness − cost. */
  readonly expectedValue: number;
  /** The same with `used`. */
  readonly score: number;
}

/** An action that was not open. */
export interface ExcludedAction {
  readonly id: string;
  readonly reason: "not-eligible" | "contact";
  readonly text: LocalizedText;
  /** Epoch milliseconds from which it may be otherwise; `null` where time alone changes nothing. */
  readonly nextAt: number | null;
}

/** What to do next, and why. */
export interface NextBestAction {
  /** `null`: doing nothing is best. */
  readonly action: JudgedAction | null;
  readonly runnerUp: JudgedAction | null;
  /** Every open action, the best first; one with a score of 0 or less loses to doing nothing. */
  readonly ranking: readonly JudgedAction[];
  readonly excluded: readonly ExcludedAction[];
  /** What would have changed the choice. */
  readonly whatIf: readonly LocalizedText[];
  readonly text: LocalizedText;
}

/**
 * Chooses the next best action (下一步最佳行动) for one customer: of the actions that are open (eligibility, contact
 * policy), the one with the highest expected value after fatigue, or none if nothing is worth its cost. Says why, who
 * came second, and what would have changed the choice.
 *
 * @param actions - candidates, each identifier once; doing nothing is always one more
 * @throws ClienteleError `invalid_action`, `invalid_option`, `invalid_rule`, `invalid_instant`
 * @see Thompson (1933), On the likelihood that one unknown probability exceeds another; Kaufmann, Cappé, Garivier (2012), On Bayesian upper confidence bounds
 * @example
 * const actions = [
 *   { id: "voucher", kind: "offer", propensity: 0.1, value: 2000, cost: 50 },
 *   { id: "call", kind: "call", channel: "phone", propensity: 0.3, value: 2000, cost: 400 },
 * ];
 * const { action, excluded, whatIf } = nextBestAction(actions, { asOf: 0, contact: { phone: { allowed: false, reason: "quiet_hours", nextAt: 3600000 } } });
 * [action?.id, action?.expectedValue, excluded[0]?.nextAt] // => ["voucher", 150, 3600000]
 * whatIf[0]?.en // => "call would have been worth more (200) if the contact policy allowed it"
 */
export function nextBestAction(actions: readonly ActionCandidate[], options: NextBestActionOptions): NextBestAction {
  const asOf = toMilliseconds(options.asOf, "asOf");
  checkActions(actions);
  const { strategy = "expected", seed, outcomes = noOutcomes, context = "" } = options;
  if (!["expected", "thompson", "ucb"].includes(strategy)) throw invalidOption("strategy", strategy, "expected, thompson or ucb");
  if (strategy === "thompson" && seed === undefined) throw invalidOption("seed", seed, "given for thompson");
  const rounds = outcomes.counts.reduce((sum, { successes, failures }) => sum + successes + failures, 0);
  const judge = (action: ActionCandidate): JudgedAction => {
    const believed = propensityOf(outcomes, action.id, context, action.propensity);
    const propensity = believed.successes / (believed.successes + believed.failures);
    // Each action draws by its own name, so that another candidate in the list does not change its draw.
    const used =
      strategy === "expected"
        ? propensity
        : quantileOf(believed, strategy === "ucb" ? 1 - 1 / (rounds + 2) : seededRandom(`${seed} ${action.id}`)());
    const { value, cost = 0 } = action;
    const freshness = freshnessOf(action.id, asOf, options);
    return {
      id: action.id,
      kind: action.kind,
      label: action.label ?? { en: action.id, zh: action.id },
      propensity,
      used,
      value,
      cost,
      freshness,
      expectedValue: propensity * value * freshness - cost,
      score: used * value * freshness - cost,
    };
  };
  const excluded: ExcludedAction[] = [];
  const shut: JudgedAction[] = [];
  const open: JudgedAction[] = [];
  for (const action of actions) {
    const exclusion = exclusionOf(action, asOf, options);
    if (exclusion === null) open.push(judge(action));
    else {
      excluded.push(exclusion);
      shut.push(judge(action));
    }
  }
  const ranking = open.sort((left, right) => right.score - left.score || compareCodePoints(left.id, right.id));
  const [first, second] = ranking;
  const action = first !== undefined && first.score > 0 ? first : null;
  const runnerUp = (action === null ? first : second) ?? null;
  return { action, runnerUp, ranking, excluded, ...actionWords(action, runnerUp, excluded, shut) };
}

function checkActions(actions: readonly ActionCandidate[]): void {
  const ids = new Set<string>();
  for (const { id, propensity, value, cost = 0 } of actions) {
    const field =
      typeof id !== "string" || id === "" || ids.has(id)
        ? "id"
        : !(propensity >= 0 && propensity <= 1)
          ? "propensity"
          : !Number.isFinite(value)
            ? "value"
            : !Number.isFinite(cost)
              ? "cost"
              : null;
    if (field !== null) {
      throw new ClienteleError("invalid_action", `Action ${id} has no valid ${field}, or stands twice.`, {
        action: id,
        field,
        value: { id, propensity, value, cost }[field],
      });
    }
    ids.add(id);
  }
}

function exclusionOf(action: ActionCandidate, asOf: number, options: NextBestActionOptions): ExcludedAction | null {
  const { eligibility, channel, id } = action;
  if (eligibility !== undefined) {
    const { subject, schema } = options;
    if (subject === undefined || schema === undefined)
      throw invalidOption("subject", subject, "given with a schema for eligibility rules");
    if (!evaluateRule(eligibility, subject, { asOf, schema })) {
      return {
        id,
        reason: "not-eligible",
        text: { en: "The customer is not eligible", zh: "客户不符合条件" },
        nextAt: null,
      };
    }
  }
  if (channel === undefined) return null;
  const contact = options.contact ?? {};
  const decision = Object.hasOwn(contact, channel) ? contact[channel] : undefined;
  if (decision?.allowed === true) return null;
  return {
    id,
    reason: "contact",
    text: decision?.text ?? {
      en: `No contact by ${channel}: ${decision?.reason ?? "nobody decided that it may be used"}`,
      zh: `不可通过 ${channel} 联系：${decision?.reason ?? "尚无可联系的决定"}`,
    },
    nextAt: decision?.nextAt ?? null,
  };
}

function freshnessOf(actionId: string, asOf: number, { recent = [], fatigue }: NextBestActionOptions): number {
  if (fatigue === undefined) return 1;
  const { share, halfLifeDays } = fatigue;
  if (!(share >= 0 && share < 1)) throw invalidOption("fatigue.share", share, "from 0 to below 1");
  if (!(halfLifeDays > 0)) throw invalidOption("fatigue.halfLifeDays", halfLifeDays, "more than 0");
  let load = 0;
  for (const { actionId: other, at } of recent) {
    const passed = asOf - toMilliseconds(at, "recent.at");
    if (passed < 0) continue;
    load += (other === actionId ? 2 : 1) * 2 ** (-passed / (halfLifeDays * MILLISECONDS_PER.days));
  }
  return (1 - share) ** load;
}

function quantileOf({ successes, failures }: Propensity, p: number): number {
  // What is certain has no spread.
  if (failures <= 0) return 1;
  if (successes <= 0) return 0;
  return betaQuantile(Math.min(1 - 1e-12, Math.max(1e-12, p)), successes, failures);
}

import { ClienteleError, compareCodePoints, type InstantInput, MILLISECONDS_PER, seededRandom } from "../../kernel/index.js";
import {
  aCurrency,
  anArray,
  anInstant,
  anObject,
  anyText,
  anything,
  aPositiveNumber,
  aSeed,
  invalidOption,
  mapOf,
  oneOf,
  type OptionShape,
  optionsOf,
  requireOption,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Decision, Subject } from "../../models/index.js";
import { type Calendars, type CatalogSource, evaluateRule } from "../../rules/index.js";
import { someCalendars, unknownKeys } from "../../rules/internal.js";
import { betaQuantile } from "../../statistics/internal.js";
import { aShareBelowOne } from "../option-kinds.js";
import { type ActionOutcomes, noOutcomes, type Propensity, propensityOf, requireOutcomes } from "./action-outcomes.js";
import { actionTexts } from "./action-texts.js";
import type { ActionCandidate, ExcludedAction, NextBestAction, ScoredAction } from "./action-types.js";

/** Options of {@link nextBestAction}. */
export interface NextBestActionOptions {
  readonly asOf: InstantInput;
  /** ISO 4217 code of the currency of all amounts. */
  readonly currency: string;
  /** The customer, for rules of eligibility. */
  readonly subject?: Subject | undefined;
  /** Schema or catalog of the rules. */
  readonly schema?: CatalogSource | undefined;
  /** Open hours of the business calendars that the rules name. */
  readonly calendars?: Calendars | undefined;
  /** Decisions of the contact policy by channel. A channel without a decision may not be used. */
  readonly contact?: Readonly<Record<string, Decision>> | undefined;
  /** Recent actions for this customer. */
  readonly recent?: readonly RecentAction[] | undefined;
  /** How much recent actions lower the value of another one; defaults to not at all. */
  readonly fatigue?: ActionFatigue | undefined;
  /** Outcomes that correct the propensities; defaults to none. */
  readonly outcomes?: ActionOutcomes | undefined;
  /** Group of customers whose outcomes count most, such as a segment or a stage. */
  readonly context?: string | undefined;
  /**
   * `"expected"` chooses by the expected value. `"thompson"` chooses by a draw from what is believed and needs a seed, so that
   * rarely tried actions get a chance. `"ucb"` chooses by an upper quantile, which narrows as outcomes are recorded. Defaults
   * to `"expected"`.
   */
  readonly strategy?: "expected" | "thompson" | "ucb" | undefined;
  /** Mandatory for `"thompson"`; use a different seed for each decision. */
  readonly seed?: number | string | undefined;
}

/** An action that was done before. */
export interface RecentAction {
  readonly actionId: string;
  readonly at: InstantInput;
}

/** How much each recent action lowers the value of another one. */
export interface ActionFatigue {
  /** Share of the value that a recent action takes away, from 0 to below 1; the same action counts twice. */
  readonly share: number;
  /** Days after which a recent action counts half. */
  readonly halfLifeDays: number;
}

const NEXT_BEST_ACTION_OPTIONS: OptionShape<NextBestActionOptions> = {
  asOf: anInstant,
  currency: aCurrency,
  subject: anObject,
  schema: { expected: "a schema or a catalog", accepts: (value) => typeof value === "object" && value !== null },
  calendars: someCalendars,
  contact: mapOf(anObject),
  recent: anArray,
  fatigue: optionsOf<ActionFatigue>({ share: aShareBelowOne, halfLifeDays: aPositiveNumber }, ["share", "halfLifeDays"]),
  outcomes: anything,
  context: anyText,
  strategy: oneOf(["expected", "thompson", "ucb"]),
  seed: aSeed,
};

const ACTION_KEYS: readonly (keyof ActionCandidate)[] = [
  "id",
  "kind",
  "label",
  "audience",
  "channels",
  "owner",
  "propensity",
  "value",
  "cost",
];

/**
 * Chooses the next best action (下一步最佳行动) for one customer: among the actions that eligibility and contact policy allow,
 * the one with the highest expected value after fatigue, or none if no action is worth its cost. The answer says why, names
 * the runner-up, and says what would have changed the choice.
 *
 * @param actions - candidates, each identifier once; doing nothing is always possible too
 * @throws ClienteleError `invalid_action`, `invalid_option`, `invalid_currency`, `unknown_outcomes`, `invalid_rule`, `invalid_instant`
 * @see Thompson (1933), On the likelihood that one unknown probability exceeds another; Kaufmann, Cappé, Garivier (2012), On Bayesian upper confidence bounds
 * @example
 * const actions = [
 *   { id: "voucher", kind: "offer", propensity: 0.1, value: 2000, cost: 50 },
 *   { id: "call", kind: "call", channels: ["phone"], propensity: 0.3, value: 2000, cost: 400 },
 * ];
 * const contact = { phone: { allowed: false, reason: "quiet_hours", nextAt: 3600000 } };
 * const { action, excluded, whatIf } = nextBestAction(actions, { asOf: 0, currency: "EUR", contact });
 * [action?.id, action?.expectedValue, excluded[0]?.nextAt] // => ["voucher", 150, new Date(3600000)]
 * whatIf[0]?.en // => "call would have been worth more (€2.00) if the contact policy allowed it"
 */
export function nextBestAction(actions: readonly ActionCandidate[], options: NextBestActionOptions): NextBestAction {
  const checked = requireOptions(options, NEXT_BEST_ACTION_OPTIONS, { mandatory: ["asOf", "currency"] });
  const { strategy = "expected", seed, outcomes = noOutcomes, context = "", fatigue, recent = [] } = checked;
  const currency = checked.currency;
  const asOf = toMilliseconds(checked.asOf, "asOf");
  if (strategy === "thompson" && seed === undefined)
    throw invalidOption("seed", seed, 'a finite number or a text with the strategy "thompson"');
  requireOutcomes(outcomes);
  checkActions(actions);
  const done = recent.map(({ actionId, at }, position) => ({ actionId, at: toMilliseconds(at, `recent[${position}].at`) }));
  const rounds = outcomes.counts.reduce((sum, { successes, failures }) => sum + successes + failures, 0);
  const scored = (action: ActionCandidate, channel: string | null): ScoredAction => {
    const believed = propensityOf(outcomes, action.id, context, action.propensity);
    const propensity = believed.successes / (believed.successes + believed.failures);
    // Each action draws by its own identifier, so another candidate in the list does not change its draw.
    const propensityUsed =
      strategy === "expected"
        ? propensity
        : quantileOf(believed, strategy === "ucb" ? 1 - 1 / (rounds + 2) : seededRandom(`${seed} ${action.id}`)());
    const { value, cost = 0 } = action;
    const freshness = fatigue === undefined ? 1 : freshnessOf(action.id, asOf, done, fatigue);
    return {
      id: action.id,
      kind: action.kind,
      label: action.label ?? { en: action.id, zh: action.id },
      channel,
      propensity,
      propensityUsed,
      value,
      cost,
      freshness,
      expectedValue: propensity * value * freshness - cost,
      score: propensityUsed * value * freshness - cost,
    };
  };
  const excluded: ExcludedAction[] = [];
  const unavailable: ScoredAction[] = [];
  const available: ScoredAction[] = [];
  for (const action of actions) {
    const { channel, exclusion } = availabilityOf(action, asOf, options);
    if (exclusion === null) available.push(scored(action, channel));
    else {
      excluded.push(exclusion);
      unavailable.push(scored(action, channel));
    }
  }
  const ranking = available.sort((left, right) => right.score - left.score || compareCodePoints(left.id, right.id));
  const [first, second] = ranking;
  const action = first !== undefined && first.score > 0 ? first : null;
  const runnerUp = (action === null ? first : second) ?? null;
  return { action, runnerUp, ranking, excluded, currency, ...actionTexts(action, runnerUp, excluded, unavailable, currency) };
}

/** Throws unless every action is complete and known, with an identifier of its own. */
function checkActions(actions: readonly ActionCandidate[]): void {
  requireOption("actions", actions, anArray);
  const ids = new Set<string>();
  actions.forEach((action: unknown, position) => {
    const place = `actions[${position}]`;
    if (typeof action !== "object" || action === null) throw invalidAction("", place, "", action, "an object");
    const { id, kind, channels, propensity, value, cost = 0 } = action as Partial<Record<keyof ActionCandidate, unknown>>;
    const name = typeof id === "string" ? id : "";
    const check = (field: string, found: unknown, valid: boolean, expected: string): void => {
      if (!valid) throw invalidAction(name, `${place}.${field}`, field, found, expected);
    };
    const [unknown] = unknownKeys(action, ACTION_KEYS, place);
    if (unknown !== undefined) {
      const field = unknown.path.slice(place.length + 1);
      const message = `\`${unknown.path}\` is not known here. ${unknown.hint}`;
      throw new ClienteleError("invalid_action", message, { action: name, field, value: undefined }, unknown.path);
    }
    check("id", id, name !== "", "a text that is not empty");
    check("id", id, !ids.has(name), "an identifier that no other action has");
    check("kind", kind, typeof kind === "string" && kind !== "", "a text that is not empty");
    check("channels", channels, channels === undefined || areTexts(channels), "an array of texts");
    check("propensity", propensity, isFinite(propensity) && propensity >= 0 && propensity <= 1, "a number from 0 to 1");
    check("value", value, isFinite(value), "a finite number of minor units");
    check("cost", cost, isFinite(cost), "a finite number of minor units");
    ids.add(name);
  });
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function invalidAction(
  action: string,
  path: string,
  field: string,
  value: unknown,
  expected: string,
): ClienteleError<"invalid_action"> {
  const { message } = invalidOption(path, value, expected);
  return new ClienteleError("invalid_action", message, { action, field, value }, path);
}

/** Returns the channel that an action may use now, or why it cannot be chosen. */
function availabilityOf(
  { audience, channels = [], id }: ActionCandidate,
  asOf: number,
  { subject, schema, calendars, contact = {} }: NextBestActionOptions,
): { readonly channel: string | null; readonly exclusion: ExcludedAction | null } {
  const [preferred = null] = channels;
  if (audience !== undefined) {
    if (subject === undefined) throw invalidOption("subject", subject, "a subject, because an action has an audience");
    if (schema === undefined) throw invalidOption("schema", schema, "a schema or a catalog, because an action has an audience");
    if (!evaluateRule(audience, subject, { asOf, schema, calendars })) {
      const text = { en: "The customer is not eligible", zh: "客户不符合条件" };
      return { channel: preferred, exclusion: { id, reason: "not-eligible", text, nextAt: null } };
    }
  }
  if (preferred === null) return { channel: null, exclusion: null };
  const decisionOf = (channel: string) => (Object.hasOwn(contact, channel) ? contact[channel] : undefined);
  const allowed = channels.find((channel) => decisionOf(channel)?.allowed === true);
  if (allowed !== undefined) return { channel: allowed, exclusion: null };
  const instants = channels.flatMap((channel) => {
    const nextAt = decisionOf(channel)?.nextAt ?? null;
    return nextAt === null ? [] : [toMilliseconds(nextAt, `contact.${channel}.nextAt`)];
  });
  const decision = decisionOf(preferred);
  const text = decision?.text ?? {
    en: decision === undefined ? `No decision allows contact by ${preferred}` : `Contact by ${preferred} is not allowed now`,
    zh: decision === undefined ? `尚无允许通过 ${preferred} 联系的决定` : `目前不可通过 ${preferred} 联系`,
  };
  const nextAt = instants.length === 0 ? null : new Date(Math.min(...instants));
  return { channel: preferred, exclusion: { id, reason: "contact", text, nextAt } };
}

function freshnessOf(
  actionId: string,
  asOf: number,
  recent: readonly { readonly actionId: string; readonly at: number }[],
  { share, halfLifeDays }: ActionFatigue,
): number {
  let load = 0;
  for (const { actionId: other, at } of recent) {
    if (at > asOf) continue;
    load += (other === actionId ? 2 : 1) * 2 ** ((at - asOf) / (halfLifeDays * MILLISECONDS_PER.days));
  }
  return (1 - share) ** load;
}

function quantileOf({ successes, failures }: Propensity, p: number): number {
  // A certain result has no spread.
  if (failures <= 0) return 1;
  if (successes <= 0) return 0;
  return betaQuantile(Math.min(1 - 1e-12, Math.max(1e-12, p)), successes, failures);
}

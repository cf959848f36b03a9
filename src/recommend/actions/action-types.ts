import type { LocalizedText } from "../../kernel/index.js";
import type { PlayBase, PlayKind } from "../../lifecycle/index.js";

/**
 * Something that could be done for a customer: a play with its chance of success, its value and its cost. `audience` is the
 * rule of eligibility. An action with channels needs a contact decision that allows one of them. Amounts are minor units of the
 * option `currency`.
 */
export interface ActionCandidate extends PlayBase {
  readonly kind: PlayKind;
  /** Probability of success, from a model or from experience. Recorded outcomes correct it. */
  readonly propensity: number;
  /** Value of a success, minor units. */
  readonly value: number;
  /** Cost of the action, whether it succeeds or not, minor units; defaults to 0. */
  readonly cost?: number | undefined;
}

/** An action with its score. Amounts are minor units of the currency of the decision. */
export interface ScoredAction {
  readonly id: string;
  readonly kind: PlayKind;
  readonly label: LocalizedText;
  /** First channel that the contact decisions allow; `null` for an action without channels. */
  readonly channel: string | null;
  /** Expected probability of success, after the recorded outcomes. */
  readonly propensity: number;
  /** Probability that the choice is based on: the expected one, a draw, or an upper quantile. */
  readonly propensityUsed: number;
  readonly value: number;
  readonly cost: number;
  /** Share of the value that recent actions leave, from 0 to 1. */
  readonly freshness: number;
  /** propensity × value × freshness − cost. */
  readonly expectedValue: number;
  /** propensityUsed × value × freshness − cost. */
  readonly score: number;
}

/** An action that cannot be chosen now. */
export interface ExcludedAction {
  readonly id: string;
  readonly reason: "not-eligible" | "contact";
  readonly text: LocalizedText;
  /** First instant at which this may change; `null` if time alone changes nothing. */
  readonly nextAt: Date | null;
}

/** The best action for a customer, with the reasons. */
export interface NextBestAction {
  /** `null` if doing nothing is best. */
  readonly action: ScoredAction | null;
  readonly runnerUp: ScoredAction | null;
  /** Actions that can be chosen, the best first. An action with a score of 0 or less loses to doing nothing. */
  readonly ranking: readonly ScoredAction[];
  readonly excluded: readonly ExcludedAction[];
  /** Currency of all amounts. */
  readonly currency: string;
  /** What would have changed the choice. */
  readonly whatIf: readonly LocalizedText[];
  readonly text: LocalizedText;
}

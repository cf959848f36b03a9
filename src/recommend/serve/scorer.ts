import type { ReadInteraction } from "../log/item-interaction.js";
import type { Taste, Weighting } from "../log/weighting.js";

/** The customer for whom a model computes scores. */
export interface Shopper {
  readonly history: readonly ReadInteraction[];
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** Left out of the similar customers. */
  readonly customerId?: string | undefined;
  readonly segment?: string | undefined;
}

/** One part of a score. The amounts of all parts add up to the score. */
export interface ScoreContribution {
  readonly kind:
    | "bought-with"
    | "carted-with"
    | "viewed-with"
    | "bought-before"
    | "similar-customers"
    | "popular"
    | "popular-in-segment"
    | "trending"
    | "alike"
    | "rule"
    | "refill"
    | "others";
  readonly amount: number;
  /** Item of the history that the part comes from. */
  readonly itemId?: string;
  /** Items of the left side of a rule. */
  readonly itemIds?: readonly string[];
  /** Number of customers or purchases. */
  readonly count?: number;
  /** Whole days since the last purchase. */
  readonly days?: number;
  /** Typical days between two purchases. */
  readonly gapDays?: number;
  readonly share?: number;
  /** Feature (`category:Tea`) or segment. */
  readonly name?: string;
}

/** A model prepared for scoring: lists as typed arrays, identifiers as positions. */
export interface Scorer {
  readonly items: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** Adds the scores of a shopper to an array of zeros. */
  score(shopper: Shopper, scores: Float64Array): void;
  /** The same from a taste, for models that look at nothing else. */
  readonly byTaste?: {
    readonly weighting: Weighting;
    score(taste: Taste, scores: Float64Array, customerId: string | undefined): void;
  };
  /** Reports the parts of the scores of some items, by their place in `targets`. */
  explain(shopper: Shopper, targets: readonly number[], add: (place: number, part: ScoreContribution) => void): void;
}

/** What differs between kinds of models. */
export type Scoring = Pick<Scorer, "score" | "explain" | "byTaste">;

/** Positions in a catalog by identifier. */
export type Positions = ReadonlyMap<string, number>;

import { ClienteleError } from "../../kernel/index.js";
import { blendScorer } from "./blend-scorer.js";
import type { ReadInteraction } from "../log/item-interaction.js";
import { popularityScorer } from "./popularity-scorer.js";
import { positionsOf } from "../models/recommender.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { refillScorer } from "./refill-scorer.js";
import { ruleScorer } from "./rule-scorer.js";
import { alsScorer, contentScorer, customerScorer, frequencyScorer, neighborScorer } from "./taste-scorers.js";
import type { Taste, Weighting } from "../log/weighting.js";

/** Who asks. */
export interface Shopper {
  readonly history: readonly ReadInteraction[];
  readonly asOf: number;
  /** Leaves the customer in person out of those who are alike. */
  readonly customerId?: string | undefined;
  readonly segment?: string | undefined;
}

/** One part of a score: parts of a score add up to it. */
export interface Contribution {
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
  /** The item that speaks for it. */
  readonly itemId?: string;
  /** Several, of a rule. */
  readonly itemIds?: readonly string[];
  /** How many: customers, purchases. */
  readonly count?: number;
  /** Days since, or between. */
  readonly days?: number;
  readonly gapDays?: number;
  readonly share?: number;
  /** A feature (`category:Tea`) or a segment. */
  readonly name?: string;
}

/** A model made ready to score: lists as typed arrays, identifiers as positions. */
export interface Scorer {
  readonly items: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** Adds the shopper's scores to an array of zeros. */
  score(shopper: Shopper, scores: Float64Array): void;
  /** Where nothing but the taste counts: the same from a taste that is at hand. */
  readonly byTaste?: {
    readonly weighting: Weighting;
    score(taste: Taste, scores: Float64Array, customerId: string | undefined): void;
  };
  /** Parts of the scores of some items, by their place in `targets`. */
  explain(shopper: Shopper, targets: readonly number[], add: (place: number, part: Contribution) => void): void;
}

/** What tells one kind of model from another. */
export type Scoring = Pick<Scorer, "score" | "explain" | "byTaste">;

/** Positions in a catalog by identifier. */
export type Positions = ReadonlyMap<string, number>;

/** A model is made ready once, however often it is asked. */
const ready = new WeakMap<object, Scorer>();

/**
 * Makes a model ready.
 *
 * @throws ClienteleError `unknown_recommender`
 */
export function scorerOf(model: RecommenderModel): Scorer {
  let scorer = typeof model === "object" && model !== null ? ready.get(model) : undefined;
  if (scorer === undefined) {
    scorer = makeScorer(model);
    ready.set(model, scorer);
  }
  return scorer;
}

function makeScorer(model: RecommenderModel): Scorer {
  const { kind, version, items } = (model ?? {}) as { kind?: unknown; version?: unknown; items?: unknown };
  const unknown = (): ClienteleError =>
    new ClienteleError("unknown_recommender", "This is no recommender of version 1.", { kind, version });
  if (version !== 1 || !Array.isArray(items)) throw unknown();
  const positions = positionsOf(model.items);
  const base = { items: model.items, positions };
  switch (model.kind) {
    case "ease":
    case "item-similarity":
      return { ...base, ...neighborScorer(model, positions) };
    case "implicit-als":
      return { ...base, ...alsScorer(model, positions) };
    case "customer-similarity":
      return { ...base, ...customerScorer(model, positions) };
    case "personal-frequency":
      return { ...base, ...frequencyScorer(model, positions) };
    case "popularity":
      return { ...base, ...popularityScorer(model) };
    case "content":
      return { ...base, ...contentScorer(model, positions) };
    case "replenishment":
      return { ...base, ...refillScorer(model, positions) };
    case "association-rules":
      return { ...base, ...ruleScorer(model, positions) };
    case "blend":
      return { ...base, ...blendScorer(model, positions, scorerOf) };
    default:
      throw unknown();
  }
}

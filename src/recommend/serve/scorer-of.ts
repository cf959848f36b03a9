import { ClienteleError } from "../../kernel/index.js";
import { positionsOf } from "../models/recommender.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { blendScorer } from "./blend-scorer.js";
import { popularityScorer } from "./popularity-scorer.js";
import { refillScorer } from "./refill-scorer.js";
import { ruleScorer } from "./rule-scorer.js";
import type { Scorer } from "./scorer.js";
import { alsScorer, contentScorer, customerScorer, frequencyScorer, neighborScorer } from "./taste-scorers.js";

/** Scorers by model: each model is prepared once. */
const ready = new WeakMap<object, Scorer>();

/**
 * Returns the scorer of a model, prepared at the first call.
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
  const unknown = (): ClienteleError => {
    const message = `\`model\` must be a recommender of version 1, got kind ${String(kind)}, version ${String(version)}.`;
    return new ClienteleError("unknown_recommender", message, { kind, version }, "model");
  };
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

import { type InstantInput } from "../../kernel/index.js";
import { anInstant, oneOf, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { PURCHASE } from "../log/item-interaction.js";
import type { ItemLog } from "../log/item-log.js";
import { highest } from "./ranking.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { aCount, MODES } from "../option-kinds.js";
import { scorerOf } from "./scorer-of.js";
import { historyIn } from "../log/item-log.js";
import { decay, scaled, type Taste, type Weighting } from "../log/weighting.js";

/** Options of {@link recommendPopulation}. */
export interface RecommendPopulationOptions {
  /** Number of items per customer; defaults to 10. */
  readonly limit?: number | undefined;
  /** As in {@link recommend}; defaults to `"all"`. */
  readonly mode?: "all" | "discovery" | "repeat" | undefined;
  /** Instant of the question; later rows are left out. Defaults to the instant of the log. */
  readonly asOf?: InstantInput | undefined;
}

const RECOMMEND_POPULATION_OPTIONS: OptionShape<RecommendPopulationOptions> = {
  limit: aCount,
  mode: oneOf(MODES),
  asOf: anInstant,
};

/** Recommendations for a population, as parallel columns. */
export interface RecommendationColumns {
  readonly customers: readonly string[];
  /** Catalog of the model. */
  readonly items: readonly string[];
  /** Recommendations of customer c are `starts[c]` up to, not including, `starts[c + 1]`, the best first. */
  readonly starts: Uint32Array;
  /** Position in `items`. */
  readonly item: Uint32Array;
  /** 0 for items that fill places by popularity. */
  readonly score: Float64Array;
}

/**
 * Recommends items to every customer of a log, as ranks and scores, for a nightly table or a mailing. {@link recommend} adds
 * reasons, filters and diversity for one customer.
 *
 * @param model - any recommender
 * @param log - histories of the customers
 * @throws ClienteleError `unknown_recommender`, `invalid_option`, `invalid_instant`
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const { customers, items, item } = recommendPopulation(fitItemSimilarity(log), log, { limit: 1 });
 * [customers.length, items[item[0]]] // => [3, "cup"]
 */
export function recommendPopulation(
  model: RecommenderModel,
  log: ItemLog,
  options: RecommendPopulationOptions = {},
): RecommendationColumns {
  const { limit = 10, mode = "all", asOf: given } = requireOptions(options, RECOMMEND_POPULATION_OPTIONS);
  const asOf = given === undefined ? log.asOf : toMilliseconds(given, "asOf");
  const scorer = scorerOf(model);
  const { items } = scorer;
  const scores = new Float64Array(items.length);
  const bought = new Uint8Array(items.length);
  const starts = new Uint32Array(log.customers.length + 1);
  const item: number[] = [];
  const score: number[] = [];
  const positions = Int32Array.from(log.items, (name) => scorer.positions.get(name) ?? -1);
  const tasteAt = scorer.byTaste === undefined ? null : tasteReader(log, positions, scorer.byTaste.weighting, asOf);
  const purchase = log.types.indexOf(PURCHASE);
  for (let customer = 0; customer < log.customers.length; customer++) {
    const customerId = log.customers[customer]!;
    scores.fill(0);
    if (tasteAt !== null) scorer.byTaste!.score(tasteAt(customer), scores, customerId);
    else scorer.score({ history: historyIn(log, customer).filter(({ at }) => at <= asOf), asOf, customerId }, scores);
    const own: number[] = [];
    for (let row = log.starts[customer]!; row < log.starts[customer + 1]!; row++) {
      const position = positions[log.item[row]!]!;
      if (position >= 0 && log.type[row] === purchase && log.at[row]! <= asOf) own.push(position);
    }
    for (const position of own) bought[position] = 1;
    const first = item.length;
    // Items of the other kind are not ranked at all.
    if (mode === "discovery") for (const position of own) scores[position] = 0;
    if (mode === "repeat") for (let position = 0; position < items.length; position++) scores[position]! *= bought[position]!;
    for (const position of highest(scores, limit)) {
      item.push(position);
      score.push(scores[position]!);
    }
    for (let position = 0; item.length - first < limit && position < items.length; position++) {
      if (scores[position]! > 0 || (mode !== "all" && (bought[position] === 1) !== (mode === "repeat"))) continue;
      item.push(position);
      score.push(0);
    }
    for (const position of own) bought[position] = 0;
    starts[customer + 1] = item.length;
  }
  return { customers: log.customers, items, starts, item: Uint32Array.from(item), score: Float64Array.from(score) };
}

/** Returns a function that reads the taste of a customer from the columns of a log, equal to what `tasteOf` reads from a history. */
function tasteReader(
  log: ItemLog,
  positions: Int32Array,
  { types, halfLifeDays, scale }: Weighting,
  asOf: number,
): (customer: number) => Taste {
  const weights = log.types.map((type) => (Object.hasOwn(types, type) ? types[type]! : 0));
  const sums = new Float64Array(log.items.length);
  const seen = new Int32Array(log.items.length).fill(-1);
  return (customer) => {
    const found: number[] = [];
    for (let row = log.starts[customer]!; row < log.starts[customer + 1]!; row++) {
      const item = log.item[row]!;
      const weight = weights[log.type[row]!]!;
      if (positions[item]! < 0 || weight === 0 || log.at[row]! > asOf) continue;
      if (seen[item] !== customer) {
        seen[item] = customer;
        sums[item] = 0;
        found.push(item);
      }
      sums[item]! += weight * log.weight[row]! * decay(asOf - log.at[row]!, halfLifeDays);
    }
    const taste = { positions: [] as number[], values: [] as number[] };
    for (const item of found) {
      const value = scaled(sums[item]!, scale);
      if (value === 0) continue;
      taste.positions.push(positions[item]!);
      taste.values.push(value);
    }
    return taste;
  };
}

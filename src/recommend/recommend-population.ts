import { type InstantInput, toMilliseconds } from "../kernel/index.js";
import { PURCHASE } from "./item-interaction.js";
import type { ItemLog } from "./item-log.js";
import { ranked } from "./ranking.js";
import type { RecommenderModel } from "./recommender-model.js";
import { scorerOf } from "./scorer.js";
import { historyIn } from "./split-log.js";
import { invalidOption, requireCount } from "./weighting.js";

/** Recommendations of a population, as parallel columns. */
export interface RecommendationColumns {
  readonly customers: readonly string[];
  /** The catalog of the model. */
  readonly items: readonly string[];
  /** Recommendations of customer c are `starts[c]` up to, not including, `starts[c + 1]`, the best first. */
  readonly starts: Uint32Array;
  /** Position in `items`. */
  readonly item: Uint32Array;
  /** 0 for what fills up by popularity. */
  readonly score: Float64Array;
}

/**
 * Recommends to every customer of a log, ranks and scores alone: for a nightly table or a mailing. {@link recommend} adds
 * reasons, filters and diversity to one.
 *
 * @param model - any recommender
 * @param log - the histories to go by
 * @param options - `count`, 10 unless told; `mode` as in `recommend`; `asOf`, that of the log unless told
 * @throws ClienteleError `unknown_recommender`, `invalid_option`, `invalid_instant`
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const { customers, items, item } = recommendPopulation(fitItemSimilarity(log), log, { count: 1 });
 * [customers.length, items[item[0]]] // => [3, "cup"]
 */
export function recommendPopulation(
  model: RecommenderModel,
  log: ItemLog,
  options: {
    readonly count?: number | undefined;
    readonly mode?: "all" | "discovery" | "repeat" | undefined;
    readonly asOf?: InstantInput | undefined;
  } = {},
): RecommendationColumns {
  const { count = 10, mode = "all" } = options;
  requireCount("count", count);
  if (!["all", "discovery", "repeat"].includes(mode)) throw invalidOption("mode", mode, "all, discovery or repeat");
  const asOf = options.asOf === undefined ? log.asOf : toMilliseconds(options.asOf, "asOf");
  const scorer = scorerOf(model);
  const { items } = scorer;
  const scores = new Float64Array(items.length);
  const bought = new Uint8Array(items.length);
  const starts = new Uint32Array(log.customers.length + 1);
  const item: number[] = [];
  const score: number[] = [];
  for (let customer = 0; customer < log.customers.length; customer++) {
    const history = historyIn(log, customer).filter(({ at }) => at <= asOf);
    scores.fill(0);
    scorer.score({ history, asOf, customerId: log.customers[customer]! }, scores);
    const own = history.flatMap(({ itemId, type }) => (type === PURCHASE ? (scorer.positions.get(itemId) ?? []) : []));
    for (const position of own) bought[position] = 1;
    const passes = (position: number): boolean => mode === "all" || (bought[position] === 1) === (mode === "repeat");
    // What does not pass is not ranked at all.
    const first = item.length;
    const open = mode === "all" ? scores : scores.map((value, position) => (passes(position) ? value : 0));
    for (const { position, score: value } of ranked(open, count)) {
      if (item.length - first === count) break;
      item.push(position);
      score.push(value);
    }
    for (let position = 0; item.length - first < count && position < items.length; position++) {
      if (scores[position]! > 0 || !passes(position)) continue;
      item.push(position);
      score.push(0);
    }
    for (const position of own) bought[position] = 0;
    starts[customer + 1] = item.length;
  }
  return { customers: log.customers, items, starts, item: Uint32Array.from(item), score: Float64Array.from(score) };
}

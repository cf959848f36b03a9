import { PURCHASE } from "../log/item-interaction.js";
import { itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { type WeightingOptions, weightingOf } from "../log/weighting.js";

/** What a customer buys again and again; the model itself holds only the catalog. */
export interface PersonalFrequencyModel extends RecommenderBase {
  readonly kind: "personal-frequency";
}

/**
 * Recommends what the customer bought before, the most often first, each purchase halved every half-life: on goods that
 * are bought again this is the strongest single signal there is. Ties, and customers without a history, go by popularity.
 *
 * @param log - for the catalog and its popularity
 * @param options - `halfLifeDays`, none unless told; `types`: purchases less returns unless told
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @example
 * const log = itemLog([{ customerId: "ann", itemId: "tea", at: 0 }, { customerId: "bob", itemId: "cup", at: 0 }]);
 * const history = [{ itemId: "tea", at: 0 }, { itemId: "tea", at: 864e5 }];
 * recommend(fitPersonalFrequency(log), history, { count: 1, asOf: 2 * 864e5 }).items[0]?.text.en // => "You bought it 2 times, last 1 day ago"
 */
export function fitPersonalFrequency(log: ItemLog, options: Omit<WeightingOptions, "scale"> = {}): PersonalFrequencyModel {
  const { types = { [PURCHASE]: 1, "order.cancelled": -1, "order.refunded": -1, "return.received": -1 } } = options;
  const weighting = weightingOf({ types, halfLifeDays: options.halfLifeDays, scale: "sum" });
  return { kind: "personal-frequency", ...baseOf(itemMatrix(log, { types }), log.asOf), weighting };
}

import { type OptionShape, requireOptions } from "../../kernel/internal.js";
import { PURCHASE } from "../log/item-interaction.js";
import { itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { WEIGHTING_OPTIONS, weightingOf } from "../log/weighting.js";

/** Model that recommends what the customer buys again and again. It holds only the catalog. */
export interface PersonalFrequencyModel extends RecommenderBase {
  readonly kind: "personal-frequency";
}

/** Options of {@link fitPersonalFrequency}. */
export interface PersonalFrequencyOptions {
  /** Defaults to purchases minus cancellations, refunds and returns. */
  readonly types?: Readonly<Record<string, number>> | undefined;
  /** Defaults to `null`: purchases never fade. */
  readonly halfLifeDays?: number | null | undefined;
}

const PERSONAL_FREQUENCY_OPTIONS: OptionShape<PersonalFrequencyOptions> = {
  types: WEIGHTING_OPTIONS.types,
  halfLifeDays: WEIGHTING_OPTIONS.halfLifeDays,
};

/**
 * Fits personal frequency: recommends what the customer bought before, the most often bought first, each purchase halved with
 * every half-life. For goods that are bought repeatedly this is the strongest single signal. Popularity breaks ties and
 * answers for customers without a history.
 *
 * @param log - log of which the catalog and its popularity are taken
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @example
 * const log = itemLog([{ customerId: "ann", itemId: "tea", at: 0 }, { customerId: "bob", itemId: "cup", at: 0 }]);
 * const history = [{ itemId: "tea", at: 0 }, { itemId: "tea", at: 864e5 }];
 * recommend(fitPersonalFrequency(log), history, { limit: 1, asOf: 2 * 864e5 }).items[0]?.text.en // => "You bought this 2 times, most recently 1 day ago"
 */
export function fitPersonalFrequency(log: ItemLog, options: PersonalFrequencyOptions = {}): PersonalFrequencyModel {
  const checked = requireOptions(options, PERSONAL_FREQUENCY_OPTIONS);
  const { types = { [PURCHASE]: 1, "order.cancelled": -1, "order.refunded": -1, "return.received": -1 } } = checked;
  const weighting = weightingOf({ types, halfLifeDays: checked.halfLifeDays, scale: "sum" });
  return { kind: "personal-frequency", ...baseOf(itemMatrix(log, { types }), log.asOf), weighting };
}

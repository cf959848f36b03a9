import { type Duration, type InstantInput } from "../../kernel/index.js";
import {
  aBoolean,
  aCurrency,
  aFunction,
  anArray,
  anInstant,
  aNonNegativeNumber,
  anything,
  aProbability,
  aSeed,
  aText,
  durationMilliseconds,
  listOf,
  mapOf,
  oneOf,
  type OptionShape,
  optionsOf,
  requireOptions,
} from "../../kernel/internal.js";
import type { ItemFacts } from "../log/item-facts.js";
import { aCount, aShareBelowOne, MODES } from "../option-kinds.js";

/** Options of {@link recommend}. */
export interface RecommendOptions {
  /** Number of items to return; defaults to 10. */
  readonly limit?: number | undefined;
  /** Instant of the question; later rows of the history are left out. Defaults to the latest instant of history and model. */
  readonly asOf?: InstantInput | undefined;
  /** `"discovery"` returns only items that the customer has not bought, `"repeat"` only items that were bought. Defaults to `"all"`. */
  readonly mode?: "all" | "discovery" | "repeat" | undefined;
  /** The customer of the history, who is left out of the similar customers. */
  readonly customerId?: string | undefined;
  /** Segment that popularity models answer for. */
  readonly segment?: string | undefined;
  /** Facts about the items. Items that are inactive or out of stock here are never recommended. */
  readonly catalog?: readonly ItemFacts[] | undefined;
  /** Whether items that `catalog` does not list may be recommended; defaults to `true`. */
  readonly allowUnlisted?: boolean | undefined;
  /** Returns whether an item may be recommended; `itemRule` makes one from a rule. An item outside the catalog has only its identifier. */
  readonly eligible?: ((item: ItemFacts) => boolean) | undefined;
  /** Bounds of the price, inclusive. An item without a price in this currency is not recommended. */
  readonly price?: PriceBounds | undefined;
  /** Items that are never recommended. */
  readonly exclude?: readonly string[] | undefined;
  /** Leaves out items that were bought within this time before `asOf`. */
  readonly notAgainWithin?: Duration | undefined;
  /** Maximum number of items per category. */
  readonly perCategory?: CategoryLimit | undefined;
  /** From 0 (scores alone) to below 1: how much similarity to items higher up counts against an item (MMR). Defaults to 0. */
  readonly diversity?: number | undefined;
  /** Similarity of two items for `diversity`, from 0 to 1. Defaults to the shared category path and brand. */
  readonly likeness?: ((left: ItemFacts, right: ItemFacts) => number) | undefined;
  /** Items that come first, in this order, if they pass the filters. */
  readonly pins?: readonly string[] | undefined;
  /** Factors of at least 0 that multiply the scores of items. */
  readonly boosts?: Readonly<Record<string, number>> | undefined;
  /** Gives each place, with this probability, to an item that narrowly missed. The same seed gives the same answer. */
  readonly explore?: Exploration | undefined;
}

/** Bounds of a price in minor units of a currency, both inclusive. */
export interface PriceBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** Maximum number of items per category. */
export interface CategoryLimit {
  readonly limit: number;
  /** Depth of the category path at which categories are told apart; defaults to 1, the widest. */
  readonly depth?: number | undefined;
}

/** Share of the places that is given to items that narrowly missed. */
export interface Exploration {
  readonly share: number;
  readonly seed: number | string;
}

const RECOMMEND_OPTIONS: OptionShape<RecommendOptions> = {
  limit: aCount,
  asOf: anInstant,
  mode: oneOf(MODES),
  customerId: aText,
  segment: aText,
  catalog: anArray,
  allowUnlisted: aBoolean,
  eligible: aFunction,
  price: optionsOf<PriceBounds>({ min: aNonNegativeNumber, max: aNonNegativeNumber, currency: aCurrency }, ["currency"]),
  exclude: listOf(aText),
  notAgainWithin: anything,
  perCategory: optionsOf<CategoryLimit>({ limit: aCount, depth: aCount }, ["limit"]),
  diversity: aShareBelowOne,
  likeness: aFunction,
  pins: listOf(aText),
  boosts: mapOf(aNonNegativeNumber),
  explore: optionsOf<Exploration>({ share: aProbability, seed: aSeed }, ["share", "seed"]),
};

/**
 * Throws unless the options of {@link recommend} are valid.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 */
export function checkRecommendOptions(options: RecommendOptions): void {
  const { notAgainWithin } = requireOptions(options, RECOMMEND_OPTIONS);
  if (notAgainWithin !== undefined) durationMilliseconds(notAgainWithin, "notAgainWithin");
}

/** Returns a test of the filters that look at one item alone. */
export function itemFilter(
  options: RecommendOptions,
  factsOf: (itemId: string) => ItemFacts | undefined,
  lastBought: ReadonlyMap<string, number>,
  asOf: number,
): (itemId: string) => boolean {
  const { mode = "all", catalog, allowUnlisted = true, eligible, price, exclude, notAgainWithin } = options;
  const excluded = new Set(exclude);
  const again = notAgainWithin === undefined ? 0 : durationMilliseconds(notAgainWithin, "notAgainWithin");
  return (itemId) => {
    const bought = lastBought.get(itemId);
    if (mode === "discovery" ? bought !== undefined : mode === "repeat" && bought === undefined) return false;
    if (excluded.has(itemId)) return false;
    if (bought !== undefined && again > 0 && asOf - bought < again) return false;
    const facts = factsOf(itemId);
    if (facts === undefined && catalog !== undefined && !allowUnlisted) return false;
    if (facts?.active === false || (facts?.stock !== undefined && facts.stock <= 0)) return false;
    if (price !== undefined && !isWithin(facts, price)) return false;
    return eligible === undefined || eligible(facts ?? { id: itemId });
  };
}

function isWithin(facts: ItemFacts | undefined, { min = 0, max = Number.POSITIVE_INFINITY, currency }: PriceBounds): boolean {
  return facts?.price !== undefined && facts.currency === currency && facts.price >= min && facts.price <= max;
}

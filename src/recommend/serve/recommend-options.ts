import { type Duration, type InstantInput } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { ItemFacts } from "../log/item-facts.js";
import { invalidOption, requireNotNegative } from "../log/weighting.js";

/** What {@link recommend} is asked for. */
export interface RecommendOptions {
  /** How many; 10 unless told. */
  readonly count?: number | undefined;
  /** The instant that is asked about; the latest of history and model unless told. */
  readonly asOf?: InstantInput | undefined;
  /** `all`; `discovery`: nothing that was bought; `repeat`: only what was bought. `all` unless told. */
  readonly mode?: "all" | "discovery" | "repeat" | undefined;
  /** Leaves the customer in person out of those who are alike. */
  readonly customerId?: string | undefined;
  /** Asks a popularity model for this segment. */
  readonly segment?: string | undefined;
  /** What is known of the items. Items that are inactive or out of stock here are never recommended. */
  readonly catalog?: readonly ItemFacts[] | undefined;
  /** With `catalog`: whether what it does not list may be recommended; `true` unless told. */
  readonly allowUnlisted?: boolean | undefined;
  /** Which items may be recommended at all; `itemRule` makes one of a rule. An item that is not in the catalog has only its identifier. */
  readonly eligible?: ((item: ItemFacts) => boolean) | undefined;
  /** Minor units; an item without a price in the catalog fails a range. */
  readonly price?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined;
  /** Never these. */
  readonly exclude?: readonly string[] | undefined;
  /** Nothing that was bought within so long before `asOf`. */
  readonly notAgainWithin?: Duration | undefined;
  /** At most so many of one category, at a depth of the path, 1 the widest. */
  readonly perCategory?: { readonly most: number; readonly level?: number | undefined } | undefined;
  /** From 0 (by score alone) to below 1: how much likeness to what stands above counts against an item (MMR). */
  readonly diversity?: number | undefined;
  /** From 0 to 1, for `diversity`; by shared category path and brand unless told. */
  readonly likeness?: ((left: ItemFacts, right: ItemFacts) => number) | undefined;
  /** First of all, in this order, where they pass the filters. */
  readonly pins?: readonly string[] | undefined;
  /** Multiplies scores; 0 or more. */
  readonly boosts?: Readonly<Record<string, number>> | undefined;
  /** Gives each place, with this probability, to one of the items that just missed; the same seed gives the same answer. */
  readonly explore?: { readonly share: number; readonly seed: number | string } | undefined;
}

/** Throws unless the options are sound. */
export function checkOptions({
  count = 10,
  mode = "all",
  perCategory,
  diversity = 0,
  boosts = {},
  explore,
  price,
}: RecommendOptions): void {
  if (!(Number.isInteger(count) && count >= 1)) throw invalidOption("count", count, "a whole number, 1 or more");
  if (!["all", "discovery", "repeat"].includes(mode)) throw invalidOption("mode", mode, "all, discovery or repeat");
  if (!(diversity >= 0 && diversity < 1)) throw invalidOption("diversity", diversity, "from 0 to below 1");
  for (const [item, boost] of Object.entries(boosts)) requireNotNegative(`boosts.${item}`, boost);
  if (perCategory !== undefined) {
    const { most, level = 1 } = perCategory;
    if (!(Number.isInteger(most) && most >= 1)) throw invalidOption("perCategory.most", most, "a whole number, 1 or more");
    if (!(Number.isInteger(level) && level >= 1)) throw invalidOption("perCategory.level", level, "a whole number, 1 or more");
  }
  if (explore !== undefined && !(explore.share >= 0 && explore.share <= 1))
    throw invalidOption("explore.share", explore.share, "from 0 to 1");
  if (price !== undefined) {
    for (const [name, value] of Object.entries(price)) if (value !== undefined) requireNotNegative(`price.${name}`, value);
  }
}

/** Which items pass the filters that look at one item alone. */
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
    if (price !== undefined) {
      const own = facts?.price;
      if (own === undefined || own < (price.from ?? 0) || own > (price.to ?? Number.POSITIVE_INFINITY)) return false;
    }
    return eligible === undefined || eligible(facts ?? { id: itemId });
  };
}

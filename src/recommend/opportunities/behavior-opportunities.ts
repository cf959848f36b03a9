import {
  ClienteleError,
  compareCodePoints,
  type InstantInput,
  type LocalizedText,
  MILLISECONDS_PER,
} from "../../kernel/index.js";
import {
  anArray,
  anInstant,
  aNonNegativeNumber,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { ItemFacts } from "../log/item-facts.js";
import { type ItemInteraction, PURCHASE } from "../log/item-interaction.js";
import { itemLog, type ItemLogReport } from "../log/item-log.js";
import { aCount } from "../option-kinds.js";

/** Interest of a customer in an item, without a purchase. */
export interface BehaviorOpportunity {
  readonly customerId: string;
  readonly itemId: string;
  /** `carted`: in the cart and not bought (加购未付); `browsed`: viewed several times and not bought. */
  readonly kind: "carted" | "browsed";
  /** Views since the item was last bought. */
  readonly views: number;
  readonly lastAt: Date;
  /** Price in the catalog, minor units of `currency`; 0 if it is unknown. */
  readonly value: number;
  /** Currency of the price in the catalog; `null` if it is unknown. */
  readonly currency: string | null;
  readonly text: LocalizedText;
}

/** Options of {@link behaviorOpportunities}. */
export interface BehaviorOpportunityOptions {
  readonly asOf: InstantInput;
  /** Days before `asOf` within which interest counts; defaults to 30. */
  readonly withinDays?: number | undefined;
  /** Minimum age of a cart in hours; defaults to 1. */
  readonly minCartHours?: number | undefined;
  /** Minimum number of views of an item that is not in the cart; defaults to 2. */
  readonly minViews?: number | undefined;
  /** Names and prices of items, all prices in one currency. Items that are inactive or out of stock are left out. */
  readonly catalog?: readonly ItemFacts[] | undefined;
}

const BEHAVIOR_OPPORTUNITY_OPTIONS: OptionShape<BehaviorOpportunityOptions> = {
  asOf: anInstant,
  withinDays: aCount,
  minCartHours: aNonNegativeNumber,
  minViews: aCount,
  catalog: anArray,
};

/**
 * Finds customers who added an item to the cart, or viewed it several times, and have not bought it since. Carts come first,
 * then the highest value, then the latest.
 *
 * @param interactions - `product.viewed`, `cart.added`, `cart.removed`, `order.placed` of many customers, in any order; see `itemInteractionsOf`
 * @throws ClienteleError `invalid_instant`, `invalid_option`, `mixed_currencies`
 * @example
 * const rows = [0, 1, 2].map((hour) => ({ customerId: "ann", itemId: "tea", type: hour === 2 ? "cart.added" : "product.viewed", at: hour * 36e5 }));
 * const { opportunities } = behaviorOpportunities(rows, { asOf: 864e5 });
 * opportunities.map(({ customerId, itemId, kind, views }) => [customerId, itemId, kind, views]) // => [["ann", "tea", "carted", 2]]
 */
export function behaviorOpportunities(
  interactions: Iterable<ItemInteraction>,
  options: BehaviorOpportunityOptions,
): { readonly opportunities: readonly BehaviorOpportunity[]; readonly report: ItemLogReport } {
  const checked = requireOptions(options, BEHAVIOR_OPPORTUNITY_OPTIONS, { mandatory: ["asOf"] });
  const { withinDays = 30, minCartHours = 1, minViews = 2, catalog = [] } = checked;
  const asOf = toMilliseconds(checked.asOf, "asOf");
  requireOneCurrency(catalog);
  const facts = new Map(catalog.map((item) => [item.id, item]));
  const log = itemLog(interactions, { asOf });
  const opportunities: BehaviorOpportunity[] = [];
  for (let c = 0; c < log.customers.length; c++) {
    const interest = new Map<string, { views: number; carts: number; lastAt: number }>();
    for (let row = log.starts[c]!; row < log.starts[c + 1]!; row++) {
      const itemId = log.items[log.item[row]!]!;
      const type = log.types[log.type[row]!]!;
      const at = log.at[row]!;
      if (type === PURCHASE) interest.delete(itemId);
      if (asOf - at > withinDays * MILLISECONDS_PER.days) continue;
      const own = interest.get(itemId) ?? { views: 0, carts: 0, lastAt: at };
      if (type === "product.viewed") own.views++;
      else if (type === "cart.added") own.carts++;
      else if (type === "cart.removed") own.carts = Math.max(0, own.carts - 1);
      else continue;
      own.lastAt = at;
      interest.set(itemId, own);
    }
    for (const [itemId, { views, carts, lastAt }] of interest) {
      const item = facts.get(itemId);
      if (item?.active === false || (item?.stock ?? 1) <= 0) continue;
      const carted = carts > 0;
      if (!carted && views < minViews) continue;
      if (carted && asOf - lastAt < minCartHours * MILLISECONDS_PER.hours) continue;
      const name = item?.name ?? itemId;
      opportunities.push({
        customerId: log.customers[c]!,
        itemId,
        kind: carted ? "carted" : "browsed",
        views,
        lastAt: new Date(lastAt),
        value: item?.price ?? 0,
        currency: item?.price === undefined ? null : (item.currency ?? null),
        text: carted
          ? { en: `${name} is in the cart but has not been bought`, zh: `“${name}”已加购未付款` }
          : {
              en: `Viewed ${name} ${views === 1 ? "once" : `${views} times`} without buying it`,
              zh: `浏览“${name}” ${views} 次，尚未购买`,
            },
      });
    }
  }
  opportunities.sort(
    (left, right) =>
      Number(right.kind === "carted") - Number(left.kind === "carted") ||
      right.value - left.value ||
      right.lastAt.getTime() - left.lastAt.getTime() ||
      compareCodePoints(left.customerId, right.customerId) ||
      compareCodePoints(left.itemId, right.itemId),
  );
  return { opportunities, report: log.report };
}

/** Throws if the catalog has prices in several currencies, because opportunities are ordered by price. */
function requireOneCurrency(catalog: readonly ItemFacts[]): void {
  const currencies = [
    ...new Set(catalog.flatMap(({ price, currency }) => (price === undefined || currency === undefined ? [] : [currency]))),
  ];
  if (currencies.length > 1)
    throw new ClienteleError("mixed_currencies", "All prices of the catalog must be in one currency. Convert them first.", {
      currencies,
    });
}

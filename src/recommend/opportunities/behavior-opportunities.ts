import { compareCodePoints, type InstantInput, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { ItemFacts } from "../log/item-facts.js";
import { type ItemInteraction, PURCHASE } from "../log/item-interaction.js";
import { itemLog, type ItemLogReport } from "../log/item-log.js";
import { requireCount } from "../log/weighting.js";

/** Interest without a purchase: somebody to speak to, and what about. */
export interface BehaviorOpportunity {
  readonly customerId: string;
  readonly itemId: string;
  /** `carted`: in the cart and not bought (加购未付); `browsed`: seen more than once and not bought. */
  readonly kind: "carted" | "browsed";
  /** Views since the item was last bought. */
  readonly views: number;
  readonly lastAt: Date;
  /** Price in the catalog, minor units; 0 where it is unknown. */
  readonly value: number;
  readonly text: LocalizedText;
}

/** How {@link behaviorOpportunities} looks. */
export interface BehaviorOpportunityOptions {
  readonly asOf: InstantInput;
  /** Interest counts within so many days before `asOf`; 30 unless told. */
  readonly withinDays?: number | undefined;
  /** A cart is left alone for so many hours first; 1 unless told. */
  readonly patienceHours?: number | undefined;
  /** Views that make an interest; 2 unless told. */
  readonly leastViews?: number | undefined;
  /** For prices and names; what is inactive or out of stock is no opportunity. */
  readonly catalog?: readonly ItemFacts[] | undefined;
}

/**
 * Finds who put something into the cart, or looked at it again and again, and did not buy it since. Carts first, then by
 * value, then the latest.
 *
 * @param interactions - `product.viewed`, `cart.added`, `cart.removed`, `order.placed` of many customers, in any order; see `itemInteractionsOf`
 * @throws ClienteleError `invalid_instant`, `invalid_option`
 * @example
 * const rows = [0, 1, 2].map((hour) => ({ customerId: "ann", itemId: "tea", type: hour === 2 ? "cart.added" : "product.viewed", at: hour * 36e5 }));
 * const { opportunities } = behaviorOpportunities(rows, { asOf: 864e5 });
 * opportunities.map(({ customerId, itemId, kind, views }) => [customerId, itemId, kind, views]) // => [["ann", "tea", "carted", 2]]
 */
export function behaviorOpportunities(
  interactions: Iterable<ItemInteraction>,
  options: BehaviorOpportunityOptions,
): { readonly opportunities: readonly BehaviorOpportunity[]; readonly report: ItemLogReport } {
  const asOf = toMilliseconds(options.asOf, "asOf");
  const { withinDays = 30, patienceHours = 1, leastViews = 2, catalog = [] } = options;
  requireCount("leastViews", leastViews);
  requireCount("withinDays", withinDays);
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
      if (!carted && views < leastViews) continue;
      if (carted && asOf - lastAt < patienceHours * MILLISECONDS_PER.hours) continue;
      const name = item?.name ?? itemId;
      opportunities.push({
        customerId: log.customers[c]!,
        itemId,
        kind: carted ? "carted" : "browsed",
        views,
        lastAt: new Date(lastAt),
        value: item?.price ?? 0,
        text: carted
          ? { en: `${name} is in the cart and was not bought`, zh: `“${name}”已加购未付` }
          : {
              en: `Viewed ${name} ${views === 1 ? "once" : `${views} times`} and did not buy it`,
              zh: `浏览“${name}” ${views} 次，未购买`,
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

import type { ItemLog } from "./item-log.js";

/** Items that were bought together: one list of items per basket, each item once. */
export type Baskets = readonly (readonly string[])[];

/**
 * Returns the baskets of a log, customer by customer, each customer's in order of time, and the items of a basket in
 * code-point order: the input of `frequentItemsets`.
 *
 * @example
 * const rows = [{ customerId: "ann", itemId: "tea", at: 0 }, { customerId: "ann", itemId: "cup", at: 0 }, { customerId: "ann", itemId: "tea", at: 1 }];
 * basketsOf(itemLog(rows)) // => [["cup", "tea"], ["tea"]]
 */
export function basketsOf(log: ItemLog): Baskets {
  const baskets: string[][] = Array.from({ length: log.baskets }, () => []);
  for (let row = 0; row < log.basket.length; row++) {
    if (log.basket[row]! >= 0) baskets[log.basket[row]!]!.push(log.items[log.item[row]!]!);
  }
  return baskets;
}

import type { ItemFacts } from "../log/item-facts.js";

/** Indexes of catalogs: a catalog is large and used many times, so its index is made once. */
const indexes = new WeakMap<readonly ItemFacts[], ReadonlyMap<string, ItemFacts>>();

/** Returns a function that finds the facts of an item in a catalog. */
export function catalogIndex(catalog: readonly ItemFacts[] | undefined): (itemId: string) => ItemFacts | undefined {
  if (catalog === undefined) return () => undefined;
  let index = indexes.get(catalog);
  if (index === undefined) {
    index = new Map(catalog.map((item) => [item.id, item]));
    indexes.set(catalog, index);
  }
  const known = index;
  return (itemId) => known.get(itemId);
}

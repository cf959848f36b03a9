import type { ItemInteraction } from "clientele/recommend";
import fc from "fast-check";

export const ITEMS = ["a", "b", "c", "d", "e", "f", "g"];

/** Rows of a few customers, purchases and returns, some at one instant. */
export const anyRows: fc.Arbitrary<(ItemInteraction & { readonly customerId: string })[]> = fc
  .array(
    fc.record({
      customerId: fc.constantFrom("ann", "bob", "cem", "dot", "eve", "fay"),
      itemId: fc.constantFrom(...ITEMS),
      at: fc.integer({ min: 0, max: 12 }).map((day) => day * 864e5),
      type: fc.constantFrom("order.placed", "order.placed", "order.placed", "order.placed", "return.received", "product.viewed"),
    }),
    { minLength: 5, maxLength: 60 },
  )
  .filter((rows) => rows.filter(({ type }) => type === "order.placed").length >= 4);

/** Baskets of a few items. */
export const anyBaskets: fc.Arbitrary<string[][]> = fc.array(fc.array(fc.constantFrom(...ITEMS), { maxLength: 6 }), {
  minLength: 1,
  maxLength: 25,
});

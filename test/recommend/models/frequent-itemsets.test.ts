import { frequentItemsets } from "clientele/recommend";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyBaskets, countedSubsets } from "../../fixtures/random-logs.js";

describe("frequentItemsets", () => {
  test("finds the same itemsets as counting every subset", () => {
    fc.assert(
      fc.property(
        anyBaskets,
        fc.integer({ min: 1, max: 10 }),
        fc.constantFrom(1, 2, 3, undefined),
        (baskets, tenths, maxItems) => {
          const found = frequentItemsets(baskets, { minSupport: tenths / 10, maxItems }).itemsets;
          const expected = [...countedSubsets(baskets)].filter(
            ([items, count]) => count / baskets.length >= tenths / 10 && items.split(",").length <= (maxItems ?? 99),
          );
          expect(found.map(({ items, count }) => `${items.join()} ${count}`).sort()).toEqual(
            expected.map(([items, count]) => `${items} ${count}`).sort(),
          );
        },
      ),
      { seed: 7, numRuns: 150 },
    );
  });

  test("compares the support exactly: 7 of 25 baskets are 0.28", () => {
    const baskets = Array.from({ length: 25 }, (_, n) => (n < 7 ? ["a"] : ["b"]));
    expect(frequentItemsets(baskets, { minSupport: 0.28 }).itemsets.map(({ items }) => items.join())).toEqual(["b", "a"]);
  });
});

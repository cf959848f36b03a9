import { crossSellGaps, itemLog } from "clientele/recommend";
import { describe, expect, test } from "vitest";

describe("crossSellGaps", () => {
  test("matches owners counted by hand, for items and for categories", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [
      { customerId: `c${n}`, itemId: n < 30 ? "tea" : "jam", at: 0 },
      ...(n < 22 ? [{ customerId: `c${n}`, itemId: "pot", at: 0 }] : []),
    ]).flat();
    const log = itemLog(rows);
    const gaps = crossSellGaps(log, { minLift: 1.5 });
    expect(
      gaps.map(({ has, lacks, owners, share, lift, customers }) => [has, lacks, owners, share, lift, customers.length]),
    ).toEqual([["tea", "pot", 30, 22 / 30, 22 / 30 / (22 / 60), 8]]);
    const byCategory = crossSellGaps(log, {
      minLift: 1.5,
      groupOf: (item) => (item === "pot" ? "ware" : item === "tea" ? "drinks" : undefined),
    });
    expect(byCategory.map(({ has, lacks }) => [has, lacks])).toEqual([["drinks", "ware"]]);
  });
});

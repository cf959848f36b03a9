import type { Interaction } from "clientele/models";
import { productDemand } from "clientele/value";
import { describe, expect, test } from "vitest";

const coded = (code: string) => expect.objectContaining({ code });

describe("product demand", () => {
  const day = 864e5;
  const order = (customerId: string, at: number, productId: string, quantity = 1): Interaction =>
    ({
      id: `${customerId}${at}${productId}`,
      customerId,
      type: "order.placed",
      at: new Date(at),
      properties: { orderId: `${at}`, total: 1, currency: "EUR", lines: [{ productId, quantity, unitPrice: 1 }] },
    }) as Interaction;
  const before = { from: 0, to: 10 * day };
  const after = { from: 10 * day, to: 15 * day };
  test("compares rates when the periods differ in length", () => {
    const history = [
      ...Array.from({ length: 20 }, (_, n) => order("a", (n / 2) * day, "tea")),
      ...Array.from({ length: 10 }, (_, n) => order("a", (10 + n / 2) * day, "tea", 2)),
      ...Array.from({ length: 30 }, (_, n) => order("b", (n / 3) * day, "ink")),
      order("b", 11 * day, "ink"),
    ];
    const [ink, tea] = productDemand(history, { before, after });
    expect(tea).toMatchObject({ productId: "tea", before: 20, after: 10, unitsAfter: 20, ratio: 1, trend: "unclear", pValue: 1 });
    expect(ink).toMatchObject({ productId: "ink", trend: "falling" });
    // Clopper–Pearson on 1 of 31 (0.000816 to 0.167), in odds, times 10 / 5 days
    expect(ink!.interval.lower!).toBeCloseTo((0.00081635 / (1 - 0.00081635)) * 2, 6);
    expect(ink!.interval.upper!).toBeCloseTo((0.16702 / (1 - 0.16702)) * 2, 4);
  });
  test("splits demand by segment", () => {
    const history = [order("a", 1, "tea"), order("b", 11 * day, "tea"), order("c", 2, "tea")];
    const found = productDemand(history, { before, after, segmentOf: (id) => (id === "c" ? undefined : id) });
    expect(found.map(({ segment, before: one, after: two }) => [segment, one, two]).sort()).toEqual([
      [null, 1, 0],
      ["a", 1, 0],
      ["b", 0, 1],
    ]);
    for (const { before: one, ratio, interval } of found) {
      expect(ratio === null).toBe(one === 0);
      expect(interval.upper === null).toBe(one === 0);
    }
  });
  test("rejects an empty period and an impossible level", () => {
    expect(() => productDemand([], { before: after, after: { from: 1, to: 1 } })).toThrowError(coded("invalid_option"));
    expect(() => productDemand([], { before, after, level: 1 })).toThrowError(coded("invalid_option"));
  });
});

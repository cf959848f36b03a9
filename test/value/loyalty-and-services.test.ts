import type { Interaction } from "clientele/models";
import { seededRandom } from "clientele/kernel";
import {
  loyaltyIndex,
  productDemand,
  serviceEffect,
  serviceFit,
  type ServiceOffer,
  serviceTakeUp,
  VALUE_TIER_PLAYS,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const coded = (code: string) => expect.objectContaining({ code });

describe("loyalty index", () => {
  const sign = fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: undefined });
  const signs = fc
    .record({ frequency: sign, tenure: sign, categories: sign, engagement: sign, referrals: sign })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
  it("lies between 0 and 100, its contributions add up, and more of a sign never lowers it", () => {
    fc.assert(
      fc.property(
        signs,
        fc.record({ frequency: fc.nat(5), advocacy: fc.nat(5), tenure: fc.integer({ min: 1, max: 5 }) }),
        (some, weights) => {
          const { index, contributions, known } = loyaltyIndex(some, { weights });
          const sum = contributions.reduce((all, { points }) => all + points, 0);
          if (index === null) expect(known).toBe(0);
          else {
            expect(sum).toBeCloseTo(index, 10);
            expect(index >= 0 && index <= 100 + 1e-9).toBe(true);
            for (const name of Object.keys(some)) {
              const more = loyaltyIndex({ ...some, [name]: some[name]! + 1 }, { weights });
              expect(more.index!).toBeGreaterThanOrEqual(index - 1e-9);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
  it("unknown is not bad, and silence of all signs is unknown", () => {
    expect(loyaltyIndex({}).index).toBeNull();
    expect(loyaltyIndex({ recommends: 9 }).index).toBe(90);
    expect(loyaltyIndex({ recommends: 0, referrals: 1 }).index).toBe(50);
    expect(loyaltyIndex({ recommends: 9, tenure: 0 }, { weights: { advocacy: 3, tenure: 1 } }).index).toBeCloseTo(67.5, 10);
  });
  it("refuses signs and weights that are none", () => {
    expect(() => loyaltyIndex({ tenure: -1 })).toThrowError(coded("invalid_option"));
    expect(() => loyaltyIndex({ tenure: 1 }, { weights: {} })).toThrowError(coded("invalid_option"));
  });
});

describe("value-added services", () => {
  const used = (customerId: string, serviceId: string, time = 0): Interaction =>
    ({
      id: `${customerId}${time}`,
      customerId,
      type: "service.used",
      at: new Date(time),
      properties: { serviceId },
    }) as Interaction;
  it("fit those who own the product, lack the service and show the signs", () => {
    const offers: ServiceOffer[] = [
      { id: "care", products: ["phone"], signs: { breaks: 3, travels: 1 } },
      { id: "cloud", signs: { photos: 1 } },
      { id: "lessons", products: ["piano"], signs: { breaks: 1 } },
    ];
    const fits = serviceFit({ products: ["phone"], signs: { breaks: 0.5, photos: 0.9 } }, offers);
    expect(fits.map(({ id, fit }) => [id, fit])).toEqual([
      ["cloud", 0.9],
      ["care", 0.5],
    ]);
    expect(serviceFit({ services: ["cloud"], signs: {} }, offers)).toEqual([]);
    expect(serviceFit({ signs: {} }, offers)).toEqual([{ id: "cloud", fit: null, contributions: {} }]);
    expect(() => serviceFit({ signs: { photos: 2 } }, offers)).toThrowError(coded("invalid_option"));
  });
  it("take-up counts eligible customers once, in the window", () => {
    const [care, none] = serviceTakeUp(
      [used("a", "care", 1), used("a", "care", 2), used("x", "care", 1), used("b", "care", 99)],
      ["a", "b", "c"],
      {
        from: 1,
        to: 50,
      },
    );
    expect(none).toBeUndefined();
    expect(care).toMatchObject({ eligible: 3, users: 1, uses: 2, takeUp: 1 / 3, repeated: 1 });
    expect(care!.interval!.low).toBeLessThan(1 / 3);
    expect(care!.interval!.high).toBeGreaterThan(1 / 3);
  });
  it("the interval of an effect covers the truth about as often as it says", () => {
    const random = seededRandom("effects");
    const noise = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const rows = Array.from({ length: 80 }, (_, row) => {
        const before = noise();
        return { used: row % 2 === 0, before, after: before + 1 + (row % 2 === 0 ? 2 : 0) + noise() };
      });
      const { interval } = serviceEffect(rows);
      if (interval.low <= 2 && interval.high >= 2) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.985);
  });
  it("says that watching is not proof, and refuses what cannot tell", () => {
    const row = (isUser: boolean) => ({ used: isUser, before: 0, after: 1 });
    expect(serviceEffect([row(true), row(true), row(false), row(false)]).evidence).toBe("observed");
    expect(() => serviceEffect([row(true), row(false), row(false)])).toThrowError(coded("unfittable_data"));
    expect(() => serviceEffect([{ ...row(true), after: Number.NaN }])).toThrowError(coded("invalid_summary"));
  });
});

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
  it("compares rates, not counts, where windows differ in length", () => {
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
    expect(ink!.interval.low!).toBeCloseTo((0.00081635 / (1 - 0.00081635)) * 2, 6);
    expect(ink!.interval.high!).toBeCloseTo((0.16702 / (1 - 0.16702)) * 2, 4);
  });
  it("looks at segments apart", () => {
    const history = [order("a", 1, "tea"), order("b", 11 * day, "tea"), order("c", 2, "tea")];
    const found = productDemand(history, { before, after, segmentOf: (id) => (id === "c" ? undefined : id) });
    expect(found.map(({ segment, before: one, after: two }) => [segment, one, two]).sort()).toEqual([
      [null, 1, 0],
      ["a", 1, 0],
      ["b", 0, 1],
    ]);
    for (const { before: one, ratio, interval } of found) {
      expect(ratio === null).toBe(one === 0);
      expect(interval.high === null).toBe(one === 0);
    }
  });
  it("refuses windows that are none", () => {
    expect(() => productDemand([], { before: after, after: { from: 1, to: 1 } })).toThrowError(coded("invalid_option"));
    expect(() => productDemand([], { before, after, level: 1 })).toThrowError(coded("invalid_option"));
  });
});

it("every value tier has plays in both languages, with somebody left out to measure by", () => {
  for (const plays of Object.values(VALUE_TIER_PLAYS)) {
    expect(plays.length).toBeGreaterThan(0);
    for (const { goal, action, holdOut } of plays) {
      expect([goal.en, goal.zh, action.en, action.zh].every((text) => text !== undefined && text !== "")).toBe(true);
      expect(holdOut).toBeGreaterThan(0);
    }
  }
});

import { loyaltyIndex } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const coded = (code: string) => expect.objectContaining({ code });

describe("loyalty index", () => {
  const sign = fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: undefined });
  const signs = fc
    .record({ frequency: sign, tenure: sign, categories: sign, engagement: sign, referrals: sign })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
  test("lies between 0 and 100, with contributions that add up, and never falls when a sign rises", () => {
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
  test("ignores unknown signs, and is unknown without any sign", () => {
    expect(loyaltyIndex({}).index).toBeNull();
    expect(loyaltyIndex({ recommends: 9 }).index).toBe(90);
    expect(loyaltyIndex({ recommends: 0, referrals: 1 }).index).toBe(50);
    expect(loyaltyIndex({ recommends: 9, tenure: 0 }, { weights: { advocacy: 3, tenure: 1 } }).index).toBeCloseTo(67.5, 10);
  });
  test("rejects impossible signs and weights", () => {
    expect(() => loyaltyIndex({ tenure: -1 })).toThrowError(coded("invalid_option"));
    expect(() => loyaltyIndex({ tenure: 1 }, { weights: {} })).toThrowError(coded("invalid_option"));
  });
});

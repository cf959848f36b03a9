import { offerCeiling, retentionProfit, retentionTargets } from "clientele/churn";
import { seededRandom } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const law = { seed: 20260304, numRuns: 200 };
const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.double({ min: 0, max: 1000, noNaN: true });
const anyOffer = fc.record({ saved: share, taken: share, offer: amount, contact: amount });
const anyTarget = fc.record({ probability: share, value: fc.double({ min: -500, max: 5000, noNaN: true }) });

describe("retentionTargets", () => {
  test("computes the profit that a simulation of the offer earns compared with doing nothing", () => {
    const [p, value, offer] = [0.3, 400, { saved: 0.25, taken: 0.6, offer: 30, contact: 1.5 }];
    const random = seededRandom("offers");
    let earned = 0;
    const customers = 400_000;
    for (let customer = 0; customer < customers; customer++) {
      earned -= offer.contact;
      if (random() < p) earned += random() < offer.saved ? value - offer.offer : 0;
      else if (random() < offer.taken) earned -= offer.offer;
    }
    const profit = retentionProfit({ ids: ["a"], probability: [p], value: [value] }, offer)[0]!;
    expect(Math.abs(earned / customers - profit)).toBeLessThan(4 * (110 / Math.sqrt(customers)));
  });

  test("selects the list that earns most among all lists of its length", () => {
    fc.assert(
      fc.property(fc.array(anyTarget, { maxLength: 9 }), anyOffer, fc.integer({ min: 0, max: 9 }), (targets, offer, capacity) => {
        const customers = {
          ids: targets.map((_, index) => `c${index}`),
          probability: targets.map(({ probability }) => probability),
          value: targets.map(({ value }) => value),
        };
        const profit = retentionProfit(customers, offer);
        const chosen = retentionTargets(customers, offer, { limit: capacity });
        expect(chosen.ids.length).toBe(Math.min(capacity, chosen.worthwhile));
        // Every subset, by brute force.
        let best = 0;
        for (let subset = 0; subset < 2 ** targets.length; subset++) {
          const rows = targets.map((_, row) => row).filter((row) => subset & (1 << row));
          if (rows.length <= capacity)
            best = Math.max(
              best,
              rows.reduce((sum, row) => sum + profit[row]!, 0),
            );
        }
        expect(chosen.cumulative.at(-1) ?? 0).toBeCloseTo(best, 6);
      }),
      law,
    );
  });

  test("breaks even when the offer costs its ceiling", () => {
    fc.assert(
      fc.property(anyTarget, anyOffer, ({ probability, value }, { saved, taken, contact }) => {
        const ceiling = offerCeiling({ probability, value }, { saved, taken, contact });
        const profitAt = (offer: number) =>
          retentionProfit({ ids: ["a"], probability: [probability], value: [value] }, { saved, taken, offer, contact })[0]!;
        if (ceiling === 0) expect(profitAt(0)).toBeLessThanOrEqual(1e-9);
        else if (ceiling < value) expect(profitAt(ceiling)).toBeCloseTo(0, 6);
        else expect(profitAt(ceiling)).toBeGreaterThanOrEqual(-contact - 1e-6);
      }),
      law,
    );
  });

  test("replaces p · s with a measured uplift, and leaves out customers whom the offer would drive away", () => {
    const customers = { ids: ["persuadable", "sleeping"], probability: [0.2, 0.2], value: [300, 300], uplift: [0.1, -0.05] };
    const targets = retentionTargets(customers, { taken: 0, offer: 0, contact: 1 });
    expect([targets.ids, [...targets.profit]]).toEqual([["persuadable"], [29]]);
  });

  test("counts unknown customers, and refuses impossible values", () => {
    const offer = { saved: 0.5, taken: 0.5, offer: 10, contact: 1 };
    const customers = { ids: ["a", "b", "c"], probability: [0.5, Number.NaN, 0.5], value: [100, 100, Number.NaN] };
    expect(retentionTargets(customers, offer)).toMatchObject({ ids: ["a"], unknown: 2, worthwhile: 1 });
    const refused = expect.objectContaining({ code: "invalid_option" });
    expect(() => retentionProfit({ ids: ["a"], probability: [1.01], value: [1] }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [-0.01], value: [1] }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [Infinity] }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [1] }, { ...offer, taken: Number.NaN })).toThrow(
      refused,
    );
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [1] }, { ...offer, offer: [-1] })).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [0.5], value: [1] }, { taken: 0, offer: 0, contact: 0 })).toThrow(
      refused,
    );
    expect(() => retentionTargets(customers, offer, { limit: 1.5 })).toThrow(refused);
    expect(() => offerCeiling({ probability: 2, value: 1 }, offer)).toThrow(refused);
    expect(() => retentionProfit({ ids: ["a"], probability: [], value: [1] }, offer)).toThrow(
      expect.objectContaining({ code: "mismatched_dimensions" }),
    );
  });
});

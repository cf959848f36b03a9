import { fitPurchaseRhythm } from "clientele/churn";
import { seededRandom } from "clientele/kernel";
import { silenceTail } from "../../../src/churn/policy/purchase-rhythm.js";
import { normalQuantile } from "../../../src/statistics/internal.js";
import { DAY, rhythm } from "../../fixtures/churn-customers.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const law = { seed: 20260302, numRuns: 150 };

describe("a purchase rhythm", () => {
  /** Customers whose log gaps are normal around individual means. */
  function simulate(customers: number, seed: string): number[][] {
    const random = seededRandom(seed);
    const normal = (): number => normalQuantile(Math.max(1e-12, random()));
    return Array.from({ length: customers }, () => {
      const mean = Math.log(60) + 0.5 * normal();
      const instants = [0];
      const purchases = 3 + Math.floor(10 * random());
      for (let index = 0; index < purchases; index++)
        instants.push(instants.at(-1)! + Math.max(1, Math.round(Math.exp(mean + 0.6 * normal()))) * DAY);
      return instants;
    });
  }

  test("is recovered from a simulation, and its tail is a false-alarm rate per cycle", () => {
    const learned = fitPurchaseRhythm(simulate(3000, "fit"), { zone: "UTC" });
    expect(learned.mean).toBeCloseTo(Math.log(60), 1);
    expect(learned.within).toBeCloseTo(0.36, 1);
    expect(learned.between).toBeCloseTo(0.25, 1);
    // The last gap of each customer, judged by the gaps before it: each level is passed as often as it promises.
    const tails = simulate(4000, "check").map((instants) => {
      const gaps = instants.slice(1).map((at, index) => (at - instants[index]!) / DAY);
      const closed = gaps.slice(0, -1);
      return silenceTail(
        learned,
        { gaps: closed.length, logGaps: closed.reduce((sum, gap) => sum + Math.log(gap), 0) },
        gaps.at(-1)!,
      );
    });
    for (const level of [0.01, 0.1, 0.5]) {
      const share = tails.filter((tail) => tail < level).length / tails.length;
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / tails.length) + 0.005);
    }
  });

  test("gives a smaller tail for a longer gap and a shorter habit, and counts several orders of a day once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (gaps, mean, days) => {
          const tail = silenceTail(rhythm, { gaps, logGaps: gaps * mean }, days);
          expect(tail).toBeGreaterThan(silenceTail(rhythm, { gaps, logGaps: gaps * mean }, days + 1));
          if (gaps >= 2) expect(tail).toBeLessThan(silenceTail(rhythm, { gaps, logGaps: gaps * (mean + 0.1) }, days));
        },
      ),
      law,
    );
    const zone = "UTC";
    const once = [
      [0, 7 * DAY, 20 * DAY],
      [0, 30 * DAY, 50 * DAY],
    ];
    expect(
      fitPurchaseRhythm(
        once.map((instants) => instants.flatMap((at) => [at + 60_000, at])),
        { zone },
      ),
    ).toEqual(fitPurchaseRhythm(once, { zone }));
  });

  test.each([
    ["nobody", []],
    ["one customer", [[0, 5 * DAY, 9 * DAY]]],
    [
      "clockwork",
      [
        [0, 7 * DAY, 14 * DAY],
        [0, 30 * DAY, 60 * DAY],
      ],
    ],
  ])("cannot be learned from %s", (_who, purchases) => {
    expect(() => fitPurchaseRhythm(purchases, { zone: "UTC" })).toThrow(expect.objectContaining({ code: "too_few_gaps" }));
  });
});

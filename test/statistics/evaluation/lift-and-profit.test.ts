import { expectedProfit, liftAt, liftCurve, profitCurve, profitThreshold } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoredRows } from "../../fixtures/scored-rows.js";

describe("lift and profit", () => {
  test("lift counts ties in proportion: the mean over every choice among them", () => {
    fc.assert(
      fc.property(scoredRows, fc.double({ min: 0, max: 1, noNaN: true }), ({ scores, outcomes }, where) => {
        const count = 1 + Math.floor(where * (scores.length - 1));
        const cut = [...scores].sort((left, right) => right - left)[count - 1]!;
        const sure = outcomes.filter((_, row) => scores[row]! > cut);
        const tied = outcomes.filter((_, row) => scores[row] === cut);
        const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
        const expected = sum(sure) + ((count - sure.length) * sum(tied)) / tied.length;
        const point = liftAt(scores, outcomes, count);
        expect(point.events).toBeCloseTo(expected, 12);
        expect(point.gain).toBeCloseTo(expected / sum(outcomes), 12);
        expect(point.lift).toBeCloseTo(expected / count / (sum(outcomes) / scores.length), 12);
      }),
    );
  });

  test("gain never falls and ends at 1", () => {
    fc.assert(
      fc.property(scoredRows, ({ scores, outcomes }) => {
        const gains = liftCurve(scores, outcomes).map(({ gain }) => gain);
        gains.forEach((gain, index) => expect(gain).toBeGreaterThanOrEqual((gains[index - 1] ?? 0) - 1e-12));
        expect(gains.at(-1)).toBeCloseTo(1, 12);
      }),
    );
  });

  test("the profit of a threshold is the sum over the rows above it, and the best point has the highest", () => {
    fc.assert(
      fc.property(
        scoredRows,
        fc.integer({ min: -50, max: 200 }),
        fc.integer({ min: -100, max: 20 }),
        ({ scores, outcomes }, hit, falseAlarm) => {
          const { thresholds, counts, profits, best } = profitCurve(scores, outcomes, { hit, falseAlarm });
          thresholds.forEach((threshold, point) => {
            const taken = outcomes.filter((_, row) => scores[row]! >= threshold);
            expect(counts[point]).toBe(taken.length);
            expect(profits[point]).toBeCloseTo(
              taken.reduce((sum: number, outcome) => sum + (outcome === 1 ? hit : falseAlarm), 0),
              9,
            );
          });
          expect(best.profit).toBe(Math.max(...profits));
          expect(profits[0]).toBe(0);
        },
      ),
    );
  });

  test("acting pays exactly from the profit threshold", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.double({ min: -100, max: -1, noNaN: true }),
        (hit, falseAlarm) => {
          const threshold = profitThreshold({ hit, falseAlarm });
          const [below, above] = expectedProfit([threshold - 1e-6, threshold + 1e-6], { hit, falseAlarm });
          expect(below).toBeLessThan(0);
          expect(above).toBeGreaterThan(0);
        },
      ),
    );
    expect(profitThreshold({ hit: 5, falseAlarm: 1 })).toBe(0);
    expect(profitThreshold({ hit: -5, falseAlarm: -1 })).toBe(Infinity);
  });
});

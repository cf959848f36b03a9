import { areaUnderCurve, compareAreasUnderCurve } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoredRows } from "../../fixtures/scored-rows.js";

/** How often a positive beats a negative, pair by pair. */
function pairs(scores: readonly number[], outcomes: readonly number[]): number {
  let wins = 0;
  let count = 0;
  scores.forEach((left, row) =>
    scores.forEach((right, other) => {
      if (outcomes[row] !== 1 || outcomes[other] !== 0) return;
      count++;
      wins += left > right ? 1 : left === right ? 0.5 : 0;
    }),
  );
  return wins / count;
}

describe("the area under the ROC curve", () => {
  test("is the share of pairs ranked correctly, also for negative scores and mirrored ones", () => {
    fc.assert(
      fc.property(scoredRows, ({ scores, outcomes }) => {
        const expected = pairs(scores, outcomes);
        expect(areaUnderCurve(scores, outcomes).estimate).toBeCloseTo(expected, 12);
        const mirrored = scores.map((score) => -score);
        expect(areaUnderCurve(mirrored, outcomes).estimate).toBeCloseTo(1 - expected, 12);
      }),
    );
  });

  test("has DeLong's variance as computed pair by pair", () => {
    fc.assert(
      fc.property(scoredRows, ({ scores, outcomes }) => {
        const positive = scores.filter((_, row) => outcomes[row] === 1);
        const negative = scores.filter((_, row) => outcomes[row] === 0);
        fc.pre(positive.length > 1 && negative.length > 1);
        const wins = (left: number, right: number): number => (left > right ? 1 : left === right ? 0.5 : 0);
        const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
        const spread = (values: number[]): number =>
          values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1) / values.length;
        const byPositive = positive.map((left) => mean(negative.map((right) => wins(left, right))));
        const byNegative = negative.map((right) => mean(positive.map((left) => wins(left, right))));
        expect(areaUnderCurve(scores, outcomes).standardError ** 2).toBeCloseTo(spread(byPositive) + spread(byNegative), 12);
      }),
    );
  });

  test("the difference of a score from itself is 0, and its sign changes with the order of the scores", () => {
    fc.assert(
      fc.property(scoredRows, ({ scores, outcomes }) => {
        expect(compareAreasUnderCurve(scores, scores, outcomes)).toMatchObject({ estimate: 0, standardError: 0, pValue: 1 });
        const others = scores.map((_, row) => (row * 7) % 5);
        const there = compareAreasUnderCurve(scores, others, outcomes);
        const back = compareAreasUnderCurve(others, scores, outcomes);
        expect(there.estimate).toBeCloseTo(-back.estimate, 12);
        expect(there.pValue).toBeCloseTo(back.pValue, 12);
      }),
    );
  });

  test("a perfect ranking has no error, and a single event gives a wide interval", () => {
    expect(areaUnderCurve([1, 2, 3, 4], [0, 0, 1, 1])).toEqual({
      estimate: 1,
      lower: 1,
      upper: 1,
      level: 0.95,
      standardError: 0,
    });
    expect(areaUnderCurve([1, 2, 3], [0, 0, 1]).lower).toBeLessThan(0.1);
  });
});

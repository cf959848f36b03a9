import {
  crossValidate,
  fitLogisticRegression,
  groupedFolds,
  predictProbabilities,
  stratifiedFolds,
  timeSplit,
} from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("folds and splits", () => {
  test("keeps a group in one fold and makes folds as even as the groups allow", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 20, maxLength: 80 }),
        fc.integer({ min: 2, max: 5 }),
        (groups, k) => {
          fc.pre(new Set(groups).size >= k);
          const folds = groupedFolds(groups, { folds: k });
          const foldOf = new Map(groups.map((group, row) => [group, folds[row]]));
          groups.forEach((group, row) => expect(folds[row]).toBe(foldOf.get(group)));
          const sizes = Array.from({ length: k }, (_, fold) => folds.filter((own) => own === fold).length);
          const largest = Math.max(...groups.map((group) => groups.filter((other) => other === group).length));
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
        },
      ),
    );
  });

  test("leaves the gap before the cutoff out of both parts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 30 }),
        (times, gap) => {
          fc.pre(times.some((time) => time >= 60) && times.some((time) => time < 60 - gap));
          const { train, test: held } = timeSplit(times, { cutoff: 60, gap });
          times.forEach((time, row) => {
            expect(train.includes(row)).toBe(time < 60 - gap);
            expect(held.includes(row)).toBe(time >= 60);
          });
        },
      ),
    );
  });

  test("scores every row with the model that has not seen it", () => {
    const x = Array.from({ length: 40 }, (_, row) => row % 9);
    const outcomes = x.map((value, row) => Number((value + row) % 3 === 0));
    const seen: number[][] = [];
    const { probabilities, models } = crossValidate({ x }, outcomes, {
      folds: x.map((_, row) => row % 4),
      fit: (features, labels, rows) => {
        seen.push([...rows]);
        expect([...features.x]).toEqual([...rows].map((row) => x[row]));
        return fitLogisticRegression(features, labels, { penalty: { strength: 0.1 } });
      },
    });
    expect(seen.map((rows) => rows.some((row, index) => row % 4 === index))).not.toContain(undefined);
    x.forEach((value, row) => {
      expect(seen[row % 4]).not.toContain(row);
      expect(probabilities[row]).toBe(predictProbabilities(models[row % 4]!, { x: [value] })[0]);
    });
  });

  test.each([
    ["one fold", () => stratifiedFolds([0, 1], { folds: 1 }), "invalid_option"],
    ["more folds than rows", () => stratifiedFolds([0, 1], { folds: 3 }), "invalid_option"],
    ["an outcome of 2", () => stratifiedFolds([0, 2]), "invalid_option"],
    ["an outcome of 2 among five", () => stratifiedFolds([0, 2, 0, 1, 0]), "outside_domain"],
    ["more folds than groups", () => groupedFolds(["a", "a"], { folds: 2 }), "invalid_option"],
    ["a cutoff with no rows before it", () => timeSplit([1, 2], { cutoff: 1 }), "invalid_option"],
    ["a time of NaN", () => timeSplit([1, Number.NaN], { cutoff: 2 }), "outside_domain"],
    ["a negative gap", () => timeSplit([1, 3], { cutoff: 2, gap: -1 }), "invalid_option"],
    [
      "an empty fold",
      () => crossValidate({ x: [1, 2, 3, 4] }, [0, 1, 0, 1], { folds: [0, 0, 2, 2], fit: (x, y) => fitLogisticRegression(x, y) }),
      "invalid_option",
    ],
  ])("refuse %s", (_what, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});

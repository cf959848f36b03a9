import {
  areaUnderCurve,
  calibrationCurve,
  compareAreasUnderCurve,
  evaluateClassifier,
  expectedProfit,
  fitLogisticRegression,
  liftAt,
  liftCurve,
  profitCurve,
  profitThreshold,
} from "clientele/statistics";
import { averagePrecision } from "../../src/statistics/evaluation/average-precision.js";
import { brierScore, logLoss } from "../../src/statistics/evaluation/probability-scores.js";
import { calibrationLine } from "../../src/statistics/evaluation/calibration-line.js";
import { expectedCalibrationError } from "../../src/statistics/evaluation/calibration-curve.js";
import { scoreLogistic } from "../../src/statistics/logistic/score-logistic.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { telcoFeatures } from "./telco.js";

/** Scores with many ties, outcomes of both classes. */
const rows = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 12 }).map((value) => value / 12),
      fc.constantFrom(0, 1),
    ),
    { minLength: 2, maxLength: 40 },
  )
  .filter((all) => new Set(all.map(([, outcome]) => outcome)).size === 2)
  .map((all) => ({ scores: all.map(([score]) => score), outcomes: all.map(([, outcome]) => outcome) }));

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
  test("is the share of pairs ranked rightly, also of negative scores, and of its own mirror", () => {
    fc.assert(
      fc.property(rows, ({ scores, outcomes }) => {
        const expected = pairs(scores, outcomes);
        expect(areaUnderCurve(scores, outcomes).estimate).toBeCloseTo(expected, 12);
        const mirrored = scores.map((score) => -score);
        expect(areaUnderCurve(mirrored, outcomes).estimate).toBeCloseTo(1 - expected, 12);
      }),
    );
  });

  test("has DeLong's variance, computed pair by pair", () => {
    fc.assert(
      fc.property(rows, ({ scores, outcomes }) => {
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

  test("a score differs from itself by nothing, and the difference changes its sign with the order", () => {
    fc.assert(
      fc.property(rows, ({ scores, outcomes }) => {
        expect(compareAreasUnderCurve(scores, scores, outcomes)).toMatchObject({ estimate: 0, standardError: 0, p: 1 });
        const others = scores.map((_, row) => (row * 7) % 5);
        const there = compareAreasUnderCurve(scores, others, outcomes);
        const back = compareAreasUnderCurve(others, scores, outcomes);
        expect(there.estimate).toBeCloseTo(-back.estimate, 12);
        expect(there.p).toBeCloseTo(back.p, 12);
      }),
    );
  });

  test("of a certain rank has no spread; one event alone leaves everything open", () => {
    expect(areaUnderCurve([1, 2, 3, 4], [0, 0, 1, 1])).toEqual({ estimate: 1, lower: 1, upper: 1, standardError: 0 });
    expect(areaUnderCurve([1, 2, 3], [0, 0, 1]).lower).toBeLessThan(0.1);
  });
});

describe("measures of probabilities", () => {
  // scikit-learn 1.9 on the same probabilities.
  test("are those of scikit-learn on Telco", () => {
    const { features, churned } = telcoFeatures();
    const probabilities = scoreLogistic(fitLogisticRegression(features, churned), features);
    const found = evaluateClassifier(probabilities, churned);
    expect(found.areaUnderCurve.estimate).toBeCloseTo(0.8484531766955119, 8);
    expect(found.averagePrecision).toBeCloseTo(0.6604879398048088, 8);
    expect(found.logLoss).toBeCloseTo(0.41376432697585913, 8);
    expect(found.brierScore).toBeCloseTo(0.1341744707437251, 8);
    // a maximum likelihood fit is calibrated on its own data
    expect(found.calibration.intercept.estimate).toBeCloseTo(0, 8);
    expect(found.calibration.slope?.estimate).toBeCloseTo(1, 8);
    expect([found.rows, found.events]).toEqual([7043, 1869]);
    expect(found.lift.at(-1)).toEqual({ count: 7043, share: 1, events: 1869, gain: 1, precision: 1869 / 7043, lift: 1 });
  });

  test("average precision is the sum over thresholds", () => {
    fc.assert(
      fc.property(rows, ({ scores, outcomes }) => {
        let expected = 0;
        let before = 0;
        for (const threshold of [...new Set(scores)].sort((left, right) => right - left)) {
          const taken = outcomes.filter((_, row) => scores[row]! >= threshold);
          const events = taken.filter((outcome) => outcome === 1).length;
          const recall = events / outcomes.filter((outcome) => outcome === 1).length;
          expected += (recall - before) * (events / taken.length);
          before = recall;
        }
        expect(averagePrecision(scores, outcomes)).toBeCloseTo(expected, 12);
      }),
    );
  });

  test("a wrong certainty costs 36.7, not infinity", () => {
    expect(logLoss([0], [1])).toBeCloseTo(36.7368, 4);
    expect(logLoss([1], [0])).toBeCloseTo(36.7368, 4);
    expect(brierScore([1, 0], [0, 1])).toBe(1);
  });

  test("calibration bins hold every row once, and their error is the weighted distance", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom("width" as const, "count" as const), fc.integer({ min: 1, max: 12 }), (all, by, bins) => {
        const { scores, outcomes } = all;
        const curve = calibrationCurve(scores, outcomes, { bins, by });
        expect(curve.reduce((sum, bin) => sum + bin.rows, 0)).toBe(scores.length);
        const predicted = curve.reduce((sum, bin) => sum + bin.rows * bin.predicted, 0);
        const observed = curve.reduce((sum, bin) => sum + bin.rows * bin.observed.estimate, 0);
        expect(predicted).toBeCloseTo(
          scores.reduce((sum, score) => sum + score, 0),
          9,
        );
        expect(observed).toBeCloseTo(
          outcomes.reduce((sum: number, outcome) => sum + outcome, 0),
          9,
        );
        const error = curve.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.predicted - bin.observed.estimate), 0);
        expect(expectedCalibrationError(scores, outcomes, { bins, by })).toBeCloseTo(error / scores.length, 12);
      }),
    );
  });

  test("the calibration line knows a model that is too sure of itself", () => {
    const sure = [0.02, 0.02, 0.02, 0.02, 0.02, 0.98, 0.98, 0.98, 0.98, 0.98];
    const outcomes = [0, 0, 1, 0, 0, 1, 1, 0, 1, 1];
    const { slope, intercept } = calibrationLine(sure, outcomes);
    // said ln 49, was ln 4
    expect(slope?.estimate).toBeCloseTo(Math.log(4) / Math.log(49), 9);
    expect(slope!.lower).toBeLessThan(slope!.estimate);
    expect(intercept.estimate).toBeCloseTo(0, 9);
    expect(calibrationLine([0.5, 0.5, 0.5], [1, 0, 1]).slope).toBeNull();
    expect(calibrationLine([0.1, 0.9], [0, 1]).slope).toBeNull();
    expect(calibrationLine([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 1]).intercept.estimate).toBeCloseTo(Math.log(3), 9);
  });
});

describe("lift and profit", () => {
  test("take ties in proportion: the mean over every choice among them", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), ({ scores, outcomes }, where) => {
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
      fc.property(rows, ({ scores, outcomes }) => {
        const gains = liftCurve(scores, outcomes).map(({ gain }) => gain);
        gains.forEach((gain, index) => expect(gain).toBeGreaterThanOrEqual((gains[index - 1] ?? 0) - 1e-12));
        expect(gains.at(-1)).toBeCloseTo(1, 12);
      }),
    );
  });

  test("the profit of a threshold is the sum over who is above it, and the best is the best", () => {
    fc.assert(
      fc.property(
        rows,
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

  test("acting pays exactly from the threshold on", () => {
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

test.each([
  ["one_class_only", () => areaUnderCurve([0.1, 0.2], [1, 1])],
  ["one_class_only", () => evaluateClassifier([], [])],
  ["outside_domain", () => areaUnderCurve([0.1, Number.NaN], [1, 0])],
  ["outside_domain", () => evaluateClassifier([0.1, 1.2], [1, 0])],
  ["outside_domain", () => brierScore([], [])],
  ["outside_domain", () => logLoss([0.5], [2])],
  ["outside_domain", () => calibrationCurve([0.5, 0.5], [0, 1], { bins: 0 })],
  ["outside_domain", () => liftAt([0.5, 0.5], [0, 1], 3)],
  ["outside_domain", () => liftCurve([0.5, 0.5], [0, 1], { shares: [0] })],
  ["outside_domain", () => profitCurve([0.5], [1], { hit: Number.NaN, falseAlarm: 0 })],
  ["outside_domain", () => profitThreshold({ hit: Infinity, falseAlarm: 0 })],
  ["mismatched_dimensions", () => brierScore([0.5, 0.5], [0])],
  ["mismatched_dimensions", () => expectedProfit([0.5, 0.5], { hit: [1], falseAlarm: 0 })],
])("%s for %s", (code, run) => {
  expect(run).toThrow(expect.objectContaining({ code }));
});

import {
  areaUnderCurve,
  calibrationCurve,
  evaluateClassifier,
  expectedProfit,
  fitLogisticRegression,
  liftAt,
  liftCurve,
  profitCurve,
  profitThreshold,
} from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averagePrecision } from "../../../src/statistics/evaluation/average-precision.js";
import { expectedCalibrationError } from "../../../src/statistics/evaluation/calibration-curve.js";
import { calibrationLine } from "../../../src/statistics/evaluation/calibration-line.js";
import { brierScore, logLoss } from "../../../src/statistics/evaluation/probability-scores.js";
import { scoreLogistic } from "../../../src/statistics/logistic/score-logistic.js";
import { scoredRows } from "../../fixtures/scored-rows.js";
import { telcoFeatures } from "../../fixtures/telco.js";

describe("measures of probabilities", () => {
  // scikit-learn 1.9 on the same probabilities.
  test("match scikit-learn on Telco", () => {
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

  test("average precision equals the sum over thresholds", () => {
    fc.assert(
      fc.property(scoredRows, ({ scores, outcomes }) => {
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

  test("calibration bins hold every row once, and the error is their weighted distance", () => {
    fc.assert(
      fc.property(
        scoredRows,
        fc.constantFrom("width" as const, "count" as const),
        fc.integer({ min: 1, max: 12 }),
        (all, by, bins) => {
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
        },
      ),
    );
  });

  test("the calibration line detects an overconfident model", () => {
    const confident = [0.02, 0.02, 0.02, 0.02, 0.02, 0.98, 0.98, 0.98, 0.98, 0.98];
    const outcomes = [0, 0, 1, 0, 0, 1, 1, 0, 1, 1];
    const { slope, intercept } = calibrationLine(confident, outcomes);
    // predicted ln 49, observed ln 4
    expect(slope?.estimate).toBeCloseTo(Math.log(4) / Math.log(49), 9);
    expect(slope!.lower).toBeLessThan(slope!.estimate);
    expect(intercept.estimate).toBeCloseTo(0, 9);
    expect(calibrationLine([0.5, 0.5, 0.5], [1, 0, 1]).slope).toBeNull();
    expect(calibrationLine([0.1, 0.9], [0, 1]).slope).toBeNull();
    expect(calibrationLine([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 1]).intercept.estimate).toBeCloseTo(Math.log(3), 9);
  });
});

describe("measures of scores", () => {
  test.each([
    ["one_class_only", () => areaUnderCurve([0.1, 0.2], [1, 1])],
    ["one_class_only", () => evaluateClassifier([], [])],
    ["outside_domain", () => areaUnderCurve([0.1, Number.NaN], [1, 0])],
    ["outside_domain", () => evaluateClassifier([0.1, 1.2], [1, 0])],
    ["outside_domain", () => brierScore([], [])],
    ["outside_domain", () => logLoss([0.5], [2])],
    ["invalid_option", () => calibrationCurve([0.5, 0.5], [0, 1], { bins: 0 })],
    ["outside_domain", () => liftAt([0.5, 0.5], [0, 1], 3)],
    ["invalid_option", () => liftCurve([0.5, 0.5], [0, 1], { shares: [0] })],
    ["outside_domain", () => profitCurve([0.5], [1], { hit: Number.NaN, falseAlarm: 0 })],
    ["outside_domain", () => profitThreshold({ hit: Infinity, falseAlarm: 0 })],
    ["mismatched_dimensions", () => brierScore([0.5, 0.5], [0])],
    ["mismatched_dimensions", () => expectedProfit([0.5, 0.5], { hit: [1], falseAlarm: 0 })],
  ])("throws %s for %s", (code, run) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});

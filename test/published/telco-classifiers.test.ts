import {
  categoryCodes,
  crossValidate,
  evaluateClassifier,
  fitBoostedTrees,
  fitLogisticRegression,
  stratifiedFolds,
} from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { telcoCustomers, telcoFeatures } from "../fixtures/telco.js";

describe("cross-validation of Telco by the protocol of the reference", { timeout: 60_000 }, () => {
  const { features, churned } = telcoFeatures();

  test("assigns each row to the fold of its rank within the class modulo five", () => {
    const folds = stratifiedFolds(churned);
    expect([...folds.slice(0, 8)]).toEqual([0, 1, 0, 2, 1, 2, 3, 4]);
    for (let fold = 0; fold < 5; fold++) {
      const inside = churned.filter((_, row) => folds[row] === fold);
      expect(Math.abs(inside.length - 7043 / 5)).toBeLessThan(2);
      expect(Math.abs(inside.filter((outcome) => outcome === 1).length - 1869 / 5)).toBeLessThan(1);
    }
  });

  test("logistic regression scores as well as the reference", () => {
    const dropped = new Set(fitLogisticRegression(features, churned).fit.dropped.map(({ column }) => column));
    const kept = Object.fromEntries(Object.entries(features).filter(([name]) => !dropped.has(name)));
    expect(Object.keys(kept)).toHaveLength(23);
    const { evaluation } = crossValidate(kept, churned, { fit: (x, y) => fitLogisticRegression(x, y) });
    expect(evaluation.areaUnderCurve.estimate).toBeGreaterThanOrEqual(0.84622 - 0.001);
    expect(evaluation.logLoss).toBeLessThanOrEqual(0.41638 + 0.001);
    expect(evaluation.brierScore).toBeLessThanOrEqual(0.13507 + 0.0005);
    expect(evaluation.expectedCalibrationError).toBeLessThanOrEqual(0.016);
    holdsOne(evaluation.calibration.slope!);
    holdsZero(evaluation.calibration.intercept);
  });

  test("boosted trees score as well as the reference", () => {
    const { evaluation, probabilities } = crossValidate(features, churned, {
      fit: (x, y) => fitBoostedTrees(x, y, { rounds: 150, maxDepth: 3, learningRate: 0.05, minLeafRows: 20, maxBins: 255 }),
    });
    expect(evaluation.areaUnderCurve.estimate).toBeGreaterThanOrEqual(0.84862 - 0.001);
    expect(evaluation.logLoss).toBeLessThanOrEqual(0.41154 + 0.001);
    expect(evaluation.brierScore).toBeLessThanOrEqual(0.13364 + 0.0005);
    expect(evaluation.expectedCalibrationError).toBeLessThanOrEqual(0.016);
    holdsOne(evaluation.calibration.slope!);
    holdsZero(evaluation.calibration.intercept);
    expect(evaluateClassifier(probabilities, churned)).toEqual(evaluation);
  });

  test("category codes score as well as dummy columns", () => {
    const { texts, numbers } = telcoCustomers();
    const codes = Object.fromEntries(Object.entries(texts).map(([name, values]) => [name, categoryCodes(values).codes]));
    const mixed: Record<string, ArrayLike<number>> = { ...numbers, ...codes };
    const { evaluation } = crossValidate(mixed, churned, {
      fit: (x, y) => fitBoostedTrees(x, y, { categorical: Object.keys(texts) }),
    });
    expect(evaluation.areaUnderCurve.estimate).toBeGreaterThanOrEqual(0.84862 - 0.002);
  });

  function holdsOne({ lower, upper }: { lower: number; upper: number }): void {
    expect(lower < 1 && upper > 1).toBe(true);
  }
  function holdsZero({ lower, upper }: { lower: number; upper: number }): void {
    expect(lower < 0 && upper > 0).toBe(true);
  }
});

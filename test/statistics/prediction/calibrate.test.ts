import {
  calibrate,
  type CalibratedModel,
  explainPrediction,
  fitBoostedTrees,
  fitLogisticRegression,
  predictProbabilities,
  predictProbability,
} from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { fitIsotonic, fitPlatt } from "../../../src/statistics/calibration/fit-calibration.js";
import { logistic, logOdds, selectRows } from "../../../src/statistics/internal.js";
import { overconfident } from "../../fixtures/overconfident-scores.js";

describe("a calibrated model", () => {
  const { said, outcomes } = overconfident(2_000, 5);
  const features = { x: said.map(logOdds), y: said.map((_, row) => row % 3) };
  const half = {
    train: said.map((_, row) => row).filter((row) => row % 2 === 0),
    test: said.map((_, row) => row).filter((row) => row % 2 === 1),
  };
  const of = (rows: number[]) => [selectRows(features, rows), rows.map((row) => outcomes[row]!)] as const;
  const [train, labels] = of(half.train);
  const [held, truth] = of(half.test);
  const models = [fitLogisticRegression(train, labels), fitBoostedTrees(train, labels, { rounds: 30 })];

  test("survives a round trip through JSON and scores a row like columns, with missing features like its model", () => {
    for (const model of models) {
      for (const method of ["platt", "isotonic"] as const) {
        const calibrated: CalibratedModel<"x" | "y"> = JSON.parse(JSON.stringify(calibrate(model, held, truth, { method })));
        const probabilities = predictProbabilities(calibrated, held);
        probabilities.forEach((probability, row) =>
          expect(predictProbability(calibrated, { x: held.x[row]!, y: held.y[row]! })).toBeCloseTo(probability, 12),
        );
        const empty = predictProbability(calibrated, {});
        if (model.kind === "boosted-trees") expect(empty).toBeGreaterThan(0);
        else expect(empty).toBeUndefined();
      }
    }
  });

  test("explains a prediction by contributions that add up, scaled by Platt's slope", () => {
    for (const model of models) {
      const row = { x: held.x[3]!, y: held.y[3]! };
      const plain = explainPrediction(model, row)!;
      const calibrated = calibrate(model, held, truth);
      const platt = explainPrediction(calibrated, row)!;
      for (const explained of [plain, platt]) {
        expect(explained.base + explained.contributions.x + explained.contributions.y).toBeCloseTo(explained.logOdds, 10);
        expect(logistic(explained.logOdds)).toBeCloseTo(explained.probability, 10);
      }
      expect(platt.contributions.x).toBeCloseTo(
        plain.contributions.x * (calibrated.calibration.kind === "platt-calibration" ? calibrated.calibration.slope : 0),
        12,
      );
      const isotonic = explainPrediction(calibrate(model, held, truth, { method: "isotonic" }), row)!;
      expect(isotonic.contributions).toEqual(plain.contributions);
    }
    expect(explainPrediction(models[0]!, {})).toBeUndefined();
  });

  test("is refused with another kind of calibration or another version", () => {
    const broken = {
      kind: "calibrated",
      version: 1,
      model: models[0]!,
      calibration: { kind: "beta", version: 1 },
    } as unknown as CalibratedModel;
    expect(() => predictProbability(broken, { x: 1, y: 1 })).toThrow(expect.objectContaining({ code: "invalid_model" }));
    expect(() => predictProbabilities({ ...models[1]!, version: 9 } as never, held)).toThrow(
      expect.objectContaining({ code: "invalid_model" }),
    );
    expect(() => fitIsotonic([0.5, 1.5], [0, 1])).toThrow(expect.objectContaining({ code: "outside_domain" }));
    expect(() => fitPlatt([0.5, 0.6], [1, 1])).toThrow(expect.objectContaining({ code: "one_class_only" }));
  });
});

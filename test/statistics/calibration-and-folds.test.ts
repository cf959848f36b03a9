import { seededRandom } from "clientele/kernel";
import {
  calibrate,
  type CalibratedModel,
  crossValidate,
  dummyColumns,
  evaluateClassifier,
  explainPrediction,
  featureDrift,
  fitBoostedTrees,
  fitLogisticRegression,
  groupedFolds,
  logistic,
  permutationImportance,
  populationStability,
  predictProbabilities,
  predictProbability,
  stratifiedFolds,
  timeSplit,
} from "clientele/statistics";
import { logOdds, selectRows } from "../../src/statistics/internal.js";
import { boostedTreesLogOdds, scoreBoostedTrees } from "../../src/statistics/trees/score-boosted-trees.js";
import { calibratedProbabilities, calibratedProbability } from "../../src/statistics/calibration/calibration.js";
import { calibrationLine } from "../../src/statistics/evaluation/calibration-line.js";
import { categoryCodes } from "../../src/statistics/learning/encode-categories.js";
import { fitIsotonic, fitPlatt } from "../../src/statistics/calibration/fit-calibration.js";
import { logLoss } from "../../src/statistics/evaluation/probability-scores.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { telcoCustomers, telcoFeatures } from "./telco.js";

/** Log-odds that a model says too surely, and what happened. */
function overconfident(rows: number, seed: number): { said: number[]; outcomes: number[] } {
  const random = seededRandom(seed);
  const truth = Array.from({ length: rows }, () => 3 * (random() + random() + random() - 1.5));
  return {
    said: truth.map((score) => logistic(2.5 * score + 0.7)),
    outcomes: truth.map((score) => (random() < logistic(score) ? 1 : 0)),
  };
}

describe("Platt's calibration", () => {
  test("finds the line that was bent, and makes the probabilities hold", () => {
    const { said, outcomes } = overconfident(20_000, 1);
    const calibration = fitPlatt(said, outcomes);
    expect(calibration.slope).toBeCloseTo(1 / 2.5, 1);
    expect(calibration.intercept).toBeCloseTo(-0.7 / 2.5, 1);
    const { slope, intercept } = calibrationLine(calibratedProbabilities(calibration, said), outcomes);
    expect(slope?.estimate).toBeCloseTo(1, 2);
    expect(intercept.estimate).toBeCloseTo(0, 2);
    expect(calibrationLine(said, outcomes).slope?.upper).toBeLessThan(0.5);
  });

  test("is the maximum of Platt's likelihood: no step makes it better", () => {
    const { said, outcomes } = overconfident(60, 2);
    const positives = outcomes.filter((outcome) => outcome === 1).length;
    const target = [1 / (60 - positives + 2), (positives + 1) / (positives + 2)];
    const loss = (intercept: number, slope: number): number =>
      said.reduce((sum, p, row) => {
        const q = logistic(intercept + slope * logOdds(p));
        const wanted = target[outcomes[row]!]!;
        return sum - wanted * Math.log(q) - (1 - wanted) * Math.log(1 - q);
      }, 0);
    const { intercept, slope } = fitPlatt(said, outcomes);
    const least = loss(intercept, slope);
    for (const [a, b] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-3],
      [0, -1e-3],
    ] as const)
      expect(loss(intercept + a, slope + b)).toBeGreaterThan(least);
  });

  test("stays finite where the scores tell the classes apart, and at 0 and 1", () => {
    const calibration = fitPlatt([0, 0.1, 0.9, 1], [0, 0, 1, 1]);
    const found = calibratedProbabilities(calibration, [0, 0.5, 1]);
    found.forEach((probability) => expect(probability > 0 && probability < 1).toBe(true));
  });
});

describe("isotonic calibration", () => {
  const rows = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0, 1), fc.integer({ min: 1, max: 3 })), {
      minLength: 2,
      maxLength: 9,
    })
    .filter((all) => new Set(all.map(([, outcome]) => outcome)).size === 2);

  test("is the nearest of all that never fall: against every way to cut the scores into blocks", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const said = all.map(([score]) => score / 8);
        const outcomes = all.map(([, outcome]) => outcome);
        const weight = all.map(([, , own]) => own);
        const levels = [...new Set(said)].sort((left, right) => left - right);
        const squares = (valueOf: (score: number) => number): number =>
          said.reduce((sum, score, row) => sum + weight[row]! * (outcomes[row]! - valueOf(score)) ** 2, 0);
        let least = Infinity;
        for (let cuts = 0; cuts < 1 << (levels.length - 1); cuts++) {
          // levels between cuts share the mean of their rows
          const block = new Map(
            levels.map((level, index) => [level, [...Array(index).keys()].filter((cut) => (cuts >> cut) & 1).length]),
          );
          const means = new Map<number, number>();
          for (const number of new Set(block.values())) {
            const own = said.map((_, row) => row).filter((row) => block.get(said[row]!) === number);
            const total = own.reduce((sum, row) => sum + weight[row]!, 0);
            means.set(number, own.reduce((sum, row) => sum + weight[row]! * outcomes[row]!, 0) / total);
          }
          const values = levels.map((level) => means.get(block.get(level)!)!);
          if (values.some((value, index) => index > 0 && value < values[index - 1]!)) continue;
          least = Math.min(
            least,
            squares((score) => means.get(block.get(score)!)!),
          );
        }
        const calibration = fitIsotonic(said, outcomes, { weight });
        expect(squares((score) => calibratedProbability(calibration, score))).toBeCloseTo(least, 10);
        calibration.to.forEach((value, index) => expect(value).toBeGreaterThanOrEqual(calibration.to[index - 1] ?? 0));
        calibration.from.forEach((value, index) => index > 0 && expect(value).toBeGreaterThan(calibration.from[index - 1]!));
      }),
    );
  });

  test("follows a shape that no line can", () => {
    const random = seededRandom(4);
    const said = Array.from({ length: 20_000 }, () => random());
    const outcomes = said.map((p) => (random() < (p < 0.5 ? 0.1 : 0.6) ? 1 : 0));
    const [isotonic, platt] = [fitIsotonic(said, outcomes), fitPlatt(said, outcomes)];
    expect(calibratedProbability(isotonic, 0.25)).toBeCloseTo(0.1, 1);
    expect(calibratedProbability(isotonic, 0.75)).toBeCloseTo(0.6, 1);
    expect(logLoss(calibratedProbabilities(isotonic, said), outcomes)).toBeLessThan(
      logLoss(calibratedProbabilities(platt, said), outcomes),
    );
  });
});

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

  test("is JSON that scores one row as it scores columns, and missing as its model does", () => {
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

  test("explains a prediction by contributions that add up, stretched by Platt's slope", () => {
    for (const model of models) {
      const row = { x: held.x[3]!, y: held.y[3]! };
      const plain = explainPrediction(model, row)!;
      const calibrated = calibrate(model, held, truth);
      const platt = explainPrediction(calibrated, row)!;
      for (const told of [plain, platt]) {
        expect(told.base + told.contributions.x + told.contributions.y).toBeCloseTo(told.logOdds, 10);
        expect(logistic(told.logOdds)).toBeCloseTo(told.probability, 10);
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

  test("is refused where it is none", () => {
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

describe("Telco, cross-validated by the protocol of the reference", { timeout: 60_000 }, () => {
  const { features, churned } = telcoFeatures();

  test("folds are the rank within the class modulo five", () => {
    const folds = stratifiedFolds(churned);
    expect([...folds.slice(0, 8)]).toEqual([0, 1, 0, 2, 1, 2, 3, 4]);
    for (let fold = 0; fold < 5; fold++) {
      const inside = churned.filter((_, row) => folds[row] === fold);
      expect(Math.abs(inside.length - 7043 / 5)).toBeLessThan(2);
      expect(Math.abs(inside.filter((outcome) => outcome === 1).length - 1869 / 5)).toBeLessThan(1);
    }
  });

  test("logistic regression is as good as the reference", () => {
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

  test("boosted trees are as good as the reference", () => {
    const { evaluation, probabilities } = crossValidate(features, churned, {
      fit: (x, y) => fitBoostedTrees(x, y, { rounds: 150, maxDepth: 3, learningRate: 0.05, minLeafRows: 20, bins: 255 }),
    });
    expect(evaluation.areaUnderCurve.estimate).toBeGreaterThanOrEqual(0.84862 - 0.001);
    expect(evaluation.logLoss).toBeLessThanOrEqual(0.41154 + 0.001);
    expect(evaluation.brierScore).toBeLessThanOrEqual(0.13364 + 0.0005);
    expect(evaluation.expectedCalibrationError).toBeLessThanOrEqual(0.016);
    holdsOne(evaluation.calibration.slope!);
    holdsZero(evaluation.calibration.intercept);
    expect(evaluateClassifier(probabilities, churned)).toEqual(evaluation);
  });

  test("categories as they are do as well as dummies", () => {
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

describe("folds and splits", () => {
  test("a group stays together, and folds are of even size where groups allow it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 20, maxLength: 80 }),
        fc.integer({ min: 2, max: 5 }),
        (groups, k) => {
          fc.pre(new Set(groups).size >= k);
          const folds = groupedFolds(groups, k);
          const foldOf = new Map(groups.map((group, row) => [group, folds[row]]));
          groups.forEach((group, row) => expect(folds[row]).toBe(foldOf.get(group)));
          const sizes = Array.from({ length: k }, (_, fold) => folds.filter((own) => own === fold).length);
          const largest = Math.max(...groups.map((group) => groups.filter((other) => other === group).length));
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
        },
      ),
    );
  });

  test("the gap before a cut is in neither part", () => {
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

  test("every row is scored by the model that has not seen it", () => {
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
    () => stratifiedFolds([0, 1], 1),
    () => stratifiedFolds([0, 1], 3),
    () => stratifiedFolds([0, 2]),
    () => groupedFolds(["a", "a"], 2),
    () => timeSplit([1, 2], { cutoff: 1 }),
    () => timeSplit([1, Number.NaN], { cutoff: 2 }),
    () => timeSplit([1, 3], { cutoff: 2, gap: -1 }),
    () => crossValidate({ x: [1, 2, 3, 4] }, [0, 1, 0, 1], { folds: [0, 0, 2, 2], fit: (x, y) => fitLogisticRegression(x, y) }),
  ])("%s is refused", (run) => {
    expect(run).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});

describe("drift and importance", () => {
  const random = seededRandom(6);
  const training = Array.from({ length: 5_000 }, () => random() * 100);

  test("the index is the sum over bins, and finite where a bin is empty", () => {
    const today = training.map((value) => value / 2);
    const { index, level, bins } = populationStability(training, today);
    const expected = bins.reduce((sum, { then, now }) => {
      const [was, is] = [then === 0 ? 0.5 / 5_000 : then, now === 0 ? 0.5 / 5_000 : now];
      return sum + (is - was) * Math.log(is / was);
    }, 0);
    expect(index).toBeCloseTo(expected, 12);
    expect(level).toBe("shifted");
    expect(bins).toHaveLength(10);
    expect(bins.reduce((sum, { now }) => sum + now, 0)).toBeCloseTo(1, 12);
    for (const { then } of bins) expect(then).toBeCloseTo(0.1, 12);
    expect(
      populationStability(
        training,
        training.map((value) => value + 0.1),
      ).level,
    ).toBe("stable");
  });

  test("new missing values count, and columns come with the most moved first", () => {
    const gone = training.map((value, row) => (row % 2 === 0 ? Number.NaN : value));
    const [first, second] = featureDrift({ same: training, gone: training }, { same: training, gone });
    expect([first?.feature, first?.level]).toEqual(["gone", "shifted"]);
    expect(first?.bins.at(-1)).toEqual({ atMost: null, then: 0, now: 0.5 });
    expect([second?.feature, second?.index]).toEqual(["same", 0]);
    expect(() => featureDrift({ a: [1] }, { b: [1] } as never)).toThrow(expect.objectContaining({ code: "missing_feature" }));
  });

  test("shuffling tells the feature that matters from the one that does not", () => {
    const x = training.slice(0, 1_000);
    const noise = training.slice(1_000, 2_000);
    const outcomes = x.map((value) => Number(random() < logistic(value / 10 - 5)));
    const model = fitLogisticRegression({ x, noise }, outcomes);
    const [first, second] = permutationImportance(model, { x, noise }, outcomes, { seed: 1 });
    expect(first?.feature).toBe("x");
    expect(first?.loss).toBeGreaterThan(0.2);
    expect(Math.abs(second!.loss)).toBeLessThan(0.02);
  });
});

describe("encoding", () => {
  test("codes and dummies of a new population follow the levels of the first", () => {
    const { levels, codes } = categoryCodes(["b", "a", null, "c"]);
    expect([levels, [...codes]]).toEqual([
      ["a", "b", "c"],
      [1, 0, Number.NaN, 2],
    ]);
    expect([...categoryCodes(["c", "new", "a"], levels).codes]).toEqual([2, Number.NaN, 0]);
    expect(dummyColumns({ x: ["c", "new"] }, { x: levels })).toEqual({
      "x=b": Float64Array.of(0, 0),
      "x=c": Float64Array.of(1, 0),
    });
    expect(() => dummyColumns({ x: ["a"], y: [] })).toThrow(expect.objectContaining({ code: "mismatched_dimensions" }));
  });

  test("what trees learn from codes, they score by codes", () => {
    const contract = Array.from({ length: 300 }, (_, row) => ["yearly", "monthly", "none"][row % 3]!);
    const left = contract.map((value, row) => Number(value === "monthly" && row % 2 === 0));
    const { codes, levels } = categoryCodes(contract);
    const model = fitBoostedTrees({ contract: codes }, left, { categorical: ["contract"] });
    const scored = scoreBoostedTrees(model, { contract: categoryCodes(["monthly", "yearly", "unheard of"], levels).codes });
    expect(scored[0]).toBeGreaterThan(0.4);
    expect(scored[1]).toBeLessThan(0.05);
    expect(boostedTreesLogOdds(model, { contract: [Number.NaN] })[0]).toBeCloseTo(logOdds(scored[2]!), 9);
  });
});

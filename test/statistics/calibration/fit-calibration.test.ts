import { seededRandom } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibratedProbabilities, calibratedProbability } from "../../../src/statistics/calibration/calibration.js";
import { fitIsotonic, fitPlatt } from "../../../src/statistics/calibration/fit-calibration.js";
import { calibrationLine } from "../../../src/statistics/evaluation/calibration-line.js";
import { logLoss } from "../../../src/statistics/evaluation/probability-scores.js";
import { logistic, logOdds } from "../../../src/statistics/internal.js";
import { overconfident } from "../../fixtures/overconfident-scores.js";

describe("Platt's calibration", () => {
  test("recovers the distortion and calibrates the probabilities", () => {
    const { said, outcomes } = overconfident(20_000, 1);
    const calibration = fitPlatt(said, outcomes);
    expect(calibration.slope).toBeCloseTo(1 / 2.5, 1);
    expect(calibration.intercept).toBeCloseTo(-0.7 / 2.5, 1);
    const { slope, intercept } = calibrationLine(calibratedProbabilities(calibration, said), outcomes);
    expect(slope?.estimate).toBeCloseTo(1, 2);
    expect(intercept.estimate).toBeCloseTo(0, 2);
    expect(calibrationLine(said, outcomes).slope?.upper).toBeLessThan(0.5);
  });

  test("maximizes Platt's likelihood: no step improves it", () => {
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
    const minimum = loss(intercept, slope);
    for (const [a, b] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-3],
      [0, -1e-3],
    ] as const)
      expect(loss(intercept + a, slope + b)).toBeGreaterThan(minimum);
  });

  test("stays finite when the scores separate the classes, and at 0 and 1", () => {
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

  test("is the nearest non-decreasing function, checked against every partition of the scores into blocks", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const said = all.map(([score]) => score / 8);
        const outcomes = all.map(([, outcome]) => outcome);
        const weight = all.map(([, , own]) => own);
        const levels = [...new Set(said)].sort((left, right) => left - right);
        const squares = (valueOf: (score: number) => number): number =>
          said.reduce((sum, score, row) => sum + weight[row]! * (outcomes[row]! - valueOf(score)) ** 2, 0);
        let nearest = Infinity;
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
          nearest = Math.min(
            nearest,
            squares((score) => means.get(block.get(score)!)!),
          );
        }
        const calibration = fitIsotonic(said, outcomes, { weight });
        expect(squares((score) => calibratedProbability(calibration, score))).toBeCloseTo(nearest, 10);
        calibration.to.forEach((value, index) => expect(value).toBeGreaterThanOrEqual(calibration.to[index - 1] ?? 0));
        calibration.from.forEach((value, index) => index > 0 && expect(value).toBeGreaterThan(calibration.from[index - 1]!));
      }),
    );
  });

  test("follows a shape that Platt's line cannot", () => {
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

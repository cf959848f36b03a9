import { seededRandom } from "clientele/kernel";
import { coefficientTable, fitLogisticRegression, type LogisticRegressionModel } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logLoss } from "../../../src/statistics/evaluation/probability-scores.js";
import { logistic } from "../../../src/statistics/internal.js";
import { logisticLikelihood } from "../../../src/statistics/logistic/logistic-likelihood.js";
import { logisticLogOdds, logisticRowLogOdds, scoreLogistic } from "../../../src/statistics/logistic/score-logistic.js";

/** Outcomes drawn from a logistic regression, so that a fit exists. */
function simulated(rows: number, seed: number): { a: number[]; b: number[]; outcomes: number[] } {
  const random = seededRandom(seed);
  const a = Array.from({ length: rows }, () => 4 * random() - 2);
  const b = Array.from({ length: rows }, () => Math.floor(3 * random()));
  const outcomes = a.map((value, row) => (random() < logistic(0.4 + 0.8 * value - 0.5 * b[row]!) ? 1 : 0));
  return { a, b, outcomes };
}

describe("logistic regression", () => {
  test("ends with an elastic net where no coefficient can improve the objective", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        fc.constantFrom(0, 0.3, 1),
        (seed, strength, l1Ratio) => {
          const { a, b, outcomes } = simulated(60, seed);
          fc.pre(new Set(outcomes).size === 2);
          const columns: Record<string, number[]> = { a, b };
          const model = fitLogisticRegression(columns, outcomes, { penalty: { strength, l1Ratio } });
          const residual = scoreLogistic(model, columns).map((p, row) => outcomes[row]! - p);
          expect(residual.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6);
          for (const [name, column] of Object.entries(columns)) {
            const mean = column.reduce((sum, value) => sum + value, 0) / 60;
            const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 60);
            const standardized = model.coefficients[name]! * deviation;
            const pull =
              column.reduce((sum, value, row) => sum + ((value - mean) / deviation) * residual[row]!, 0) / 60 -
              strength * (1 - l1Ratio) * standardized;
            if (standardized === 0) expect(Math.abs(pull)).toBeLessThanOrEqual(strength * l1Ratio + 1e-7);
            else expect(pull).toBeCloseTo(Math.sign(standardized) * strength * l1Ratio, 6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("has a gradient and an information matrix that match finite differences", () => {
    const { a, b, outcomes } = simulated(43, 5);
    const values = Float64Array.from(a.flatMap((value, row) => [1, value, b[row]!]));
    const weight = Float64Array.from(a, (_, row) => 1 + (row % 3));
    const point = Float64Array.of(0.3, -0.7, 0.2);
    const at = (index: number, step: number) => {
      const moved = Float64Array.from(point);
      moved[index]! += step;
      return logisticLikelihood({ values, size: 3 }, outcomes, weight, moved);
    };
    const { gradient, information } = logisticLikelihood({ values, size: 3 }, outcomes, weight, point);
    for (let row = 0; row < 3; row++) {
      const difference = (at(row, 1e-5).value - at(row, -1e-5).value) / 2e-5;
      expect(gradient[row]).toBeCloseTo(difference, 6);
      for (let column = 0; column <= row; column++) {
        const second = (at(row, 1e-5).gradient[column]! - at(row, -1e-5).gradient[column]!) / 2e-5;
        expect(information[row * 3 + column]).toBeCloseTo(-second, 6);
      }
    }
  });

  test("counts a weight as that many rows, in coefficients and in every kind of error", () => {
    const { a, b, outcomes } = simulated(80, 11);
    const weight = a.map((_, row) => row % 4);
    const repeated = a.flatMap((_, row) => Array.from({ length: weight[row]! }, () => row));
    const of = (column: number[]): number[] => repeated.map((row) => column[row]!);
    for (const errors of ["likelihood", "sandwich"] as const) {
      const weighted = fitLogisticRegression({ a, b }, outcomes, { weight, errors });
      const plain = fitLogisticRegression({ a: of(a), b: of(b) }, of(outcomes), { errors });
      expect(weighted.coefficients.a).toBeCloseTo(plain.coefficients.a, 9);
      expect(weighted.fit.logLikelihood).toBeCloseTo(plain.fit.logLikelihood, 9);
      expect(weighted.fit.standardErrors!.coefficients.b).toBeCloseTo(plain.fit.standardErrors!.coefficients.b!, 9);
    }
  });

  test("gives the sandwich errors for clusters of one row each", () => {
    const { a, b, outcomes } = simulated(80, 12);
    const cluster = a.map((_, row) => `customer ${row}`);
    const byCluster = fitLogisticRegression({ a, b }, outcomes, { cluster }).fit.standardErrors!;
    const robust = fitLogisticRegression({ a, b }, outcomes, { errors: "sandwich" }).fit.standardErrors!;
    expect(byCluster.coefficients.a).toBeCloseTo(robust.coefficients.a!, 12);
    expect(byCluster.intercept).toBeCloseTo(robust.intercept, 12);
  });

  test("changes only the units of the coefficients with the scale of the columns", () => {
    const { a, b, outcomes } = simulated(120, 3);
    const plain = fitLogisticRegression({ a, b }, outcomes);
    const wild = fitLogisticRegression({ a: a.map((value) => 1e9 + 1e3 * value), b: b.map((value) => value * 1e-9) }, outcomes);
    expect(wild.fit.logLikelihood).toBeCloseTo(plain.fit.logLikelihood, 6);
    expect(wild.coefficients.a * 1e3).toBeCloseTo(plain.coefficients.a, 6);
    expect(wild.coefficients.b * 1e-9).toBeCloseTo(plain.coefficients.b, 6);
  });

  test("drops a constant column by name and gives it a coefficient of 0", () => {
    const { a, outcomes } = simulated(60, 4);
    const model = fitLogisticRegression({ constant: a.map(() => 0.1), a }, outcomes);
    expect(model.fit.dropped).toEqual([{ column: "constant", reason: "constant" }]);
    expect(model.coefficients.constant).toBe(0);
    expect(model.fit.standardErrors!.coefficients.constant).toBeUndefined();
    expect(scoreLogistic(model, { constant: [9], a: [0] })).toEqual(scoreLogistic(model, { constant: [0], a: [0] }));
  });

  test("predicts the share of events when every column is constant", () => {
    const model = fitLogisticRegression({ constant: [1, 1, 1, 1] }, [1, 0, 0, 0]);
    expect(scoreLogistic(model, { constant: [1, 2] })).toEqual(Float64Array.of(0.25, 0.25));
  });

  test("survives a round trip through JSON and scores a row like columns; a missing feature makes the score unknown", () => {
    const { a, b, outcomes } = simulated(60, 4);
    const model: LogisticRegressionModel<"a" | "b"> = JSON.parse(JSON.stringify(fitLogisticRegression({ a, b }, outcomes)));
    logisticLogOdds(model, { a, b }).forEach((score, row) =>
      expect(logisticRowLogOdds(model, { a: a[row], b: b[row] })).toBeCloseTo(score, 12),
    );
    expect(logisticRowLogOdds(model, { a: 1 })).toBeUndefined();
    expect(logisticRowLogOdds(model, { a: 1, b: null })).toBeUndefined();
    expect(scoreLogistic(model, { a: [1, Number.NaN], b: [1, 1] })[1]).toBeNaN();
  });
});

describe("perfect separation", () => {
  const noise = Array.from({ length: 40 }, (_, row) => ((row * 7) % 11) - 5);
  const outcomes = Array.from({ length: 40 }, (_, row) => ((row * 5) % 3 === 0 ? 1 : 0));
  const separated = (columns: Record<string, number[]>, labels = outcomes): unknown => {
    try {
      return fitLogisticRegression(columns, labels);
    } catch (error) {
      return { code: (error as { code: string }).code, columns: (error as { details: { columns: string[] } }).details.columns };
    }
  };

  test("is reported with the one column that knows the outcome", () => {
    const leak = outcomes.map((outcome, row) => outcome * 10 + noise[row]! / 2);
    expect(separated({ noise, leak })).toEqual({ code: "perfect_separation", columns: ["leak"] });
  });

  test("is reported with a rare level in which all customers left", () => {
    const rare = outcomes.map((outcome, row) => (outcome === 1 && row < 10 ? 1 : 0));
    expect(separated({ noise, rare })).toEqual({ code: "perfect_separation", columns: ["rare"] });
  });

  test("is reported with the columns that separate the classes only together", () => {
    const left = outcomes.map((outcome, row) => ((row * 13) % 17) + 3 * outcome);
    const right = left.map((value, row) => value - 3 * outcomes[row]! + ((row % 3) - 1) * 0.1);
    const third = outcomes.map((_, row) => (row * row) % 7);
    const found = separated({ left, third, right }) as { code: string; columns: string[] };
    expect(found.code).toBe("perfect_separation");
    expect(found.columns).toEqual(expect.arrayContaining(["left", "right"]));
  });

  test("does not prevent a fit with a penalty", () => {
    const leak = outcomes.map((outcome) => outcome * 10);
    const model = fitLogisticRegression({ noise, leak }, outcomes, { penalty: { strength: 0.01 } });
    expect(model.coefficients.leak).toBeGreaterThan(0);
    expect(logLoss(scoreLogistic(model, { noise, leak }), outcomes)).toBeLessThan(0.2);
  });

  test("is never reported when classes overlap, however strong the column", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 30 }), (seed, strength) => {
        const random = seededRandom(seed);
        const x = Array.from({ length: 300 }, () => 2 * random() - 1);
        const y = x.map((value) => (random() < logistic(strength * value) ? 1 : 0));
        // one row on the wrong side of each end makes the classes overlap
        y[x.indexOf(Math.max(...x))] = 0;
        y[x.indexOf(Math.min(...x))] = 1;
        expect(Number.isFinite(fitLogisticRegression({ x }, y).coefficients.x)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("fitLogisticRegression", () => {
  test.each([
    ["one_class_only", { a: [1, 2] }, [1, 1], {}],
    ["one_class_only", { a: [1, 2] }, [1, 0], { weight: [1, 0] }],
    ["outside_domain", { a: [1, Number.NaN] }, [1, 0], {}],
    ["outside_domain", {}, [], {}],
    ["outside_domain", { a: [1, 2] }, [1, 2], {}],
    ["invalid_option", { a: [1, 2, 3] }, [1, 0, 1], { penalty: { strength: -1 } }],
    ["invalid_option", { a: [1, 2, 3] }, [1, 0, 1], { penalty: { strength: 1, l1Ratio: 2 } }],
    ["invalid_option", { a: [1, 2, 3] }, [1, 0, 1], { classWeight: { positive: 0, negative: 1 } }],
    ["invalid_option", { a: [1, 2, 3] }, [1, 0, 1], { errors: "cluster" as const }],
    ["invalid_option", { a: [1, 2, 3] }, [1, 0, 1], { cluster: ["x", "x", "x"] }],
    ["mismatched_dimensions", { a: [1, 2, 3] }, [1, 0], {}],
    ["mismatched_dimensions", { a: [1, 2, 3], b: [1] }, [1, 0, 1], {}],
  ])("throws %s for %j, %j, %j", (code, columns, outcomes, options) => {
    expect(() => fitLogisticRegression(columns as Record<string, number[]>, outcomes, options)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test("a score refuses columns and models that do not match, with the nearest name", () => {
    const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4] }, [0, 1, 0, 1]);
    expect(() => scoreLogistic(model as LogisticRegressionModel, { silentWeek: [1] })).toThrow(/Did you mean "silentWeek"/);
    expect(() => scoreLogistic({ ...model, version: 2 as 1 }, { silentWeeks: [1] })).toThrow(
      expect.objectContaining({ code: "invalid_model" }),
    );
    const penalized = fitLogisticRegression({ x: [1, 2, 3, 4] }, [0, 1, 0, 1], { penalty: { strength: 0.1 } });
    expect(() => coefficientTable(penalized)).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});

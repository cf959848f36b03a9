import { seededRandom } from "clientele/kernel";
import { coefficientTable, fitLogisticRegression, type LogisticRegressionModel, logistic } from "clientele/statistics";
import { logisticLogOdds, logisticRowLogOdds, scoreLogistic } from "../../src/statistics/logistic/score-logistic.js";
import { logLoss } from "../../src/statistics/evaluation/probability-scores.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logisticLikelihood } from "../../src/statistics/logistic/logistic-likelihood.js";
import { telcoFeatures } from "./telco.js";

const { features, churned } = telcoFeatures();
const some = Object.fromEntries(
  ["tenure", "MonthlyCharges", "Contract=Two year", "SeniorCitizen"].map((name) => [name, features[name]!]),
);
const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected);

/** Outcomes drawn from a logistic regression, so that a fit exists. */
function simulated(rows: number, seed: number): { a: number[]; b: number[]; outcomes: number[] } {
  const random = seededRandom(seed);
  const a = Array.from({ length: rows }, () => 4 * random() - 2);
  const b = Array.from({ length: rows }, () => Math.floor(3 * random()));
  const outcomes = a.map((value, row) => (random() < logistic(0.4 + 0.8 * value - 0.5 * b[row]!) ? 1 : 0));
  return { a, b, outcomes };
}

describe("logistic regression", () => {
  test("of all of Telco reaches the published log-likelihood and names the seven columns that others determine", () => {
    const { fit, features: kept } = fitLogisticRegression(features, churned);
    expect(fit.logLikelihood).toBeCloseTo(-2914.14216, 4);
    expect(kept).toHaveLength(23);
    expect(fit.dropped.map(({ column }) => column)).toEqual([
      "MultipleLines=No phone service",
      ...["OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV", "StreamingMovies"].map(
        (name) => `${name}=No internet service`,
      ),
    ]);
    expect(fit.dropped[0]).toEqual({ column: "MultipleLines=No phone service", reason: "collinear", of: ["PhoneService=Yes"] });
    expect(fit.dropped[1]).toMatchObject({ of: ["InternetService=No"] });
  });

  // Made with statsmodels 0.15 (Logit, HC0 and cluster, to which n / (n − 1) and G / (G − 1) were applied).
  test("has the coefficients and standard errors of statsmodels: from the likelihood, robust, and by clusters", () => {
    const expected = {
      estimate: [-1.722114540714, -0.046691398312, 0.029256888693, -1.463852172502, 0.552501412931],
      likelihood: [0.088136279679, 0.001853595771, 0.001340768402, 0.16034018173, 0.07944767495],
      sandwich: [0.087234284155, 0.001888056971, 0.001327704315, 0.159012158661, 0.081338652951],
      cluster: [0.080328098209, 0.001963147821, 0.001277890987, 0.160380276303, 0.082562588661],
    };
    const cluster = churned.map((_, row) => row % 200);
    for (const errors of ["likelihood", "sandwich", "cluster"] as const) {
      const model = fitLogisticRegression(some, churned, { errors, cluster });
      const table = coefficientTable(model);
      expect(model.fit.errors).toBe(errors);
      expect(model.fit.logLikelihood).toBeCloseTo(-3110.2810414065216, 8);
      expect(model.fit.nullLogLikelihood).toBeCloseTo(-4075.0729495, 6);
      table.forEach(({ estimate, standardError }, index) => {
        expect(relative(estimate, expected.estimate[index]!)).toBeLessThan(1e-7);
        expect(relative(standardError, expected[errors][index]!)).toBeLessThan(1e-6);
      });
    }
  });

  test("with balanced classes has the slopes of scikit-learn, sandwich errors, and probabilities at the right level", () => {
    const model = fitLogisticRegression(some, churned, { classWeight: "balanced" });
    const expected = [-0.04498206444, 0.0293334933, -1.474579558168, 0.571005385396];
    Object.values(model.coefficients).forEach((value, index) => expect(relative(value, expected[index]!)).toBeLessThan(1e-6));
    expect(model.intercept - model.fit.interceptShift!).toBeCloseTo(-0.754112091514, 6);
    expect(model.fit.errors).toBe("sandwich");
    const mean = scoreLogistic(model, some).reduce((sum, value) => sum + value, 0) / churned.length;
    expect(mean).toBeCloseTo(1869 / 7043, 10);
  });

  test("with an elastic net has the coefficients of scikit-learn's saga on standardized columns", () => {
    const dropped = new Set(fitLogisticRegression(features, churned).fit.dropped.map(({ column }) => column));
    const kept = Object.fromEntries(Object.entries(features).filter(([name]) => !dropped.has(name)));
    const model = fitLogisticRegression(kept, churned, { penalty: { strength: 0.01, l1Ratio: 0.5 } });
    const expected: Record<string, number> = {
      SeniorCitizen: 0.0697369,
      tenure: -0.7393042,
      MonthlyCharges: 0,
      TotalCharges: 0,
      "Dependents=Yes": -0.0614659,
      "InternetService=Fiber optic": 0.413459,
      "OnlineBackup=Yes": -0.0242373,
      "Contract=Two year": -0.4512795,
      "PaymentMethod=Mailed check": 0,
    };
    for (const [name, value] of Object.entries(expected)) {
      const column = Array.from(kept[name]!);
      const mean = column.reduce((sum, cell) => sum + cell, 0) / column.length;
      const deviation = Math.sqrt(column.reduce((sum, cell) => sum + (cell - mean) ** 2, 0) / column.length);
      expect(model.coefficients[name]! * deviation, name).toBeCloseTo(value, 5);
      expect(model.features.includes(name)).toBe(value !== 0);
    }
    expect(model.fit.standardErrors).toBeUndefined();
  });

  test("a penalty of both kinds ends where no coefficient can move for the better", () => {
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

  test("its gradient and information are those of finite differences", () => {
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

  test("a weight counts as so many rows, in coefficients and in every kind of error", () => {
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

  test("clusters of one row each are the sandwich", () => {
    const { a, b, outcomes } = simulated(80, 12);
    const cluster = a.map((_, row) => `customer ${row}`);
    const byCluster = fitLogisticRegression({ a, b }, outcomes, { cluster }).fit.standardErrors!;
    const robust = fitLogisticRegression({ a, b }, outcomes, { errors: "sandwich" }).fit.standardErrors!;
    expect(byCluster.coefficients.a).toBeCloseTo(robust.coefficients.a!, 12);
    expect(byCluster.intercept).toBeCloseTo(robust.intercept, 12);
  });

  test("columns of a wild scale change nothing but the units of the coefficients", () => {
    const { a, b, outcomes } = simulated(120, 3);
    const plain = fitLogisticRegression({ a, b }, outcomes);
    const wild = fitLogisticRegression({ a: a.map((value) => 1e9 + 1e3 * value), b: b.map((value) => value * 1e-9) }, outcomes);
    expect(wild.fit.logLikelihood).toBeCloseTo(plain.fit.logLikelihood, 6);
    expect(wild.coefficients.a * 1e3).toBeCloseTo(plain.coefficients.a, 6);
    expect(wild.coefficients.b * 1e-9).toBeCloseTo(plain.coefficients.b, 6);
  });

  test("drops a constant column by name and gives it no weight", () => {
    const { a, outcomes } = simulated(60, 4);
    const model = fitLogisticRegression({ constant: a.map(() => 0.1), a }, outcomes);
    expect(model.fit.dropped).toEqual([{ column: "constant", reason: "constant" }]);
    expect(model.coefficients.constant).toBe(0);
    expect(model.fit.standardErrors!.coefficients.constant).toBeUndefined();
    expect(scoreLogistic(model, { constant: [9], a: [0] })).toEqual(scoreLogistic(model, { constant: [0], a: [0] }));
  });

  test("with nothing but constants says the share of events", () => {
    const model = fitLogisticRegression({ constant: [1, 1, 1, 1] }, [1, 0, 0, 0]);
    expect(scoreLogistic(model, { constant: [1, 2] })).toEqual(Float64Array.of(0.25, 0.25));
  });

  test("is JSON, and scores a row as it scores columns; a missing feature makes the score unknown", () => {
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

describe("perfect separation is named by column", () => {
  const noise = Array.from({ length: 40 }, (_, row) => ((row * 7) % 11) - 5);
  const outcomes = Array.from({ length: 40 }, (_, row) => ((row * 5) % 3 === 0 ? 1 : 0));
  const separated = (columns: Record<string, number[]>, labels = outcomes): unknown => {
    try {
      return fitLogisticRegression(columns, labels);
    } catch (error) {
      return { code: (error as { code: string }).code, columns: (error as { details: { columns: string[] } }).details.columns };
    }
  };

  test("when one column tells the outcome", () => {
    const leak = outcomes.map((outcome, row) => outcome * 10 + noise[row]! / 2);
    expect(separated({ noise, leak })).toEqual({ code: "perfect_separation", columns: ["leak"] });
  });

  test("when all customers of one rare level left", () => {
    const rare = outcomes.map((outcome, row) => (outcome === 1 && row < 10 ? 1 : 0));
    expect(separated({ noise, rare })).toEqual({ code: "perfect_separation", columns: ["rare"] });
  });

  test("when only two columns together tell it", () => {
    const left = outcomes.map((outcome, row) => ((row * 13) % 17) + 3 * outcome);
    const right = left.map((value, row) => value - 3 * outcomes[row]! + ((row % 3) - 1) * 0.1);
    const third = outcomes.map((_, row) => (row * row) % 7);
    const found = separated({ left, third, right }) as { code: string; columns: string[] };
    expect(found.code).toBe("perfect_separation");
    expect(found.columns).toEqual(expect.arrayContaining(["left", "right"]));
  });

  test("and a penalty fits all the same", () => {
    const leak = outcomes.map((outcome) => outcome * 10);
    const model = fitLogisticRegression({ noise, leak }, outcomes, { penalty: { strength: 0.01 } });
    expect(model.coefficients.leak).toBeGreaterThan(0);
    expect(logLoss(scoreLogistic(model, { noise, leak }), outcomes)).toBeLessThan(0.2);
  });

  test("but never where classes overlap, however strongly a column tells them", () => {
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

test.each([
  ["one_class_only", { a: [1, 2] }, [1, 1], {}],
  ["one_class_only", { a: [1, 2] }, [1, 0], { weight: [1, 0] }],
  ["outside_domain", { a: [1, Number.NaN] }, [1, 0], {}],
  ["outside_domain", {}, [], {}],
  ["outside_domain", { a: [1, 2] }, [1, 2], {}],
  ["outside_domain", { a: [1, 2, 3] }, [1, 0, 1], { penalty: { strength: -1 } }],
  ["outside_domain", { a: [1, 2, 3] }, [1, 0, 1], { penalty: { strength: 1, l1Ratio: 2 } }],
  ["outside_domain", { a: [1, 2, 3] }, [1, 0, 1], { classWeight: { positive: 0, negative: 1 } }],
  ["outside_domain", { a: [1, 2, 3] }, [1, 0, 1], { errors: "cluster" as const }],
  ["outside_domain", { a: [1, 2, 3] }, [1, 0, 1], { cluster: ["x", "x", "x"] }],
  ["mismatched_dimensions", { a: [1, 2, 3] }, [1, 0], {}],
  ["mismatched_dimensions", { a: [1, 2, 3], b: [1] }, [1, 0, 1], {}],
])("%s: refuses %j, %j, %j", (code, columns, outcomes, options) => {
  expect(() => fitLogisticRegression(columns as Record<string, number[]>, outcomes, options)).toThrow(
    expect.objectContaining({ code }),
  );
});

test("a score refuses columns and models that do not fit, by name", () => {
  const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4] }, [0, 1, 0, 1]);
  expect(() => scoreLogistic(model as LogisticRegressionModel, { silentWeek: [1] })).toThrow(/Did you mean "silentWeek"/);
  expect(() => scoreLogistic({ ...model, version: 2 as 1 }, { silentWeeks: [1] })).toThrow(
    expect.objectContaining({ code: "invalid_model" }),
  );
  const penalized = fitLogisticRegression({ x: [1, 2, 3, 4] }, [0, 1, 0, 1], { penalty: { strength: 0.1 } });
  expect(() => coefficientTable(penalized)).toThrow(expect.objectContaining({ code: "outside_domain" }));
});

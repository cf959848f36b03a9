import { coefficientTable, fitLogisticRegression } from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { scoreLogistic } from "../../src/statistics/logistic/score-logistic.js";
import { telcoFeatures } from "../fixtures/telco.js";

const { features, churned } = telcoFeatures();
const some = Object.fromEntries(
  ["tenure", "MonthlyCharges", "Contract=Two year", "SeniorCitizen"].map((name) => [name, features[name]!]),
);
const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected);

describe("logistic regression of Telco", () => {
  test("reaches the published log-likelihood of Telco and names the seven columns that others determine", () => {
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

  // Computed with statsmodels 0.15 (Logit, HC0 and cluster, to which n / (n − 1) and G / (G − 1) were applied).
  test("matches the coefficients and standard errors of statsmodels: from the likelihood, robust, and by clusters", () => {
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

  test("matches the slopes of scikit-learn with balanced classes and keeps the mean probability at the share of events", () => {
    const model = fitLogisticRegression(some, churned, { classWeight: "balanced" });
    const expected = [-0.04498206444, 0.0293334933, -1.474579558168, 0.571005385396];
    Object.values(model.coefficients).forEach((value, index) => expect(relative(value, expected[index]!)).toBeLessThan(1e-6));
    expect(model.intercept - model.fit.interceptShift!).toBeCloseTo(-0.754112091514, 6);
    expect(model.fit.errors).toBe("sandwich");
    const mean = scoreLogistic(model, some).reduce((sum, value) => sum + value, 0) / churned.length;
    expect(mean).toBeCloseTo(1869 / 7043, 10);
  });

  test("matches the coefficients of scikit-learn's saga with an elastic net on standardized columns", () => {
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
});

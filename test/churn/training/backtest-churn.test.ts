import { backtestChurn, buildChurnDataset, type ChurnDatasetOptions, type ChurnLearner } from "clientele/churn";
import type { Metric, Rule } from "clientele/rules";
import { fitLogisticRegression, type LogisticRegressionModel } from "clientele/statistics";
import { scoreLogistic } from "../../../src/statistics/logistic/score-logistic.js";
import { anyCustomer, DAY, START } from "../../fixtures/churn-customers.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const orders = ["order.placed"];
const metrics = {
  silence: { measure: "timeSinceLast", types: orders },
  orders: { measure: "count", types: orders },
  lately: { measure: "count", types: orders, window: { kind: "last", duration: { days: 60 } } },
  spend: { measure: "sum", types: orders, property: "total", currency: "GBP" },
  trend: { measure: "trend", types: orders, window: { kind: "last", duration: { days: 90 } } },
  complaints: { measure: "count", types: ["complaint.raised"] },
  known: { measure: "knownFor" },
} satisfies Record<string, Metric>;
const bought: Rule = { version: 1, kind: "metric", metric: metrics.orders, test: { is: "atLeast", value: 1 } };
const origins = [120, 180, 240, 300].map((day) => START + day * DAY);
const options: ChurnDatasetOptions<keyof typeof metrics> = {
  metrics,
  origins,
  gap: { days: 7 },
  horizon: { days: 60 },
  observedUntil: START + 450 * DAY,
  eligible: bought,
  left: { by: "absence", types: orders },
};

const logistic: ChurnLearner<LogisticRegressionModel> = {
  fit: (features, outcomes) => fitLogisticRegression(features, outcomes, { penalty: { strength: 0.01 } }),
  score: (model, features) => scoreLogistic(model, features),
};

describe("backtestChurn", () => {
  test("trains only on labels that were known by the origin", () => {
    const seen: number[] = [];
    const spy: ChurnLearner<number> = {
      fit: (features) => {
        seen.push(Math.max(...Array.from(features.labeledAt!)));
        return 0.5;
      },
      score: (share, features) => Array.from(features.labeledAt!, () => share),
    };
    const at = [0, 30, 60, 90, 120].flatMap((origin) => [origin, origin]);
    const labeledAt = Float64Array.from(at, (origin) => origin + 40);
    const result = backtestChurn(
      {
        features: { labeledAt },
        outcomes: Uint8Array.from(at, (_, row) => row % 2),
        ids: at.map((_, row) => String(row % 2)),
        origins: Float64Array.from(at),
        labeledAt,
        leftOut: { ineligible: 0, censored: 0, goneInGap: 0 },
      },
      spy,
    );
    expect(seen).toEqual([40, 70, 100].slice(0, seen.length));
    expect(result.origins.map(({ origin, trainedOn }) => [origin, trainedOn])).toEqual([
      [60, 2],
      [90, 4],
      [120, 6],
    ]);
    expect([...result.rows]).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test("refuses origins closer together than the label window", () => {
    const customers = fc
      .sample(anyCustomer, { seed: 3, numRuns: 30 })
      .map((customer, index) => ({ ...customer, id: `c${index}` }));
    const set = buildChurnDataset(customers, { ...options, origins: [0, 10, 20].map((day) => START + (200 + day) * DAY) });
    expect(() => backtestChurn(set, logistic)).toThrow(expect.objectContaining({ code: "empty_churn_dataset" }));
  });
});

import {
  customerIntervals,
  expectedSpend,
  expectedTransactions,
  fitBgNbd,
  fitGammaGamma,
  fitMbgNbd,
  simulateCustomers,
} from "clientele/value";
import { describe, expect, test } from "vitest";

const truth = { kind: "mbg-nbd", version: 1, unit: "week", parameters: { r: 0.8, alpha: 5, a: 0.7, b: 2 } } as const;

const simulated = simulateCustomers(truth, { customers: 1500, age: 39, holdout: 26, seed: "intervals" });

const ids = Array.from({ length: 1500 }, (_, row) => `c${row}`);

const monetary = simulated.frequency.map((x, row) => (x > 0 ? 20 + (row % 30) : Number.NaN));

const summary = { ...simulated, ids, monetary };

const model = fitMbgNbd(simulated);

describe("customer intervals", () => {
  test("contain later purchases about as often as the level says", () => {
    const next = customerIntervals(model, summary, { horizon: 26, level: 0.8, draws: 300, seed: "plan" });
    const asked = ids.map((_, row) => row).filter((row) => next.estimate[row]! > 1);
    const inside = asked.filter(
      (row) => simulated.holdout[row]! >= next.lower[row]! && simulated.holdout[row]! <= next.upper[row]!,
    );
    expect(asked.length).toBeGreaterThan(300);
    // counts are whole: an interval of whole numbers holds at least its level, and not everything
    expect(inside.length / asked.length).toBeGreaterThan(0.77);
    expect(inside.length / asked.length).toBeLessThan(0.96);
  });
  test("surround the expectation of the model, with spend and margin", () => {
    const spend = fitGammaGamma(summary);
    const next = customerIntervals(model, summary, { horizon: 26, spend, margin: 0.5, draws: 200, seed: "plan" });
    const purchases = expectedTransactions(model, summary, { horizon: 26 });
    const each = expectedSpend(spend, summary);
    next.estimate.forEach((value, row) => {
      expect(value).toBeCloseTo(purchases[row]! * each[row]! * 0.5, 9);
      expect(next.lower[row]!).toBeLessThanOrEqual(next.upper[row]!);
      expect(next.buys[row]!).toBeGreaterThanOrEqual(0);
      expect(next.buys[row]!).toBeLessThanOrEqual(1 + 1e-9);
    });
    expect(next.ids).toBe(ids);
  });
  test("are equal for equal seeds, and a single point for a horizon of 0", () => {
    const options = { horizon: 26, draws: 20, seed: 7 } as const;
    expect(customerIntervals(model, summary, options)).toEqual(customerIntervals(model, summary, options));
    const none = customerIntervals(model, summary, { ...options, horizon: 0 });
    expect([...none.lower, ...none.upper, ...none.buys].every((value) => value === 0)).toBe(true);
    const given = customerIntervals(fitBgNbd(simulated), summary, { ...options, models: [fitBgNbd(simulated)] });
    expect(given.estimate.length).toBe(1500);
  });
  test("reject an impossible margin, level or number of draws", () => {
    for (const wrong of [{ margin: 2 }, { level: 1 }, { draws: 0 }, { draws: 1.5 }]) {
      expect(() => customerIntervals(model, summary, { horizon: 1, seed: 1, ...wrong })).toThrowError(
        expect.objectContaining({ code: "invalid_option" }),
      );
    }
  });
});

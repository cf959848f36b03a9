import {
  bootstrapModels,
  deltaInterval,
  expectedTransactionsForNewCustomer,
  fitBgNbd,
  fitSbg,
  portfolioInterval,
  survival,
} from "clientele/value";
import { sampleModels } from "../../../../src/value/clv/scores/draw-models.js";
import { parameterIntervals } from "../../../../src/value/clv/scores/intervals.js";
import { describe, expect, test } from "vitest";
import { cdnowExact, HIGH_END } from "../../../fixtures/reference-customers.js";

const summary = cdnowExact();

const model = fitBgNbd(summary);

describe("intervals", () => {
  test("of parameters contain the published values", () => {
    const { r, b } = parameterIntervals(model);
    expect(r!.lower).toBeLessThan(0.243);
    expect(r!.upper).toBeGreaterThan(0.243);
    expect(b!.upper / b!.estimate).toBeCloseTo(b!.estimate / b!.lower, 9);
  });
  test("by the delta method agree with models drawn from the fit", () => {
    const quantity = (fitted: typeof model): number => expectedTransactionsForNewCustomer(fitted, { horizon: 39 });
    const delta = deltaInterval(model, quantity);
    const drawn = sampleModels(model, { draws: 800, seed: 1 }).map(quantity);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length);
    expect(deviation / delta.standardError).toBeGreaterThan(0.85);
    expect(deviation / delta.standardError).toBeLessThan(1.15);
    expect(deltaInterval(fitSbg(HIGH_END.slice(0, 8)), (m) => survival(m, { periods: 12 })[12]!).lower).toBeLessThan(0.394);
  });
  test("of a portfolio total are wider than those of its expectation", () => {
    const interval = portfolioInterval(model, summary, { horizon: 39, draws: 60, seed: "plan" });
    expect(interval.parameters.lower).toBeGreaterThanOrEqual(interval.total.lower);
    expect(interval.total.upper).toBeGreaterThan(interval.parameters.upper * 0.98);
    expect(interval.expected).toBeCloseTo(1653.4, 1);
    expect(portfolioInterval(model, summary, { horizon: 39, draws: 5, seed: "plan" })).toEqual(
      portfolioInterval(model, summary, { horizon: 39, draws: 5, seed: "plan" }),
    );
  });
  test("by parametric bootstrap spread as the standard errors do", () => {
    const models = bootstrapModels(model, summary, (simulated) => fitBgNbd(simulated), { draws: 12, seed: 3 });
    expect(models.length).toBe(12);
    const shapes = models.map(({ parameters }) => parameters.r);
    expect(Math.min(...shapes)).toBeGreaterThan(0.243 - 5 * 0.0126);
    expect(Math.max(...shapes)).toBeLessThan(0.243 + 5 * 0.0126);
    expect(Math.max(...shapes)).toBeGreaterThan(Math.min(...shapes));
  });
  test("reject a model without a fit", () => {
    expect(() => parameterIntervals({ kind: "bg-nbd", parameters: { r: 1 } })).toThrowError(
      expect.objectContaining({ code: "invalid_model" }),
    );
  });
});

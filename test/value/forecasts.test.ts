import {
  bootstrapModels,
  compareCohorts,
  compressSummary,
  customerLifetimeValue,
  deltaInterval,
  evaluateHoldout,
  expectedTransactionsForNewCustomer,
  expectedTransactions,
  fitBgNbd,
  fitGammaGamma,
  fitMbgNbd,
  fitNbd,
  fitParetoNbd,
  fitSbg,
  frequencyHistogram,
  portfolioInterval,
  selectClvModel,
  simulateCustomers,
  survival,
  trackingSeries,
} from "clientele/value";
import { continuousRate, convertTime } from "../../src/value/clv/model/discounting.js";
import { parameterIntervals, sampleModels } from "../../src/value/clv/scores/intervals.js";
import { simulateFuture } from "../../src/value/clv/scores/simulate-customers.js";
import { describe, expect, it } from "vitest";
import { CDNOW_CALIBRATION, CDNOW_END, cdnowCustomers, cdnowExact, HIGH_END } from "./reference-data.js";

const summary = cdnowExact();
const model = fitBgNbd(summary);
const customers = cdnowCustomers();
const bought = (from: number, to: number): Float64Array =>
  Float64Array.from(customers, ({ days }) => days.slice(1).filter((day) => day > from && day <= to).length);
const holdout = {
  actual: bought(CDNOW_CALIBRATION, CDNOW_END),
  previous: bought(CDNOW_CALIBRATION - 273, CDNOW_CALIBRATION),
  horizon: 39,
};

describe("a forecast is judged on purchases it has not seen", () => {
  it("beside the naive forecast, with the winner in words", () => {
    const judged = evaluateHoldout(model, summary, holdout);
    expect(judged.actual).toBe(1882);
    expect(judged.naive.total).toBe(2457);
    expect(judged.model.total).toBeCloseTo(1653.4, 1);
    expect(judged.winner).toEqual({ total: "model", individual: "model" });
    expect(judged.words.en).toContain("1882 purchases were made");
    expect(judged.byFrequency.reduce((sum, bin) => sum + bin.customers, 0)).toBe(2357);
    expect(judged.byFrequency.reduce((sum, bin) => sum + bin.customers * bin.actual, 0)).toBeCloseTo(1882, 8);
  });
  it("and compressed rows give the same expectation", () => {
    const compressed = compressSummary(summary);
    const total = expectedTransactions(model, compressed, { horizon: 39 }).reduce(
      (sum, value, row) => sum + value * compressed.weight[row]!,
      0,
    );
    expect(total).toBeCloseTo(evaluateHoldout(model, summary, holdout).model.total, 6);
  });
  it("columns that do not fit are refused", () => {
    expect(() => evaluateHoldout(model, summary, { ...holdout, actual: new Float64Array(3) })).toThrowError(
      expect.objectContaining({ code: "invalid_summary" }),
    );
  });
});

describe("tracking and histogram of CDNOW", () => {
  it("the tracking series ends where the paper's figure does", () => {
    const series = trackingSeries(model, summary, { periods: 78, actual: new Float64Array(78).fill(1) });
    expect(series.expectedCumulative[38]).toBeGreaterThan(2400);
    expect(series.expectedCumulative[77]).toBeCloseTo(4165.66, 1);
    expect(series.expectedIncremental.reduce((sum, value) => sum + value, 0)).toBeCloseTo(series.expectedCumulative[77]!, 8);
    expect(series.actualCumulative![77]).toBe(78);
  });
  it("the histogram adds up to the customers, actual and expected", () => {
    for (const fitted of [model, fitMbgNbd(summary), fitParetoNbd(summary), fitNbd(summary)]) {
      const { actual, expected } = frequencyHistogram(fitted, summary);
      expect(actual.reduce((sum, value) => sum + value, 0)).toBe(2357);
      expect(expected.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2357, 6);
      expect(actual[0]).toBe(1411);
    }
    expect(frequencyHistogram(model, summary).expected[0]).toBeCloseTo(1407.68, 1);
  });
});

describe("money", () => {
  it("is purchases times spend times margin, each with its unit", () => {
    const spend = fitGammaGamma(summary);
    const discountRate = { annual: 0.1 } as const;
    const year = customerLifetimeValue(summary, {
      model,
      spend,
      margin: 0.3,
      horizon: { length: 12, unit: "month" },
      discountRate,
    });
    const sameYear = customerLifetimeValue(summary, {
      model,
      spend,
      margin: 0.3,
      horizon: { length: 1, unit: "year" },
      discountRate,
    });
    const ever = customerLifetimeValue(summary, { model, spend, margin: 0.3, discountRate });
    expect(sameYear.total).toBeCloseTo(year.total, 6);
    expect(ever.total).toBeGreaterThan(year.total);
    expect(year.value.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
    expect(year.ids).toBe(summary.ids);
    expect(customerLifetimeValue(summary, { model, spend: 10, margin: 1, discountRate }).spend[0]).toBe(10);
    expect(() => customerLifetimeValue(summary, { model, spend, margin: 30, discountRate })).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
    expect(() => customerLifetimeValue(summary, { model, spend, margin: 0.3, discountRate: { annual: 0 } })).toThrowError(
      expect.objectContaining({ code: "infinite_expectation" }),
    );
  });
  it("rates and spans convert exactly", () => {
    expect(continuousRate({ annual: 0.1 }, "year")).toBeCloseTo(Math.log(1.1), 14);
    expect(continuousRate({ continuous: 0.7, per: "week" }, "day")).toBeCloseTo(0.1, 14);
    expect(convertTime({ length: 12, unit: "month" }, "year")).toBeCloseTo(1, 14);
    expect(() => convertTime({ length: -1, unit: "day" }, "week")).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});

describe("intervals", () => {
  it("of parameters hold the published values", () => {
    const { r, b } = parameterIntervals(model);
    expect(r!.low).toBeLessThan(0.243);
    expect(r!.high).toBeGreaterThan(0.243);
    expect(b!.high / b!.estimate).toBeCloseTo(b!.estimate / b!.low, 9);
  });
  it("by the delta method agree with models drawn from the fit", () => {
    const quantity = (fitted: typeof model): number => expectedTransactionsForNewCustomer(fitted, { horizon: 39 });
    const delta = deltaInterval(model, quantity);
    const drawn = sampleModels(model, { draws: 800, seed: 1 }).map(quantity);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length);
    expect(deviation / delta.standardError).toBeGreaterThan(0.85);
    expect(deviation / delta.standardError).toBeLessThan(1.15);
    expect(deltaInterval(fitSbg(HIGH_END.slice(0, 8)), (m) => survival(m, 12)[12]!).low).toBeLessThan(0.394);
  });
  it("of a portfolio: the total is less sure than its expectation, and holds what came", () => {
    const interval = portfolioInterval(model, summary, { horizon: 39, draws: 60, seed: "plan" });
    expect(interval.parameters.low).toBeGreaterThanOrEqual(interval.total.low);
    expect(interval.total.high).toBeGreaterThan(interval.parameters.high * 0.98);
    expect(interval.expected).toBeCloseTo(1653.4, 1);
    expect(portfolioInterval(model, summary, { horizon: 39, draws: 5, seed: "plan" })).toEqual(
      portfolioInterval(model, summary, { horizon: 39, draws: 5, seed: "plan" }),
    );
  });
  it("by parametric bootstrap spread as the standard errors say", () => {
    const models = bootstrapModels(model, summary, (simulated) => fitBgNbd(simulated), { draws: 12, seed: 3 });
    expect(models.length).toBe(12);
    const shapes = models.map(({ parameters }) => parameters.r);
    expect(Math.min(...shapes)).toBeGreaterThan(0.243 - 5 * 0.0126);
    expect(Math.max(...shapes)).toBeLessThan(0.243 + 5 * 0.0126);
    expect(Math.max(...shapes)).toBeGreaterThan(Math.min(...shapes));
  });
  it("need a fit", () => {
    expect(() => parameterIntervals({ kind: "bg-nbd", parameters: { r: 1 } })).toThrowError(
      expect.objectContaining({ code: "invalid_model" }),
    );
  });
});

describe("simulated futures have the mean that the formulas say", () => {
  const beta = { r: 0.6, alpha: 6, a: 0.8, b: 2.5 };
  const models = [
    { kind: "bg-nbd", version: 1, unit: "week", parameters: beta },
    { kind: "mbg-nbd", version: 1, unit: "week", parameters: beta },
    { kind: "bg-cnbd", version: 1, unit: "week", parameters: { k: 2, ...beta } },
    { kind: "mbg-cnbd", version: 1, unit: "week", parameters: { k: 3, ...beta } },
    { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.6, alpha: 6, s: 0.7, beta: 10 } },
    { kind: "nbd", version: 1, unit: "week", parameters: { r: 0.6, alpha: 6 } },
    { kind: "bg-bb", version: 1, unit: "week", parameters: { alpha: 1.2, beta: 0.8, gamma: 0.7, delta: 3 } },
  ] as const;
  it.each(models)("$kind", (truth) => {
    const simulated = simulateCustomers(truth, { customers: 12_000, age: 30, holdout: 20, seed: "future" });
    const expected = expectedTransactions(truth, simulated, { horizon: 20 }).reduce((sum, value) => sum + value, 0);
    // conditional on what was seen, the holdout and a drawn future share one expectation
    for (const drawn of [simulated.holdout, simulateFuture(truth, simulated, { horizon: 20, seed: "again" })]) {
      const total = drawn.reduce((sum, value) => sum + value, 0);
      const squares = drawn.reduce((sum, value) => sum + value * value, 0);
      expect(Math.abs(total - expected)).toBeLessThan(4 * Math.sqrt(squares));
    }
    const repeat = simulated.frequency.reduce((sum, value) => sum + value, 0);
    const spread = Math.sqrt(simulated.frequency.reduce((sum, value) => sum + value * value, 0));
    expect(Math.abs(repeat - 12_000 * expectedTransactionsForNewCustomer(truth, { horizon: 30 }))).toBeLessThan(4 * spread);
  });
});

describe("the choice between models", () => {
  it("rests on the holdout where there is one", () => {
    const selection = selectClvModel(summary, { holdout });
    expect(selection.by).toBe("holdout");
    expect(selection.chosen.model.kind).toBe("pareto-nbd");
    expect(selection.candidates.map(({ model: { kind } }) => kind)).toContain("nbd");
    expect(selection.words.en).toContain("naive forecast");
    expect(selection.words.zh).toContain("朴素预测");
  });
  it("else on BIC, and says when it is a draw", () => {
    const selection = selectClvModel(summary);
    expect(selection.chosen.model.kind).toBe("mbg-nbd");
    expect(selection.words.en).toContain("hardly more than a draw");
  });
  it("cohorts that follow one model are not told apart, and others are", () => {
    const early = Array.from(summary.age, (age) => (age > 33 ? "early" : "late"));
    expect(compareCohorts(summary, early, fitBgNbd).p).toBeGreaterThan(0.01);
    const often = Array.from(summary.frequency, (x, row) => (x > 2 || row % 7 === 0 ? "often" : "seldom"));
    expect(compareCohorts(summary, often, fitNbd).p).toBeLessThan(1e-6);
  });
});

import * as value from "clientele/value";
import { isClienteleError } from "clientele/kernel";
import type { Interaction } from "clientele/models";
import { describe, expect, test } from "vitest";
import { continuousRate, convertTime } from "../../src/value/clv/model/discounting.js";
import { sampleModels } from "../../src/value/clv/scores/draw-models.js";
import { parameterIntervals } from "../../src/value/clv/scores/intervals.js";
import { simulateFuture } from "../../src/value/clv/scores/simulate-future.js";

type Options = Readonly<Record<string, unknown>>;

/** Function with good options, the same with one wrong kind, and the options without which it refuses to run. */
interface Case {
  readonly name: string;
  readonly call: (options: never) => unknown;
  readonly good: Options;
  /** One wrong value for each option that is checked. */
  readonly wrong: Options;
  readonly mandatory?: readonly string[];
}

const DAY = 86_400_000;
const rows = [0, 3, 9, 20].flatMap((day, index) =>
  ["ann", "bob", "cid"]
    .slice(0, 1 + (index % 3))
    .map((customerId) => ({ customerId, at: day * DAY, amount: 500, currency: "EUR" })),
);
const summary = value.summarizeTransactions(rows, { asOf: 40 * DAY, unit: "day", zone: "UTC" });
const columns = {
  unit: "week" as const,
  frequency: Float64Array.of(0, 0, 1, 2, 0, 5, 1, 0),
  recency: Float64Array.of(0, 0, 9, 20, 0, 30, 2, 0),
  age: Float64Array.of(30, 38, 35, 31, 33, 32, 39, 36),
};
const nbd = { kind: "nbd", version: 1, unit: "day", parameters: { r: 1, alpha: 10 } } as const;
const weekly = value.fitNbd(columns);
const daily = { ...weekly, unit: "day" as const };
const sbg = { kind: "sbg", version: 1, parameters: { alpha: 2, beta: 1 } } as const;
const revenue = value.customerRevenue(rows);
const period = { ids: ["ann"], revenue: Float64Array.of(5), orders: Float64Array.of(1) };
const fitOptions = {
  good: { start: undefined, penalty: 0.1, maxIterations: 50 },
  wrong: { start: { r: -1 }, penalty: -1, maxIterations: 1.5 },
};
const covariates = {
  good: { ...fitOptions.good, covariates: {} },
  wrong: { ...fitOptions.wrong, covariates: { purchases: ["a"] } },
};
const regularity = { good: { ...fitOptions.good, k: undefined, maxK: 2 }, wrong: { ...fitOptions.wrong, k: 0, maxK: 51 } };
const twelve = new Array<number>(12).fill(1);
const clock = value.defineSeasonalClock({ zone: "UTC", index: twelve });
const discount = {
  good: { discountRate: { annual: 0.1 }, horizon: { length: 2, unit: "week" } },
  wrong: { discountRate: { annual: -1 }, horizon: { length: 2, unit: "weeks" } },
};
const holdout = { actual: new Float64Array(8), horizon: 5 };
const summaryOptions = {
  good: { asOf: 30 * DAY, unit: "day", grain: "day", zone: "UTC", acquiredFrom: 0, countFree: false, currency: "EUR", clock },
  wrong: {
    unit: "days",
    grain: "hour",
    countFree: "yes",
    zone: "Nowhere",
    currency: "euro",
    asOf: "2026-01-01",
    acquiredFrom: "now",
    clock: 5,
  },
};

const cases: readonly Case[] = [
  {
    name: "summarizeTransactions",
    call: (o) => value.summarizeTransactions(rows, o),
    ...summaryOptions,
    mandatory: ["asOf", "unit", "zone"],
  },
  {
    name: "summarizeCustomer",
    call: (o) => value.summarizeCustomer("ann", rows, o),
    ...summaryOptions,
    mandatory: ["asOf", "unit", "zone"],
  },
  {
    name: "splitHoldout",
    call: (o) => value.splitHoldout(rows, o),
    good: { ...summaryOptions.good, asOf: 10 * DAY, until: 30 * DAY },
    wrong: { ...summaryOptions.wrong, until: "soon" },
    mandatory: ["asOf", "unit", "zone", "until"],
  },
  {
    name: "defineSeasonalClock",
    call: (o) => value.defineSeasonalClock(o),
    good: { zone: "UTC", index: twelve },
    wrong: { index: 5 },
    mandatory: ["zone", "index"],
  },
  {
    name: "seasonalTime, range",
    call: (o) => value.seasonalTime(clock, o, { unit: "day" }),
    good: { from: 0, to: DAY },
    wrong: { from: "now", to: "2026-01-01" },
    mandatory: ["from", "to"],
  },
  {
    name: "seasonalTime, options",
    call: (o) => value.seasonalTime(clock, { from: 0, to: DAY }, o),
    good: { unit: "day" },
    wrong: { unit: "days" },
    mandatory: ["unit"],
  },
  {
    name: "rfmScores",
    call: (o) => value.rfmScores(summary, o),
    good: { bins: 3, thresholds: undefined },
    wrong: { bins: 1, thresholds: { recency: [1], frequency: [1], monetary: ["x"], unit: "day" } },
  },
  {
    name: "rfmScore, thresholds",
    call: (o) => value.rfmScore({ sinceLast: 1, transactions: 1, revenue: 1 }, o),
    good: { recency: [1], frequency: [1], monetary: [1], unit: "day" },
    wrong: { recency: 1, frequency: ["a"], unit: "days" },
    mandatory: ["recency", "frequency", "monetary", "unit"],
  },
  {
    name: "quantileThresholds",
    call: (o) => value.quantileThresholds(summary, o),
    good: { bins: 3 },
    wrong: { bins: 10 },
    mandatory: ["bins"],
  },
  {
    name: "naturalBreakThresholds",
    call: (o) => value.naturalBreakThresholds(summary, o),
    good: { bins: 3, scale: "log" },
    wrong: { bins: 10, scale: "logarithmic" },
    mandatory: ["bins"],
  },
  { name: "abcClasses", call: (o) => value.abcClasses(summary, o), good: { a: 0.7, b: 0.9 }, wrong: { a: 2, b: -1 } },
  { name: "paretoCurve", call: (o) => value.paretoCurve(summary, o), good: { maxPoints: 2 }, wrong: { maxPoints: 0 } },
  { name: "concentration", call: (o) => value.concentration(summary, o), good: { shares: [0.5] }, wrong: { shares: [2] } },
  {
    name: "customerRevenue",
    call: (o) => value.customerRevenue(rows, o),
    good: { asOf: 30 * DAY, from: 0, to: 20 * DAY, currency: "EUR" },
    wrong: { asOf: "now", from: "now", to: "now", currency: "euro" },
  },
  {
    name: "historicalValue",
    call: (o) => value.historicalValue(revenue, o),
    good: { costs: undefined, acquisition: { ann: 1 }, goodsShare: 0.5 },
    wrong: { costs: 1, acquisition: { ann: "1" }, goodsShare: 2 },
  },
  {
    name: "acquisitionReturn",
    call: (o) => value.acquisitionReturn(10, [5, 6], o),
    good: { lifetimeValue: 20 },
    wrong: { lifetimeValue: "20" },
  },
  {
    name: "loyaltyIndex",
    call: (o) => value.loyaltyIndex({ tenure: 1 }, o),
    good: { weights: { tenure: 1 }, halfway: { tenure: 1 } },
    wrong: { weights: { tenures: 1 }, halfway: { advocacy: 1 } },
  },
  {
    name: "loyaltyIndex, signs",
    call: (o) => value.loyaltyIndex(o),
    good: { tenure: 1, referrals: 2 },
    wrong: { tenure: -1, referrals: "2" },
  },
  { name: "valueChange", call: (o) => value.valueChange(period, period, o), good: { steady: 0.1 }, wrong: { steady: -1 } },
  { name: "fitNbd", call: (o) => value.fitNbd(columns, o), ...fitOptions },
  { name: "fitBgNbd", call: (o) => value.fitBgNbd(columns, o), ...covariates },
  { name: "fitMbgNbd", call: (o) => value.fitMbgNbd(columns, o), ...covariates },
  { name: "fitParetoNbd", call: (o) => value.fitParetoNbd(columns, o), ...covariates },
  { name: "fitBgCnbd", call: (o) => value.fitBgCnbd({ ...columns, logGaps: new Float64Array(8) }, o), ...regularity },
  { name: "fitMbgCnbd", call: (o) => value.fitMbgCnbd({ ...columns, logGaps: new Float64Array(8) }, o), ...regularity },
  { name: "fitBgBb", call: (o) => value.fitBgBb(columns, o), ...fitOptions },
  { name: "fitSbg", call: (o) => value.fitSbg([100, 50, 30], o), ...fitOptions },
  { name: "fitBdw", call: (o) => value.fitBdw([100, 50, 30], o), ...fitOptions },
  {
    name: "fitGammaGamma",
    call: (o) => value.fitGammaGamma({ frequency: Float64Array.of(1, 2, 3), monetary: Float64Array.of(500, 800, 600) }, o),
    ...fitOptions,
  },
  {
    name: "survival",
    call: (o) => value.survival(sbg, o),
    good: { periods: 3 },
    wrong: { periods: 1.5 },
    mandatory: ["periods"],
  },
  {
    name: "retentionRates",
    call: (o) => value.retentionRates(sbg, o),
    good: { periods: 3 },
    wrong: { periods: -1 },
    mandatory: ["periods"],
  },
  {
    name: "expectedLifetimePeriods",
    call: (o) => value.expectedLifetimePeriods(sbg, o),
    good: { rate: 0.1, periods: 3 },
    wrong: { rate: -1, periods: 1.5 },
  },
  {
    name: "residualLifetimePeriods",
    call: (o) => value.residualLifetimePeriods(sbg, 2, o),
    good: { rate: 0.1, periods: 3 },
    wrong: { rate: -1, periods: 1.5 },
  },
  {
    name: "expectedTransactions",
    call: (o) => value.expectedTransactions(nbd, summary, o),
    good: { horizon: 5 },
    wrong: { horizon: -3 },
    mandatory: ["horizon"],
  },
  {
    name: "expectedTransactionsForNewCustomer",
    call: (o) => value.expectedTransactionsForNewCustomer(nbd, o),
    good: { horizon: 5 },
    wrong: { horizon: "5" },
    mandatory: ["horizon"],
  },
  {
    name: "transactionDistribution",
    call: (o) => value.transactionDistribution(nbd, o),
    good: { horizon: 5, maxTransactions: 3 },
    wrong: { horizon: -1, maxTransactions: 1.5 },
    mandatory: ["horizon"],
  },
  {
    name: "discountedExpectedTransactions",
    call: (o) => value.discountedExpectedTransactions(nbd, summary, o),
    ...discount,
    mandatory: ["discountRate"],
  },
  {
    name: "customerLifetimeValue",
    call: (o) => value.customerLifetimeValue(nbd, summary, o),
    good: { ...discount.good, spend: 500, margin: 0.3 },
    wrong: { ...discount.wrong, spend: -1, margin: 30 },
    mandatory: ["spend", "margin", "discountRate"],
  },
  {
    name: "customerIntervals",
    call: (o) => value.customerIntervals(daily, summary, o),
    good: { horizon: 5, spend: 500, margin: 0.5, draws: 3, seed: 1, models: [daily], level: 0.8 },
    wrong: { horizon: -1, spend: "many", margin: 2, draws: 0, seed: null, models: [], level: 1 },
    mandatory: ["horizon", "seed"],
  },
  {
    name: "portfolioInterval",
    call: (o) => value.portfolioInterval(weekly, columns, o),
    good: { horizon: 5, draws: 3, seed: "s", models: [weekly], valuePerPurchase: new Float64Array(8), level: 0.8 },
    wrong: { horizon: -1, draws: 0, seed: {}, models: [], valuePerPurchase: 3, level: 0 },
    mandatory: ["horizon", "seed"],
  },
  {
    name: "deltaInterval",
    call: (o) => value.deltaInterval(weekly, (m) => m.parameters.r, o),
    good: { level: 0.9 },
    wrong: { level: 95 },
  },
  { name: "parameterIntervals", call: (o) => parameterIntervals(weekly, o), good: { level: 0.9 }, wrong: { level: 95 } },
  {
    name: "bootstrapModels",
    call: (o) => value.bootstrapModels(weekly, columns, (s) => value.fitNbd(s), o),
    good: { draws: 1, seed: 1 },
    wrong: { draws: -1, seed: true },
    mandatory: ["draws", "seed"],
  },
  {
    name: "sampleModels",
    call: (o) => sampleModels(weekly, o),
    good: { draws: 1, seed: 1 },
    wrong: { draws: 1.5, seed: true },
    mandatory: ["draws", "seed"],
  },
  {
    name: "simulateCustomers",
    call: (o) => value.simulateCustomers(nbd, o),
    good: { customers: 2, age: 5, holdout: 3, seed: 1, covariates: {} },
    wrong: { customers: 1.5, age: "5", holdout: -1, seed: null, covariates: { a: 1 } },
    mandatory: ["customers", "age", "seed"],
  },
  {
    name: "simulateFuture",
    call: (o) => simulateFuture(nbd, summary, o),
    good: { horizon: 5, seed: 1 },
    wrong: { horizon: -1, seed: null },
    mandatory: ["horizon", "seed"],
  },
  {
    name: "trackingSeries",
    call: (o) => value.trackingSeries(nbd, summary, o),
    good: { periods: 2, step: 3, actual: [1, 2] },
    wrong: { periods: -1, step: 0, actual: 5 },
    mandatory: ["periods"],
  },
  {
    name: "frequencyHistogram",
    call: (o) => value.frequencyHistogram(nbd, summary, o),
    good: { maxTransactions: 3 },
    wrong: { maxTransactions: -1 },
  },
  {
    name: "evaluateHoldout, holdout",
    call: (o) => value.evaluateHoldout(weekly, columns, o),
    good: { ...holdout, previous: undefined },
    wrong: { actual: 1, horizon: -1, previous: "x" },
    mandatory: ["actual", "horizon"],
  },
  {
    name: "evaluateForecast, holdout",
    call: (o) => value.evaluateForecast(new Float64Array(8), columns, o),
    good: { ...holdout, previous: undefined },
    wrong: { actual: 1, horizon: -1, previous: "x" },
    mandatory: ["actual", "horizon"],
  },
  { name: "selectClvModel", call: (o) => value.selectClvModel(columns, o), good: { holdout }, wrong: { holdout: { actual: 1 } } },
  {
    name: "productDemand",
    call: (o) => value.productDemand([] as Interaction[], o),
    good: {
      before: { from: 0, to: 5 },
      after: { from: "1970-01-02T00:00:00Z", to: new Date(2 * DAY) },
      segmentOf: () => undefined,
      level: 0.9,
    },
    wrong: { before: { since: 0 }, after: 5, segmentOf: "country", level: 95 },
    mandatory: ["before", "after"],
  },
  {
    name: "seasonalActivity",
    call: (o) => value.seasonalActivity(rows, o),
    good: { asOf: 40 * DAY, zone: "UTC", currency: "EUR" },
    wrong: { asOf: "now", zone: "Nowhere", currency: "euro" },
    mandatory: ["asOf", "zone"],
  },
  {
    name: "serviceFit, customer",
    call: (o) => value.serviceFit(o, []),
    good: { products: ["a"], services: ["b"], signs: { c: 1 } },
    wrong: { products: "a", services: [1], signs: { c: 2 } },
    mandatory: ["signs"],
  },
  {
    name: "serviceTakeUp",
    call: (o) => value.serviceTakeUp([] as Interaction[], [], o),
    good: { from: 0, to: new Date(5), level: 0.9 },
    wrong: { from: "now", to: "now", level: 1 },
  },
  {
    name: "serviceEffect",
    call: (o) =>
      value.serviceEffect(
        [true, true, false, false].map((used) => ({ used, before: 0, after: 1 })),
        o,
      ),
    good: { randomized: true, level: 0.9 },
    wrong: { randomized: "yes", level: 1 },
  },
  {
    name: "continuousRate",
    call: (o) => continuousRate(o, "week"),
    good: { continuous: 0.1, per: "week" },
    wrong: { continuous: -1, per: "weeks" },
  },
  {
    name: "convertTime",
    call: (o) => convertTime(o, "week"),
    good: { length: 1, unit: "day" },
    wrong: { length: -1, unit: "days" },
    mandatory: ["length", "unit"],
  },
];

const run = ({ call }: Case, options: unknown): unknown => call(options as never);

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("options of value", () => {
  test.each(cases)("$name rejects an unknown option and names the nearest", (one) => {
    const [name] = Object.keys(one.good) as [string];
    const error = errorOf(() => run(one, { ...one.good, [`${name}x`]: 1 }));
    expect(isClienteleError(error, "invalid_option"), String(error)).toBe(true);
    expect(String(error)).toContain(`Did you mean \`${name}\`?`);
  });

  test.each(cases)("$name rejects a wrong kind of each option", (one) => {
    for (const [name, wrong] of Object.entries(one.wrong)) {
      const error = errorOf(() => run(one, { ...one.good, [name]: wrong }));
      expect(isClienteleError(error), `${name}: ${String(error)}`).toBe(true);
      expect(["invalid_option", "invalid_instant", "invalid_time_zone", "invalid_currency"]).toContain(
        (error as { code: string }).code,
      );
      expect(String(error), name).toContain(name);
    }
    expect(
      isClienteleError(
        errorOf(() => run(one, "text")),
        "invalid_option",
      ),
    ).toBe(true);
  });

  test.each(cases)("$name treats an undefined option as absent", (one) => {
    const mandatory = one.mandatory ?? [];
    const given = Object.fromEntries(mandatory.map((name) => [name, one.good[name]]));
    const absent = Object.fromEntries(
      Object.keys(one.good)
        .filter((name) => !mandatory.includes(name))
        .map((name) => [name, undefined]),
    );
    // a rate has one of two forms, and loyalty needs no sign
    if (one.name === "continuousRate") return;
    expect(run(one, { ...given, ...absent })).toEqual(run(one, given));
  });

  test.each(cases.filter(({ mandatory }) => mandatory !== undefined))("$name rejects missing mandatory options", (one) => {
    for (const name of one.mandatory!) {
      const error = errorOf(() => run(one, { ...one.good, [name]: undefined }));
      expect(isClienteleError(error), `${name}: ${String(error)}`).toBe(true);
      expect(String(error), name).toContain(name);
    }
    expect(isClienteleError(errorOf(() => run(one, undefined)))).toBe(true);
  });
});

import { isClienteleError } from "clientele/kernel";
import {
  assignActions,
  associationRules,
  behaviorOpportunities,
  blend,
  compareRecommenders,
  crossSellGaps,
  evaluateRecommender,
  fitBlend,
  fitContent,
  fitCustomerSimilarity,
  fitEase,
  fitImplicitAls,
  fitItemSimilarity,
  fitPersonalFrequency,
  fitPopularity,
  fitReplenishment,
  frequentItemsets,
  type ItemLog,
  itemLog,
  itemRule,
  leaveLastBasket,
  nextBestAction,
  noOutcomes,
  productPatterns,
  recommend,
  recommendPopulation,
  replenishment,
  searchRecommender,
  serviceSchedule,
  similarCustomers,
  splitLogByTime,
} from "clientele/recommend";
import { defineSchema } from "clientele/rules";
import { describe, expect, test } from "vitest";
import { catalog, DAY, log, rows } from "../fixtures/recommenders.js";

interface Case {
  readonly call: (options: never) => unknown;
  /** Mandatory options with valid values. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Wrong values by option; a name with a dot is an option inside another. */
  readonly wrong: Readonly<Record<string, unknown>>;
}

const popularity = fitPopularity(log);
const split = leaveLastBasket(log);
const evaluation = evaluateRecommender(fitPopularity(split.train), split);
const schema = defineSchema({});
const rule = schema.rules.attribute("tags").has("vip");
const weighting = { types: { "order.placed": "1" }, halfLifeDays: 0, scale: "none" };
const fits = { popular: (train: ItemLog) => fitPopularity(train) };
const action = { id: "call", kind: "call", propensity: 0.5, value: 1000 };
const momentum = { popularity, halfLifeDays: 5, strength: 1, against: 1, prior: 0.1 };

const cases: Readonly<Record<string, Case>> = {
  itemLog: { call: (options) => itemLog(rows, options), wrong: { asOf: "yesterday" } },
  associationRules: {
    call: (options) => associationRules(frequentItemsets([["a", "b"], ["a"]], { minSupport: 0.5 }), options),
    wrong: { minSupport: 2, minConfidence: -1, minLift: "1", minImprovement: Number.NaN, emptyLeft: 1 },
  },
  blend: {
    call: (options) => blend([{ model: popularity, weight: 1 }], options),
    wrong: { scale: "mean", momentum: { ...momentum, prior: 0 }, fallbacks: [1] },
  },
  fitContent: { call: (options) => fitContent(catalog, options), wrong: { ...weighting, log: rows } },
  fitCustomerSimilarity: {
    call: (options) => fitCustomerSimilarity(log, options),
    wrong: { ...weighting, neighbors: 0, shrink: -1 },
  },
  fitEase: { call: (options) => fitEase(log, options), wrong: { ...weighting, penalty: 0, maxItems: 0.5, neighbors: "all" } },
  frequentItemsets: {
    call: (options) => frequentItemsets([["a", "b"], ["a"]], options),
    given: { minSupport: 0.5 },
    wrong: { minSupport: 0, maxItems: 0, maxItemsets: -1 },
  },
  fitImplicitAls: {
    call: (options) => fitImplicitAls(log, options),
    given: { seed: 1 },
    wrong: { ...weighting, factors: 0, penalty: 0, alpha: -1, sweeps: 1.5, seed: null },
  },
  fitItemSimilarity: {
    call: (options) => fitItemSimilarity(log, options),
    wrong: { ...weighting, measure: "dice", transform: "log", shrink: -1, neighbors: 0 },
  },
  fitPersonalFrequency: {
    call: (options) => fitPersonalFrequency(log, options),
    wrong: { types: weighting.types, halfLifeDays: weighting.halfLifeDays },
  },
  fitPopularity: {
    call: (options) => fitPopularity(log, options),
    wrong: { ...weighting, trendHalfLifeDays: 0, segmentOf: "vip", zone: "Mars/Olympus" },
  },
  fitReplenishment: { call: (options) => fitReplenishment(log, options), wrong: { horizonDays: 0, prior: 0.5 } },
  replenishment: {
    call: (options) => replenishment(fitReplenishment(log), rows, options),
    given: { asOf: 20 * DAY },
    wrong: { asOf: "2026-01-01" },
  },
  similarCustomers: {
    call: (options) => similarCustomers(fitCustomerSimilarity(log), rows, options),
    wrong: { limit: 0, customerId: 7, asOf: Number.NaN },
  },
  itemRule: {
    call: (options) => typeof itemRule(rule, options),
    given: { schema, asOf: 0 },
    wrong: { schema: "products", asOf: "now" },
  },
  recommend: {
    call: (options) => recommend(popularity, rows, options),
    wrong: {
      limit: 0,
      asOf: "now",
      mode: "new",
      customerId: 1,
      segment: 1,
      catalog: {},
      allowUnlisted: "no",
      eligible: true,
      price: { min: -1, currency: "EUR" },
      exclude: "a",
      notAgainWithin: {},
      perCategory: { limit: 0 },
      diversity: 1,
      likeness: 1,
      pins: [1],
      boosts: { a: -1 },
      explore: { share: 2, seed: 1 },
    },
  },
  recommendPopulation: {
    call: (options) => recommendPopulation(popularity, log, options),
    wrong: { limit: 0, mode: "new", asOf: "now" },
  },
  compareRecommenders: {
    call: (options) => compareRecommenders(evaluation, evaluation, options),
    given: { metric: "ndcg", seed: 1 },
    wrong: { metric: "auc", seed: {}, draws: 0, level: 95 },
  },
  evaluateRecommender: {
    call: (options) => evaluateRecommender(fitPopularity(split.train), split, options),
    wrong: { mode: "repeat", k: 0, level: 1 },
  },
  fitBlend: {
    call: (options) => fitBlend(log, options),
    given: { parts: fits },
    wrong: { parts: {}, weights: [], scale: "mean", metric: "auc", fallbacks: [null], mode: "repeat", k: 0, level: 1 },
  },
  searchRecommender: {
    call: (options) => searchRecommender(log, [{ name: "popular", fit: fits.popular }], options),
    wrong: { metric: "auc", split: "last", mode: "repeat", k: 0, level: 1 },
  },
  splitLogByTime: {
    call: (options) => splitLogByTime(log, options),
    given: { asOf: 5 * DAY },
    wrong: { asOf: "now", until: "later" },
  },
  assignActions: {
    call: (options) =>
      assignActions([{ customerId: "ann", decision: nextBestAction([action], { asOf: 0, currency: "EUR" }) }], options),
    given: { capacity: { call: 1 } },
    wrong: { capacity: { call: -1 }, fair: { groupOf: () => "all", share: 2 } },
  },
  nextBestAction: {
    call: (options) => nextBestAction([action], options),
    given: { asOf: 0, currency: "EUR" },
    wrong: {
      asOf: "now",
      currency: "euro",
      subject: 1,
      schema: 1,
      contact: { phone: true },
      recent: {},
      fatigue: { share: 1, halfLifeDays: 1 },
      context: 1,
      strategy: "greedy",
      seed: {},
    },
  },
  serviceSchedule: {
    call: (options) => serviceSchedule([], options),
    given: { products: [], from: 0, to: DAY },
    wrong: {
      products: {},
      from: "now",
      to: "later",
      asOf: "now",
      followUps: [{ id: "a", days: -1, text: {} }],
      leadDays: { refill: -1 },
    },
  },
  behaviorOpportunities: {
    call: (options) => behaviorOpportunities(rows, options),
    given: { asOf: 20 * DAY },
    wrong: { asOf: "now", withinDays: 0, minCartHours: -1, minViews: 0, catalog: {} },
  },
  crossSellGaps: {
    call: (options) => crossSellGaps(log, options),
    wrong: { minBoth: 0, minShare: 2, minLift: -1, limit: 0, groupOf: "category" },
  },
  productPatterns: {
    call: (options) => productPatterns(log, options),
    given: { zone: "UTC", by: "hour" },
    wrong: { zone: "Mars/Olympus", by: "year", minBaskets: 0, falseDiscoveryRate: 1 },
  },
};

const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};
const refusal = /^invalid_(option|instant|duration|currency|time_zone)$/;

describe.each(Object.entries(cases))("options of %s", (_, { call, given = {}, wrong }) => {
  const run = (options: object): unknown => call({ ...given, ...options } as never);

  test("refuse a misspelled name with the nearest one", () => {
    const [name] = Object.keys(wrong) as [string];
    const error = thrown(() => run({ [`${name}x`]: 1 }));
    expect(isClienteleError(error, "invalid_option")).toBe(true);
    expect((error as Error).message).toBe(`\`${name}x\` is not an option here. Did you mean \`${name}\`?`);
  });

  test.each(Object.entries(wrong))("refuse a wrong kind of %s", (name, value) => {
    const error = thrown(() => run({ [name]: value }));
    expect(isClienteleError(error) ? error.code : error).toMatch(refusal);
    expect((error as { path: string }).path.startsWith(name)).toBe(true);
  });

  test("treat undefined as absent", () => {
    const absent = Object.fromEntries(Object.keys(wrong).map((name) => [name, undefined]));
    expect(call({ ...absent, ...given } as never)).toEqual(call(given as never));
  });

  test.each(Object.keys(given))("refuse a missing %s", (name) => {
    const error = thrown(() => run({ [name]: undefined }));
    expect(isClienteleError(error) ? error.code : error).toMatch(refusal);
    expect(isClienteleError(thrown(() => call(undefined as never)))).toBe(true);
  });
});

describe("options inside others", () => {
  const message = (work: () => unknown): string => (thrown(work) as Error).message;
  const answer = (options: object) => () => recommend(popularity, rows, options);

  test("are refused with their path and the nearest name", () => {
    expect(message(answer({ n: 3 }))).toContain("`n` is not an option here. Known options: limit, asOf, mode,");
    expect(message(answer({ perCategory: { most: 1 } }))).toContain("`perCategory.most` is not an option here.");
    expect(message(answer({ perCategory: {} }))).toBe("`perCategory.limit` must be an integer of at least 1, got undefined.");
    expect(message(answer({ price: { max: 500 } }))).toContain("`price.currency` must be an ISO 4217 code");
    expect(message(answer({ explore: { share: 0.1, seeds: 1 } }))).toContain("Did you mean `seed`?");
    expect(message(() => blend([{ model: popularity, weight: -1 }]))).toBe(
      "`parts[0].weight` must be a finite number of at least 0, got -1.",
    );
    expect(message(() => fitPopularity(log, { types: { view: Number.NaN } }))).toBe(
      "`types.view` must be a finite number, got NaN.",
    );
  });

  test("are checked before any work, so that outcomes of a wrong form are refused without actions", () => {
    const error = thrown(() =>
      nextBestAction([], { asOf: 0, currency: "EUR", outcomes: { ...noOutcomes, version: 2 as never } }),
    );
    expect(isClienteleError(error, "unknown_outcomes")).toBe(true);
  });
});

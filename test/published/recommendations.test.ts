import {
  associationRules,
  basketsOf,
  blend,
  compareRecommenders,
  evaluateRecommender,
  fitEase,
  fitPersonalFrequency,
  fitPopularity,
  frequentItemsets,
  itemLog,
  leaveLastBasket,
  recommend,
} from "clientele/recommend";
import { describe, expect, test } from "vitest";
import found from "../../bench/recommend-search.json" with { type: "json" };
import { ukLines } from "../fixtures/uk-lines.js";

// The published protocol: Online Retail, UK customers, last invoice held out. Parameters come from the search that
// `npm run bench recommend-search` runs on validation baskets; nothing here was tuned on the test.
const lines = ukLines();
const log = itemLog(lines);
const split = leaveLastBasket(log);
const { train } = split;

test("reads the published number of rows, customers and baskets", () => {
  expect([lines.length, log.customers.length, log.baskets, log.items.length]).toEqual([353_985, 3_916, 16_579, 3_639]);
  const pairs = new Set(Array.from(train.item, (item, row) => train.customer[row]! * 10_000 + item));
  expect([train.at.length, pairs.size, train.items.length, train.baskets]).toEqual([292_214, 203_400, 3_621, 14_016]);
  expect(split.tests.reduce((sum, { items }) => sum + items.length, 0)).toBe(51_886);
  expect(split.report).toMatchObject({ customers: 2_563, customersDropped: 1 });
  expect(split.tests.length).toBe(2_562);
  expect(leaveLastBasket(train).report.customers).toBe(1_819);
});

test("finds the published number of itemsets", () => {
  const baskets = basketsOf(train);
  const sizes = (minSupport: number) => {
    const { itemsets } = frequentItemsets(baskets, { minSupport });
    return [
      itemsets.length,
      itemsets.filter(({ items }) => items.length === 1).length,
      Math.max(...itemsets.map(({ items }) => items.length)),
      Math.min(...itemsets.map(({ count }) => count)),
    ];
  };
  expect(sizes(0.02)).toEqual([259, 212, 3, 281]);
  expect(sizes(0.01)).toEqual([1_106, 625, 4, 141]);
  const rules = associationRules(frequentItemsets(baskets, { minSupport: 0.01 }), { emptyLeft: false });
  expect(rules.rules[0]).toMatchObject({ left: ["22916", "22919"], right: "22917", count: 143 });
});

describe("held-out baskets of Online Retail", () => {
  const popularity = fitPopularity(train);
  const frequency = fitPersonalFrequency(train);
  const ease = fitEase(train, found.discovery.ease);
  const discovery = blend([{ model: ease, weight: 1 }], { momentum: { popularity, ...found.discovery.momentum } });
  const repeat = blend(
    [
      { model: frequency, weight: 1 },
      { model: ease, weight: found.repeat.easeWeight },
    ],
    { momentum: { popularity, ...found.repeat.momentum } },
  );
  const evaluated = {
    popularity: evaluateRecommender(popularity, split),
    frequency: evaluateRecommender(frequency, split),
    repeat: evaluateRecommender(repeat, split),
    ease: evaluateRecommender(ease, split, { mode: "discovery" }),
    discovery: evaluateRecommender(discovery, split, { mode: "discovery" }),
  };

  test("give simple recommenders their published metrics", () => {
    const { popularity: popular, frequency: own } = evaluated;
    const digits = ({ metrics }: typeof popular) =>
      (["precision", "recall", "ndcg"] as const).map((metric) => metrics[metric].estimate.toFixed(4));
    expect(digits(popular)).toEqual(["0.0553", "0.0381", "0.0675"]);
    expect(digits(own)).toEqual(["0.1962", "0.1879", "0.2689"]);
    expect(evaluated.ease.customers.length).toBe(2_263);
  });

  test("give the blend an nDCG@10 above 0.267 and a precision above 0.195 with repeats", () => {
    expect(evaluated.repeat.metrics.ndcg.estimate).toBeGreaterThan(0.267);
    expect(evaluated.repeat.metrics.precision.estimate).toBeGreaterThan(0.195);
  });

  test("give the blend an nDCG@10 above 0.083 for new items", () => {
    expect(evaluated.discovery.metrics.ndcg.estimate).toBeGreaterThan(0.083);
  });

  test("show that momentum improves both recommenders significantly", () => {
    const options = { metric: "ndcg", seed: "protocol", draws: 1_000 } as const;
    expect(compareRecommenders(evaluated.repeat, evaluated.frequency, options).difference.lower).toBeGreaterThan(0.01);
    expect(compareRecommenders(evaluated.discovery, evaluated.ease, options).difference.lower).toBeGreaterThan(0.02);
  });

  test("get from recommend the items that were evaluated", () => {
    const { customerId, asOf } = split.tests[7]!;
    const history = lines.filter((line) => line.customerId === customerId && Number(line.at) < asOf);
    const { items } = recommend(discovery, history, { asOf, mode: "discovery", customerId });
    const bought = new Set(history.map(({ itemId }) => itemId));
    expect(items.length).toBe(10);
    expect(items.every(({ itemId }) => !bought.has(itemId))).toBe(true);
    for (const { score, reasons } of items) {
      expect(reasons.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(score, 9);
    }
    const row = evaluated.discovery.customers.indexOf(customerId);
    const held = new Set(split.tests[7]!.items.filter((item) => !bought.has(item)));
    expect(items.filter(({ itemId }) => held.has(itemId)).length / 10).toBeCloseTo(
      evaluated.discovery.byCustomer.precision[row]!,
      12,
    );
  });
});

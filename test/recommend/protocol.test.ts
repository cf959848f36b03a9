import {
  associationRules,
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
import { basketsOf } from "../../src/recommend/log/baskets.js";
import { describe, expect, test } from "vitest";
import found from "../../bench/recommend-search.json" with { type: "json" };
import { ukLines } from "./online-retail.js";

// The protocol of references.md: Online Retail, UK customers, last invoice held out. Parameters come from the search that
// `npm run bench recommend-search` runs on validation baskets; nothing here was tuned on the test.
const lines = ukLines();
const log = itemLog(lines);
const split = leaveLastBasket(log);
const { train } = split;

test("the rows and customers of the protocol come out", () => {
  expect([lines.length, log.customers.length, log.baskets, log.items.length]).toEqual([353_985, 3_916, 16_579, 3_639]);
  const pairs = new Set(Array.from(train.item, (item, row) => train.customer[row]! * 10_000 + item));
  expect([train.at.length, pairs.size, train.items.length, train.baskets]).toEqual([292_214, 203_400, 3_621, 14_016]);
  expect(split.tests.reduce((sum, { items }) => sum + items.length, 0)).toBe(51_886);
  expect(split.report).toMatchObject({ customers: 2_563, customersDropped: 1 });
  expect(split.tests.length).toBe(2_562);
  expect(leaveLastBasket(train).report.customers).toBe(1_819);
});

test("the itemsets of the training baskets are as many as published", () => {
  const baskets = basketsOf(train);
  const sizes = (support: number) => {
    const { itemsets } = frequentItemsets(baskets, { support });
    return [
      itemsets.length,
      itemsets.filter(({ items }) => items.length === 1).length,
      Math.max(...itemsets.map(({ items }) => items.length)),
      Math.min(...itemsets.map(({ count }) => count)),
    ];
  };
  expect(sizes(0.02)).toEqual([259, 212, 3, 281]);
  expect(sizes(0.01)).toEqual([1_106, 625, 4, 141]);
  const rules = associationRules(frequentItemsets(baskets, { support: 0.01 }), { emptyLeft: false });
  expect(rules.rules[0]).toMatchObject({ left: ["22916", "22919"], right: "22917", count: 143 });
});

describe("on the held-out baskets", () => {
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
  const judged = {
    popularity: evaluateRecommender(popularity, split),
    frequency: evaluateRecommender(frequency, split),
    repeat: evaluateRecommender(repeat, split),
    ease: evaluateRecommender(ease, split, { mode: "discovery" }),
    discovery: evaluateRecommender(discovery, split, { mode: "discovery" }),
  };

  test("the simple ones give what was published", () => {
    const { popularity: popular, frequency: own } = judged;
    const digits = ({ metrics }: typeof popular) =>
      (["precision", "recall", "ndcg"] as const).map((metric) => metrics[metric].estimate.toFixed(4));
    expect(digits(popular)).toEqual(["0.0553", "0.0381", "0.0675"]);
    expect(digits(own)).toEqual(["0.1962", "0.1879", "0.2689"]);
    expect(judged.ease.customers.length).toBe(2_263);
  });

  test("with repeats allowed nDCG@10 is above .267 and precision above .195", () => {
    expect(judged.repeat.metrics.ndcg.estimate).toBeGreaterThan(0.267);
    expect(judged.repeat.metrics.precision.estimate).toBeGreaterThan(0.195);
  });

  test("of new items nDCG@10 is above .083", () => {
    expect(judged.discovery.metrics.ndcg.estimate).toBeGreaterThan(0.083);
  });

  test("what sells of late makes both better, beyond doubt", () => {
    const options = { metric: "ndcg", seed: "protocol", draws: 1_000 } as const;
    expect(compareRecommenders(judged.repeat, judged.frequency, options).lower).toBeGreaterThan(0.01);
    expect(compareRecommenders(judged.discovery, judged.ease, options).lower).toBeGreaterThan(0.02);
  });

  test("recommend answers with the items that the evaluation judged", () => {
    const { customerId, asOf } = split.tests[7]!;
    const history = lines.filter((line) => line.customerId === customerId && Number(line.at) < asOf);
    const { items } = recommend(discovery, history, { asOf, mode: "discovery", customerId });
    const bought = new Set(history.map(({ itemId }) => itemId));
    expect(items.length).toBe(10);
    expect(items.every(({ itemId }) => !bought.has(itemId))).toBe(true);
    for (const { score, reasons } of items) {
      expect(reasons.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(score, 9);
    }
    const row = judged.discovery.customers.indexOf(customerId);
    const held = new Set(split.tests[7]!.items.filter((item) => !bought.has(item)));
    expect(items.filter(({ itemId }) => held.has(itemId)).length / 10).toBeCloseTo(
      judged.discovery.byCustomer.precision[row]!,
      12,
    );
  });
});

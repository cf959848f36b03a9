import { type ErrorCode, isClienteleError } from "clientele/kernel";
import {
  blend,
  fitContent,
  fitEase,
  fitImplicitAls,
  fitItemSimilarity,
  fitPersonalFrequency,
  fitPopularity,
  fitReplenishment,
  frequentItemsets,
  itemLog,
  leaveLastBasket,
  recommend,
  searchRecommender,
} from "clientele/recommend";
import { describe, expect, test } from "vitest";
import { buys, log } from "../fixtures/recommenders.js";

const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("invalid input", () => {
  const model = fitPopularity(log);
  const cases: [string, ErrorCode, () => unknown][] = [
    ["a count of 0", "invalid_option", () => recommend(model, [], { limit: 0 })],
    ["an unknown mode", "invalid_option", () => recommend(model, [], { mode: "some" as never })],
    ["a diversity of 1", "invalid_option", () => recommend(model, [], { diversity: 1 })],
    ["a negative boost", "invalid_option", () => recommend(model, [], { boosts: { a: -1 } })],
    ["an empty duration", "invalid_duration", () => recommend(model, [], { notAgainWithin: {} })],
    ["a negative weight", "invalid_item_interaction", () => recommend(model, [{ itemId: "a", at: 0, weight: -1 }])],
    ["an invalid instant", "invalid_item_interaction", () => recommend(model, [{ itemId: "a", at: Number.NaN }])],
    ["a missing model", "unknown_recommender", () => recommend(null as never, [])],
    ["a model of a later version", "unknown_recommender", () => recommend({ ...model, version: 2 } as never, [])],
    ["a model of another kind", "unknown_recommender", () => recommend({ ...model, kind: "magic" } as never, [])],
    ["an empty log", "empty_log", () => fitEase(itemLog([]))],
    ["a penalty of 0", "invalid_option", () => fitEase(log, { penalty: 0 })],
    ["0 neighbors", "invalid_option", () => fitItemSimilarity(log, { neighbors: 0 })],
    ["an unknown measure", "invalid_option", () => fitItemSimilarity(log, { measure: "dice" as never })],
    ["half a factor", "invalid_option", () => fitImplicitAls(log, { factors: 0.5, seed: 1 })],
    ["a half-life of 0", "invalid_option", () => fitPersonalFrequency(log, { halfLifeDays: 0 })],
    ["a support of 0", "invalid_option", () => frequentItemsets([["a"]], { minSupport: 0 })],
    ["an empty list of baskets", "empty_log", () => frequentItemsets([], { minSupport: 0.5 })],
    ["too many itemsets", "invalid_option", () => frequentItemsets([["a", "b", "c"]], { minSupport: 0.1, maxItemsets: 3 })],
    ["a blend without parts", "invalid_option", () => blend([])],
    ["a repeated item", "invalid_option", () => fitContent([{ id: "a" }, { id: "a" }])],
    ["a log without repeat purchases", "empty_log", () => fitReplenishment(itemLog(buys("ann", "ab")))],
    ["a log with one basket per customer", "empty_log", () => leaveLastBasket(itemLog(buys("ann", "ab")))],
    [
      "two candidates with one name",
      "invalid_option",
      () =>
        searchRecommender(log, [
          { name: "a", fit: fitPopularity },
          { name: "a", fit: fitPopularity },
        ]),
    ],
  ];
  test.each(cases)("refuses %s with %s", (_, code, work) => {
    expect(isClienteleError(thrown(work), code)).toBe(true);
  });
});

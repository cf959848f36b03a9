import {
  evaluateRecommender,
  fitBlend,
  fitPersonalFrequency,
  fitPopularity,
  itemLog,
  leaveLastBasket,
} from "clientele/recommend";
import { describe, expect, test } from "vitest";
import { ITEMS } from "../../fixtures/random-logs.js";

const DAY = 864e5;

describe("fitBlend", () => {
  test("chooses weights on baskets that it holds out itself", () => {
    const shopping = ["ann", "bob", "cem", "dot"].flatMap((customerId, n) =>
      Array.from({ length: 6 }, (_, at) => ({ customerId, itemId: ITEMS[n]!, at: at * DAY })).concat(
        Array.from({ length: 2 }, (_, at) => ({ customerId, itemId: "g", at: at * DAY })),
      ),
    );
    const model = fitBlend(itemLog(shopping), {
      parts: { popular: (train) => fitPopularity(train), again: (train) => fitPersonalFrequency(train) },
      k: 1,
    });
    // The popular g was bought twice long ago: the item that each customer buys all the time must win.
    expect(model.parts.map(({ weight }) => weight > 0)).toEqual([true, true]);
    const split = leaveLastBasket(itemLog(shopping));
    const evaluation = evaluateRecommender(model, split, { k: 1 });
    expect(evaluation.metrics.hitRate.estimate).toBe(1);
    expect([evaluation.coverage, evaluation.popularity.recommended]).toEqual([4 / 5, 0.25]);
  });
});

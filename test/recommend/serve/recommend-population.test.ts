import { fitReplenishment, recommend, recommendPopulation } from "clientele/recommend";
import { describe, expect, test } from "vitest";
import { DAY, ids, log, models, rows } from "../../fixtures/recommenders.js";

describe("recommendPopulation", () => {
  const every = { ...models(), replenishment: fitReplenishment(log) };

  test("returns the items that recommend returns for each customer", () => {
    for (const model of Object.values(every)) {
      const { customers, starts, item, items } = recommendPopulation(model, log, { limit: 4, asOf: 20 * DAY });
      customers.forEach((customerId, row) => {
        const history = rows.filter((one) => one.customerId === customerId);
        const single = recommend(model, history, { limit: 4, customerId, asOf: 20 * DAY });
        expect([...item.subarray(starts[row], starts[row + 1])].map((at) => items[at])).toEqual(ids(single));
      });
    }
  });
});

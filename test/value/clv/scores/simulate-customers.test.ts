import { expectedTransactionsForNewCustomer, expectedTransactions, simulateCustomers } from "clientele/value";
import { simulateFuture } from "../../../../src/value/clv/scores/simulate-future.js";
import { describe, expect, test } from "vitest";

describe("simulation", () => {
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
  test.each(models)("simulated futures under $kind have the expected mean", (truth) => {
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

import { readFileSync } from "node:fs";
import {
  type BgNbdModel,
  discountedExpectedTransactions,
  expectedTransactions,
  expectedTransactionsForNewCustomer,
  type MbgNbdModel,
  type ParetoNbdModel,
  probabilityAlive,
  transactionDistribution,
} from "clientele/value";
import { describe, expect, test } from "vitest";

const bgNbd = (r: number, alpha: number, a: number, b: number): BgNbdModel => ({
  kind: "bg-nbd",
  version: 1,
  unit: "week",
  parameters: { r, alpha, a, b },
});

const mbgNbd = (r: number, alpha: number, a: number, b: number): MbgNbdModel => ({
  kind: "mbg-nbd",
  version: 1,
  unit: "week",
  parameters: { r, alpha, a, b },
});

const paretoNbd = (r: number, alpha: number, s: number, beta: number): ParetoNbdModel => ({
  kind: "pareto-nbd",
  version: 1,
  unit: "week",
  parameters: { r, alpha, s, beta },
});

const B = bgNbd(0.243, 4.414, 0.793, 2.426);

const M = mbgNbd(0.525, 6.183, 0.891, 1.614);

const N = paretoNbd(0.553, 10.578, 0.606, 11.669);

const customer = (frequency: number, recency: number, age: number) => ({ frequency, recency, age });

function close(actual: number, truth: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - truth) / Math.abs(truth), `${actual} for ${truth}`).toBeLessThan(tolerance);
}

describe("consistency of predictions", () => {
  test("has a distribution that sums to 1 with the expectation as its mean", () => {
    const erlang = { kind: "mbg-cnbd", version: 1, unit: "week", parameters: { k: 3, ...M.parameters } } as const;
    for (const model of [
      B,
      M,
      N,
      erlang,
      { kind: "nbd", version: 1, unit: "week", parameters: { r: 0.4, alpha: 12 } } as const,
    ]) {
      const distribution = transactionDistribution(model, { horizon: 39, maxTransactions: 1500 });
      close(
        distribution.reduce((sum, value) => sum + value, 0),
        1,
      );
      close(
        distribution.reduce((sum, value, n) => sum + n * value, 0),
        expectedTransactionsForNewCustomer(model, { horizon: 39 }),
      );
    }
  });
  test("scores one customer exactly as the batch", () => {
    const summary = {
      unit: "week" as const,
      frequency: Float64Array.of(0, 2, 1, 26),
      recency: Float64Array.of(0, 30.43, 1.71, 30.86),
      age: Float64Array.of(38.86, 38.86, 38.86, 31),
    };
    const erlang = { kind: "bg-cnbd", version: 1, unit: "week", parameters: { k: 3, ...B.parameters } } as const;
    for (const model of [B, M, N, erlang]) {
      const alive = probabilityAlive(model, summary);
      const expected = expectedTransactions(model, summary, { horizon: 39 });
      summary.frequency.forEach((x, row) => {
        const one = customer(x, summary.recency[row]!, summary.age[row]!);
        expect(probabilityAlive(model, one)).toBe(alive[row]);
        expect(expectedTransactions(model, one, { horizon: 39 })).toBe(expected[row]);
      });
    }
  });
  test("returns the plain expectation for a discount rate of 0, and less for a positive rate", () => {
    for (const model of [B, M, N]) {
      const c = customer(2, 30.43, 38.86);
      const horizon = { length: 52, unit: "week" } as const;
      const plain = discountedExpectedTransactions(model, c, { discountRate: { annual: 0 }, horizon });
      close(plain, expectedTransactions(model, c, { horizon: 52 }));
      expect(discountedExpectedTransactions(model, c, { discountRate: { annual: 0.1 }, horizon })).toBeLessThan(plain);
      expect(() => discountedExpectedTransactions(model, c, { discountRate: { annual: 0 } })).toThrowError(
        expect.objectContaining({ code: "infinite_expectation" }),
      );
    }
  });
});

describe("expected transactions", () => {
  test("agrees with quadrature at 500 random points to 1e-11", () => {
    const { points } = JSON.parse(readFileSync(new URL("../../../fixtures/quadrature-points.json", import.meta.url), "utf8")) as {
      points: [string, number, number, number, number, number, number, number, number, number][];
    };
    expect(points.length).toBe(500);
    for (const [kind, first, second, third, fourth, x, tx, T, t, truth] of points) {
      const make = kind === "bg-nbd" ? bgNbd : kind === "mbg-nbd" ? mbgNbd : paretoNbd;
      close(expectedTransactions(make(first, second, third, fourth), customer(x, tx, T), { horizon: t }), truth, 1e-11);
    }
  });
});

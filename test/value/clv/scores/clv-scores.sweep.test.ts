import { seededRandom } from "clientele/kernel";
import {
  discountedExpectedTransactions,
  expectedTransactions,
  expectedTransactionsForNewCustomer,
  logLikelihood,
  probabilityAlive,
  type PurchaseModel,
  transactionDistribution,
} from "clientele/value";
import { cnbdExpectedTransactions, cnbdProbabilityAlive } from "../../../../src/value/clv/beta-geometric/bg-cnbd.js";
import { describe, expect, test } from "vitest";

/** Points of the sweep: 20,000 here; CI sets CLIENTELE_SWEEP=200000. */
const POINTS = Number(process.env.CLIENTELE_SWEEP ?? 20_000);

interface Point {
  readonly customer: { readonly frequency: number; readonly recency: number; readonly age: number };
  readonly parameters: readonly [number, number, number, number];
  readonly horizon: number;
}

/** x from 0 to 5,000, t_x ≤ T ≤ 5,000, parameters from 1e-3 to 1e4, a third of them where a formula is 0/0. */
function point(index: number): Point {
  const random = seededRandom(`sweep ${index}`);
  const log = (low: number, high: number): number => low * (high / low) ** random();
  const age = random() < 0.05 ? 5000 * random() : log(1e-2, 5000);
  const frequency = random() < 0.3 ? Math.floor(3 * random()) : Math.floor(log(1, 5001));
  const recency = frequency === 0 ? 0 : random() < 0.1 ? age : age * random();
  const parameters: [number, number, number, number] = [log(1e-3, 1e4), log(1e-3, 1e4), log(1e-3, 1e4), log(1e-3, 1e4)];
  const kind = random();
  if (kind < 0.1) parameters[2] = 1;
  else if (kind < 0.15) parameters[2] = 1 + (random() - 0.5) * 10 ** (-1 - 14 * random());
  else if (kind < 0.2) {
    parameters[2] = random();
    parameters[3] = 1 - parameters[2];
  } else if (kind < 0.3) parameters[3] = parameters[1];
  return { customer: { frequency, recency, age }, parameters, horizon: log(1e-2, 5000) };
}

function models([r, alpha, third, fourth]: Point["parameters"]): PurchaseModel[] {
  const beta = { r, alpha, a: third, b: fourth };
  return [
    { kind: "bg-nbd", version: 1, unit: "week", parameters: beta },
    { kind: "mbg-nbd", version: 1, unit: "week", parameters: beta },
    { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r, alpha, s: third, beta: fourth } },
  ];
}

describe(`scores at ${POINTS} random points`, () => {
  test("are finite, at least 0 and nondecreasing in the horizon, and P(alive) is a probability", () => {
    for (let index = 0; index < POINTS; index++) {
      const { customer, parameters, horizon } = point(index);
      for (const model of models(parameters)) {
        const tell = (): string => `${index} ${model.kind} ${JSON.stringify([parameters, customer, horizon])}`;
        const alive = probabilityAlive(model, customer);
        if (!(alive >= 0 && alive <= 1)) throw new Error(`P(alive) ${alive} at ${tell()}`);
        let before = 0;
        for (const t of [horizon / 2, horizon, horizon * 3]) {
          const expected = expectedTransactions(model, customer, { horizon: t });
          // values by series and by integral differ in their last digits
          if (!(expected >= before * (1 - 1e-10) && expected < Infinity))
            throw new Error(`E(${t}) ${expected} < ${before} at ${tell()}`);
          before = expected;
        }
        const ofNew = expectedTransactionsForNewCustomer(model, { horizon });
        if (!(ofNew >= 0 && ofNew < Infinity)) throw new Error(`new ${ofNew} at ${tell()}`);
        if (!Number.isFinite(logLikelihood(model, customer))) throw new Error(`log-likelihood at ${tell()}`);
      }
    }
    expect(POINTS).toBeGreaterThan(0);
  }, 600_000);
  test("hold for CNBD-k, and k = 1 equals the model without k", () => {
    for (let index = 0; index < POINTS / 20; index++) {
      const { customer, parameters, horizon } = point(index);
      for (const model of models(parameters).slice(0, 2)) {
        if (model.kind !== "bg-nbd" && model.kind !== "mbg-nbd") continue;
        for (const k of [1, 2, 4]) {
          const erlang = {
            ...model,
            kind: model.kind === "bg-nbd" ? "bg-cnbd" : "mbg-cnbd",
            parameters: { k, ...model.parameters },
          } as const;
          const tell = `${index} ${erlang.kind} ${k} ${JSON.stringify([parameters, customer, horizon])}`;
          const alive = cnbdProbabilityAlive(erlang, customer);
          const near = cnbdExpectedTransactions(erlang, customer, horizon);
          const far = cnbdExpectedTransactions(erlang, customer, 2 * horizon);
          expect(alive >= 0 && alive <= 1, tell).toBe(true);
          expect(near >= 0 && far >= near * (1 - 1e-7) && far < Infinity, `${near} ${far} at ${tell}`).toBe(true);
          if (k === 1)
            expect(Math.abs(near - expectedTransactions(model, customer, { horizon })), tell).toBeLessThanOrEqual(1e-9 * near);
        }
      }
    }
  }, 300_000);
  test("are finite for discounted purchases and distributions, and discounting lowers them", () => {
    for (let index = 0; index < POINTS / 100; index++) {
      const { customer, parameters, horizon } = point(index);
      for (const model of models(parameters)) {
        const tell = `${index} ${model.kind} ${JSON.stringify([parameters, customer, horizon])}`;
        const discounted = discountedExpectedTransactions(model, customer, {
          discountRate: { annual: 0.1 },
          horizon: { length: horizon, unit: "week" },
        });
        const endless = discountedExpectedTransactions(model, customer, { discountRate: { annual: 0.1 } });
        expect(
          discounted >= 0 && discounted <= expectedTransactions(model, customer, { horizon }) * (1 + 1e-8),
          `${discounted} at ${tell}`,
        ).toBe(true);
        expect(endless >= discounted * (1 - 1e-8) && endless < Infinity, `${endless} ${discounted} at ${tell}`).toBe(true);
        const distribution = transactionDistribution(model, { horizon, maxTransactions: 5 });
        const sum = distribution.reduce((total, value) => total + value, 0);
        expect(distribution.every((value) => value >= 0) && sum <= 1 + 1e-9, `${sum} at ${tell}`).toBe(true);
      }
    }
  }, 300_000);
});

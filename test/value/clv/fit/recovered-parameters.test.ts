import {
  fitBgBb,
  fitBgCnbd,
  fitBgNbd,
  fitMbgCnbd,
  fitParetoNbd,
  simulateCustomers,
  probabilityAlive,
  logLikelihood,
} from "clientele/value";
import { describe, expect, test } from "vitest";

describe("parameters are recovered from simulated customers", () => {
  const within = (
    model: { parameters: object; fit: { standardErrors: Readonly<Record<string, number | null>> } },
    truth: object,
  ): void => {
    for (const [name, value] of Object.entries(truth)) {
      if (name === "k") continue;
      const estimate = (model.parameters as Record<string, number>)[name]!;
      expect(Math.abs(estimate - value), name).toBeLessThan(3 * model.fit.standardErrors[name]!);
    }
  };
  const ages = (customers: number): Float64Array => Float64Array.from({ length: customers }, (_, row) => 40 + (row % 20));
  test("recovers the regularity and the parameters of CNBD-k", () => {
    for (const [kind, fit] of [
      ["bg-cnbd", fitBgCnbd],
      ["mbg-cnbd", fitMbgCnbd],
    ] as const) {
      for (const k of [1, 2, 3]) {
        const parameters = { k, r: 0.9, alpha: 3, a: 0.8, b: 2.5 };
        const customers = simulateCustomers(
          { kind, version: 1, unit: "week", parameters },
          { customers: 4000, age: ages(4000), seed: `${kind}${k}` },
        );
        const model = fit(customers);
        expect(model.parameters.k).toBe(k);
        within(model, parameters);
        expect(logLikelihood(model, customers)).toBeCloseTo(model.fit.logLikelihood, 5);
      }
    }
  });
  test("recovers the parameters of BG/NBD, Pareto/NBD and BG/BB", () => {
    const bg = { r: 0.5, alpha: 5, a: 0.8, b: 2.5 };
    within(
      fitBgNbd(
        simulateCustomers(
          { kind: "bg-nbd", version: 1, unit: "week", parameters: bg },
          { customers: 4000, age: ages(4000), seed: 1 },
        ),
      ),
      bg,
    );
    const pareto = { r: 0.8, alpha: 6, s: 0.7, beta: 10 };
    within(
      fitParetoNbd(
        simulateCustomers(
          { kind: "pareto-nbd", version: 1, unit: "week", parameters: pareto },
          { customers: 4000, age: ages(4000), seed: 2 },
        ),
      ),
      pareto,
    );
    const bb = { alpha: 1.2, beta: 0.8, gamma: 0.7, delta: 2.8 };
    within(
      fitBgBb(
        simulateCustomers({ kind: "bg-bb", version: 1, unit: "year", parameters: bb }, { customers: 6000, age: 6, seed: 3 }),
      ),
      bb,
    );
  });
  test("recovers the effects of static covariates", () => {
    const customers = 4000;
    const channel = Float64Array.from({ length: customers }, (_, row) => row % 2);
    const model = {
      kind: "bg-nbd",
      version: 1,
      unit: "week",
      parameters: { r: 0.8, alpha: 6, a: 0.8, b: 2.5 },
      covariates: { alpha: { channel: 0.7 } },
    } as const;
    const simulated = {
      ...simulateCustomers(model, { customers, age: ages(customers), seed: 4, covariates: { channel } }),
      covariates: { channel },
    };
    const fitted = fitBgNbd(simulated, { covariates: { purchase: ["channel"] } });
    expect(Math.abs(fitted.covariates!.alpha!.channel! - 0.7)).toBeLessThan(3 * fitted.fit.standardErrors["alpha:channel"]!);
    expect(fitted.fit.logLikelihood).toBeGreaterThan(fitBgNbd(simulated).fit.logLikelihood + 20);
    expect(logLikelihood(fitted, simulated)).toBeCloseTo(fitted.fit.logLikelihood, 5);
    const pareto = {
      kind: "pareto-nbd",
      version: 1,
      unit: "week",
      parameters: { r: 0.8, alpha: 6, s: 0.7, beta: 10 },
      covariates: { alpha: { channel: 0.5 }, beta: { channel: -0.6 } },
    } as const;
    const other = {
      ...simulateCustomers(pareto, { customers, age: ages(customers), seed: 5, covariates: { channel } }),
      covariates: { channel },
    };
    const found = fitParetoNbd(other, { covariates: { purchase: ["channel"], dropout: ["channel"] } });
    expect(Math.abs(found.covariates!.alpha!.channel! - 0.5)).toBeLessThan(3 * found.fit.standardErrors["alpha:channel"]!);
    expect(Math.abs(found.covariates!.beta!.channel! + 0.6)).toBeLessThan(3 * found.fit.standardErrors["beta:channel"]!);
    expect(() => probabilityAlive(found, { frequency: 1, recency: 3, age: 20 })).toThrowError(
      expect.objectContaining({ code: "missing_covariate" }),
    );
  });
});

import { customerLifetimeValue, expectedSpend, fitGammaGamma, spendIndependence, summarizeTransactions } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cdnowExact } from "../../../fixtures/reference-customers.js";

const DAY = 86_400_000;
const customer = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.double({ min: 1, max: 400, noNaN: true }));
const population = fc.array(customer, { minLength: 12, maxLength: 60 }).map((rows) => ({
  frequency: Float64Array.from(rows, ([frequency]) => frequency),
  monetary: Float64Array.from(rows, ([frequency, mean]) => (frequency === 0 ? Number.NaN : mean)),
}));

describe("Gamma-Gamma model of spend", () => {
  test("gives the same p and q and a proportional gamma in any unit of money", () => {
    fc.assert(
      fc.property(population, fc.constantFrom(0.01, 100, 1000, 1e6), (spend, factor) => {
        fc.pre(spend.frequency.some((frequency) => frequency > 0));
        const model = fitGammaGamma(spend);
        const scaled = fitGammaGamma({ ...spend, monetary: spend.monetary.map((mean) => factor * mean) });
        expect(scaled.counts).toEqual(model.counts);
        const shift = spend.frequency.filter((frequency) => frequency > 0).length * Math.log(factor);
        expect(Math.abs(scaled.fit.logLikelihood + shift - model.fit.logLikelihood)).toBeLessThan(1e-4);
        // on a flat likelihood the last digits of the data decide where the search stops
        if (model.fit.diagnostics.length > 0 || scaled.fit.diagnostics.length > 0) return;
        for (const [name, unit] of [
          ["p", 1],
          ["q", 1],
          ["gamma", factor],
        ] as const) {
          expect(Math.abs(scaled.parameters[name] / model.parameters[name] / unit - 1), name).toBeLessThan(1e-6);
          expect(Math.abs(scaled.fit.standardErrors[name]! / model.fit.standardErrors[name]! / unit - 1), name).toBeLessThan(
            1e-4,
          );
        }
        expect(scaled.fit.converged).toBe(true);
      }),
      { numRuns: 40, seed: 8 },
    );
  });

  test("fits CDNOW in cents as in dollars", () => {
    const dollars = fitGammaGamma(cdnowExact());
    const cents = fitGammaGamma({ ...cdnowExact(), monetary: cdnowExact().monetary.map((mean) => 100 * mean) });
    expect(cents.parameters.p).toBeCloseTo(dollars.parameters.p, 6);
    expect(cents.parameters.q).toBeCloseTo(dollars.parameters.q, 6);
    expect(cents.parameters.gamma / 100).toBeCloseTo(dollars.parameters.gamma, 5);
    expect(cents.fit.standardErrors["gamma"]! / 100).toBeCloseTo(dollars.fit.standardErrors["gamma"]!, 4);
    expect(expectedSpend(cents, { frequency: 2, monetary: 2235 }) / 100).toBeCloseTo(
      expectedSpend(dollars, { frequency: 2, monetary: 22.35 }),
      7,
    );
    const rows = cdnowExact();
    expect(spendIndependence({ ...rows, monetary: rows.monetary.map((mean) => 100 * mean) }).correlation).toBeCloseTo(
      spendIndependence(rows).correlation,
      12,
    );
  });

  test("returns spend and lifetime value in the minor units and the currency of the summary", () => {
    const rows = Array.from({ length: 12 }, (_, c) =>
      Array.from({ length: 1 + (c % 4) }, (__, n) => ({
        customerId: `c${c}`,
        at: (c + n * 10) * DAY,
        amount: 1000 + 50 * c,
        currency: "EUR",
      })),
    ).flat();
    const summary = summarizeTransactions(rows, { asOf: 60 * DAY, unit: "day", zone: "UTC" });
    const spend = fitGammaGamma(summary, { penalty: 0.01 });
    expect(spend.currency).toBe("EUR");
    const expected = expectedSpend(spend, summary);
    expect(Math.min(...expected)).toBeGreaterThan(500);
    expect(Math.max(...expected)).toBeLessThan(3000);
    const model = { kind: "nbd", version: 1, unit: "day", parameters: { r: 1, alpha: 30 } } as const;
    const options = { margin: 1, discountRate: { annual: 0 }, horizon: { length: 30, unit: "day" } } as const;
    const worth = customerLifetimeValue(model, summary, { ...options, spend });
    expect(worth.currency).toBe("EUR");
    worth.value.forEach((value, row) => {
      expect(value).toBeCloseTo(worth.purchases[row]! * expected[row]!, 8);
    });
    expect(() => customerLifetimeValue(model, { ...summary, currency: "USD" }, { ...options, spend })).toThrowError(
      expect.objectContaining({ code: "mixed_currencies" }),
    );
  });
});

import { customerLifetimeValue, fitBgNbd, fitGammaGamma } from "clientele/value";
import { continuousRate, convertTime } from "../../../../src/value/clv/model/discounting.js";
import { describe, expect, test } from "vitest";
import { cdnowExact } from "../../../fixtures/reference-customers.js";

const summary = cdnowExact();

const model = fitBgNbd(summary);

describe("customer lifetime value", () => {
  test("multiplies purchases, spend and margin, each in its unit", () => {
    const spend = fitGammaGamma(summary);
    const discountRate = { annual: 0.1 } as const;
    const year = customerLifetimeValue(model, summary, {
      spend,
      margin: 0.3,
      horizon: { length: 12, unit: "month" },
      discountRate,
    });
    const sameYear = customerLifetimeValue(model, summary, {
      spend,
      margin: 0.3,
      horizon: { length: 1, unit: "year" },
      discountRate,
    });
    const ever = customerLifetimeValue(model, summary, { spend, margin: 0.3, discountRate });
    expect(sameYear.total).toBeCloseTo(year.total, 6);
    expect(ever.total).toBeGreaterThan(year.total);
    expect(year.value.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
    expect(year.ids).toBe(summary.ids);
    expect(customerLifetimeValue(model, summary, { spend: 10, margin: 1, discountRate }).spend[0]).toBe(10);
    expect(() => customerLifetimeValue(model, summary, { spend, margin: 30, discountRate })).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
    expect(() => customerLifetimeValue(model, summary, { spend, margin: 0.3, discountRate: { annual: 0 } })).toThrowError(
      expect.objectContaining({ code: "infinite_expectation" }),
    );
  });
  test("converts rates and time spans exactly", () => {
    expect(continuousRate({ annual: 0.1 }, "year")).toBeCloseTo(Math.log(1.1), 14);
    expect(continuousRate({ continuous: 0.7, per: "week" }, "day")).toBeCloseTo(0.1, 14);
    expect(convertTime({ length: 12, unit: "month" }, "year")).toBeCloseTo(1, 14);
    expect(() => convertTime({ length: -1, unit: "day" }, "week")).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});

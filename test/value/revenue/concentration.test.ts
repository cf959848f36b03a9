import { concentration, gini, paretoCurve } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const columnsOf = (revenue: readonly number[]) => ({
  ids: revenue.map((_, index) => `c${String(index).padStart(2, "0")}`),
  revenue: Float64Array.from(revenue),
});

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** Integers with many ties, a few losses, and a positive total. */
const revenues = fc.array(fc.integer({ min: -20, max: 60 }), { minLength: 1, maxLength: 40 }).filter((values) => sum(values) > 0);

const refusal = (code: string) => expect.objectContaining({ code });

describe("concentration", () => {
  test("computes the Gini coefficient as the mean difference between two customers", () => {
    fc.assert(
      fc.property(revenues, (values) => {
        let difference = 0;
        for (const one of values) for (const other of values) difference += Math.abs(one - other);
        expect(gini(columnsOf(values))).toBeCloseTo(difference / (2 * values.length * sum(values)), 10);
      }),
    );
    expect(gini(columnsOf([7, 7, 7]))).toBe(0);
  });

  test("has a Gini coefficient that equals the area of the Pareto curve", () => {
    fc.assert(
      fc.property(revenues, (values) => {
        const { customerShare, revenueShare } = paretoCurve(columnsOf(values));
        let area = 0;
        for (let step = 1; step < customerShare.length; step++) {
          const width = customerShare[step]! - customerShare[step - 1]!;
          area += (width * (revenueShare[step]! + revenueShare[step - 1]!)) / 2;
        }
        expect(2 * area - 1).toBeCloseTo(gini(columnsOf(values)), 9);
        expect([customerShare[0], revenueShare[0], customerShare.at(-1), revenueShare.at(-1)]).toEqual([0, 0, 1, 1]);
      }),
    );
  });

  test("reduces the Pareto curve to points that lie on it", () => {
    const columns = columnsOf(Array.from({ length: 1000 }, (_, index) => index + 1));
    const full = paretoCurve(columns);
    const thin = paretoCurve(columns, { maxPoints: 10 });
    expect(thin.customerShare).toHaveLength(11);
    thin.customerShare.forEach((share, point) => {
      expect(thin.revenueShare[point]).toBe(full.revenueShare[Math.round(share * 1000)]);
    });
  });

  test("counts the top customers, rounded up, and the customers for half of the revenue", () => {
    const { top, customersForHalf, herfindahl } = concentration(columnsOf([50, 10, 10, 10, 10, 10]), { shares: [0.1, 1] });
    expect(top).toEqual([
      { top: 0.1, customers: 1, revenue: 50, revenueShare: 0.5 },
      { top: 1, customers: 6, revenue: 100, revenueShare: 1 },
    ]);
    expect(customersForHalf).toBe(1);
    expect(herfindahl).toBeCloseTo(0.25 + 5 * 0.01, 12);
  });

  test("rejects an empty population and shares outside (0, 1]", () => {
    for (const measure of [gini, paretoCurve, concentration]) {
      expect(() => measure(columnsOf([]))).toThrow(refusal("no_positive_total"));
    }
    expect(() => concentration(columnsOf([1]), { shares: [0] })).toThrow(refusal("invalid_option"));
    expect(() => paretoCurve(columnsOf([1]), { maxPoints: 0 })).toThrow(refusal("invalid_option"));
  });
});

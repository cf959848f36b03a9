import {
  abcClasses,
  concentration,
  contribution,
  contributionByGroup,
  customerRevenue,
  gini,
  paretoCurve,
  summarizeTransactions,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shuffledPair, transactionLog } from "./arbitrary-transactions.js";

const columnsOf = (revenue: readonly number[]) => ({
  ids: revenue.map((_, index) => `c${String(index).padStart(2, "0")}`),
  revenue: Float64Array.from(revenue),
});
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
/** Integers with many ties, a few losses, and a positive total. */
const revenues = fc.array(fc.integer({ min: -20, max: 60 }), { minLength: 1, maxLength: 40 }).filter((values) => sum(values) > 0);
const refusal = (code: string) => expect.objectContaining({ code });

describe("revenue by customer", () => {
  const at = Date.UTC(2026, 0, 10);
  const row = (amount: number, orderId: string | undefined, cost?: number, shift = 0) => ({
    customerId: "ann",
    at: at + shift,
    amount,
    currency: "EUR",
    ...(orderId !== undefined && { orderId }),
    ...(cost !== undefined && { cost }),
  });

  it("loses nothing: what is in the period and what is not add up", () => {
    fc.assert(
      fc.property(transactionLog, fc.integer({ min: 0, max: 60 }), (rows, days) => {
        const cut = Date.UTC(2026, 2, 1) + days * 86_400_000;
        const before = customerRevenue(rows, { to: cut });
        const after = customerRevenue(rows, { from: cut });
        expect(sum(before.revenue) + sum(after.revenue)).toBe(sum(rows.map(({ amount }) => amount)));
        expect(before.outside + after.outside).toBe(rows.length);
      }),
    );
  });

  it("is the same for any order of rows, and the same as the summary's", () => {
    fc.assert(
      fc.property(shuffledPair(transactionLog), ([rows, shuffled]) => {
        expect(customerRevenue(shuffled)).toEqual(customerRevenue(rows));
        const summary = summarizeTransactions(rows, { asOf: Date.UTC(2027, 0), unit: "day", zone: "UTC" });
        const { ids, revenue } = customerRevenue(rows);
        summary.ids.forEach((id, index) => {
          expect(summary.revenue[index]).toBe(revenue[ids.indexOf(id)]);
        });
      }),
    );
  });

  it("takes a refund from the period of its order, and knows a margin only where every cost is known", () => {
    const rows = [row(1000, "o1", 400), row(-300, "o1", undefined, 40 * 86_400_000), row(500, "o2", 200, 40 * 86_400_000)];
    const january = customerRevenue(rows, { to: Date.UTC(2026, 1) });
    expect([january.revenue[0], january.margin[0], january.orders[0], january.outside]).toEqual([700, 300, 1, 1]);
    expect(customerRevenue([...rows, row(5, "o3")]).margin[0]).toBeNaN();
    expect(customerRevenue([row(1000, "o1", 400), row(-1000, "o1", -400)]).margin[0]).toBe(0);
  });
});

describe("contribution", () => {
  it("ranks by revenue, ties by identifier, with shares that add up to one", () => {
    fc.assert(
      fc.property(revenues, (values) => {
        const { ids, revenue, share, cumulativeShare, totalRevenue } = contribution(columnsOf(values));
        expect(sum(share)).toBeCloseTo(1, 9);
        expect(cumulativeShare.at(-1)).toBe(1);
        expect(totalRevenue).toBe(sum(values));
        for (let rank = 1; rank < ids.length; rank++) {
          const ahead =
            revenue[rank - 1]! > revenue[rank]! || (revenue[rank - 1] === revenue[rank] && ids[rank - 1]! < ids[rank]!);
          expect(ahead).toBe(true);
        }
      }),
    );
  });

  it("shares margins only when all are known and their total is positive", () => {
    const columns = columnsOf([100, 300]);
    expect(contribution({ ...columns, margin: Float64Array.of(30, 90) }).marginShare).toEqual(Float64Array.of(0.75, 0.25));
    expect(contribution({ ...columns, margin: Float64Array.of(30, Number.NaN) }).marginShare).toBeUndefined();
    expect(contribution({ ...columns, margin: Float64Array.of(30, -40) })).toMatchObject({ totalMargin: -10 });
    expect(contribution({ ...columns, margin: Float64Array.of(30, -40) }).marginShare).toBeUndefined();
  });

  it("refuses totals without meaning and revenues that are no numbers", () => {
    expect(() => contribution(columnsOf([5, -5]))).toThrow(refusal("no_positive_total"));
    expect(() => contribution(columnsOf([5, Number.NaN]))).toThrow(refusal("invalid_summary"));
    expect(() => contribution({ ids: ["a"], revenue: new Float64Array(2) })).toThrow(refusal("invalid_summary"));
    expect(contribution(columnsOf([])).ids).toEqual([]);
  });

  it("by group puts everybody in one group and loses no revenue", () => {
    fc.assert(
      fc.property(revenues, (values) => {
        const columns = { ...columnsOf(values), margin: Float64Array.from(values, (value) => value / 2) };
        const groupOf = (id: string) => ["even", "__proto__", undefined][Number(id.slice(1)) % 3];
        const groups = contributionByGroup(columns, groupOf);
        expect(groups.flatMap(({ ids }) => ids).toSorted()).toEqual(columns.ids);
        expect(sum(groups.map(({ revenue }) => revenue))).toBe(sum(values));
        expect(sum(groups.map(({ margin }) => margin!))).toBeCloseTo(sum(values) / 2, 9);
        for (const { ids, customers, group } of groups) {
          expect(ids).toHaveLength(customers);
          expect(ids.every((id) => (groupOf(id) ?? null) === group)).toBe(true);
        }
      }),
    );
  });
});

describe("concentration", () => {
  it("has the Gini coefficient of the mean difference between any two customers", () => {
    fc.assert(
      fc.property(revenues, (values) => {
        let difference = 0;
        for (const one of values) for (const other of values) difference += Math.abs(one - other);
        expect(gini(columnsOf(values))).toBeCloseTo(difference / (2 * values.length * sum(values)), 10);
      }),
    );
    expect(gini(columnsOf([7, 7, 7]))).toBe(0);
  });

  it("agrees with the area over the Pareto curve", () => {
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

  it("thins the Pareto curve to points that lie on it", () => {
    const columns = columnsOf(Array.from({ length: 1000 }, (_, index) => index + 1));
    const full = paretoCurve(columns);
    const thin = paretoCurve(columns, { points: 10 });
    expect(thin.customerShare).toHaveLength(11);
    thin.customerShare.forEach((share, point) => {
      expect(thin.revenueShare[point]).toBe(full.revenueShare[Math.round(share * 1000)]);
    });
  });

  it("counts the top customers, rounded up, and those that bring half", () => {
    const { top, customersForHalf, herfindahl } = concentration(columnsOf([50, 10, 10, 10, 10, 10]), { top: [0.1, 1] });
    expect(top).toEqual([
      { top: 0.1, customers: 1, revenue: 50, revenueShare: 0.5 },
      { top: 1, customers: 6, revenue: 100, revenueShare: 1 },
    ]);
    expect(customersForHalf).toBe(1);
    expect(herfindahl).toBeCloseTo(0.25 + 5 * 0.01, 12);
  });

  it("refuses to compare nobody, and shares outside (0, 1]", () => {
    for (const measure of [gini, paretoCurve, concentration]) {
      expect(() => measure(columnsOf([]))).toThrow(refusal("no_positive_total"));
    }
    expect(() => concentration(columnsOf([1]), { top: [0] })).toThrow(refusal("invalid_option"));
    expect(() => paretoCurve(columnsOf([1]), { points: 0 })).toThrow(refusal("invalid_option"));
  });
});

describe("ABC classes", () => {
  it("make A the fewest customers that bring the share, twins together, losses in C", () => {
    fc.assert(
      fc.property(revenues, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (values, a) => {
        const columns = columnsOf(values);
        const { classes, summary } = abcClasses(columns, { a, b: 0.97 });
        const total = sum(values);
        values.forEach((value, row) => {
          // What customers with more than this one bring decides the class.
          const ahead = sum(values.filter((other) => other > value));
          expect(classes[row]).toBe(value <= 0 ? "C" : ahead < a * total ? "A" : ahead < 0.97 * total ? "B" : "C");
        });
        expect(sum(summary.map(({ customers }) => customers))).toBe(values.length);
        expect(sum(summary.map(({ revenue }) => revenue))).toBe(total);
      }),
    );
  });

  it("refuse shares that are none", () => {
    for (const shares of [{ a: 0 }, { a: 0.9, b: 0.8 }, { b: 1.1 }, { a: Number.NaN }]) {
      expect(() => abcClasses(columnsOf([1]), shares)).toThrow(refusal("invalid_option"));
    }
  });
});

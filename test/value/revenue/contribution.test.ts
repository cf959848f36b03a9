import { contribution, contributionByGroup } from "clientele/value";
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

describe("contribution", () => {
  test("ranks by revenue, then by identifier, with shares that add up to 1", () => {
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

  test("returns margin shares only when all margins are known and their total is positive", () => {
    const columns = columnsOf([100, 300]);
    expect(contribution({ ...columns, margin: Float64Array.of(30, 90) }).marginShare).toEqual(Float64Array.of(0.75, 0.25));
    expect(contribution({ ...columns, margin: Float64Array.of(30, Number.NaN) }).marginShare).toBeUndefined();
    expect(contribution({ ...columns, margin: Float64Array.of(30, -40) })).toMatchObject({ totalMargin: -10 });
    expect(contribution({ ...columns, margin: Float64Array.of(30, -40) }).marginShare).toBeUndefined();
  });

  test("rejects totals that are not positive and revenues that are not finite", () => {
    expect(() => contribution(columnsOf([5, -5]))).toThrow(refusal("no_positive_total"));
    expect(() => contribution(columnsOf([5, Number.NaN]))).toThrow(refusal("invalid_summary"));
    expect(() => contribution({ ids: ["a"], revenue: new Float64Array(2) })).toThrow(refusal("invalid_summary"));
    expect(contribution(columnsOf([])).ids).toEqual([]);
  });

  test("puts every customer in exactly one group and keeps the total revenue", () => {
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

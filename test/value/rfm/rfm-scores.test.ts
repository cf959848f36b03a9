import {
  meanThresholds,
  naturalBreakThresholds,
  quantileThresholds,
  type RfmMeasures,
  rfmScore,
  rfmScores,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const measuresOf = (rows: readonly (readonly [number, number, number])[]): RfmMeasures<"day"> => ({
  ids: rows.map((_, index) => `c${index}`),
  sinceLast: Float64Array.from(rows, ([since]) => since),
  transactions: Float64Array.from(rows, ([, transactions]) => transactions),
  revenue: Float64Array.from(rows, ([, , revenue]) => revenue),
  unit: "day",
});

/** Few distinct values, so that ties are the rule. */
const population = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: -3, max: 40 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map(measuresOf);

const binCount = fc.integer({ min: 2, max: 9 });

const refusal = (code: string) => expect.objectContaining({ code });

describe("RFM scores", () => {
  test("gives equal values one bin, and a better value never a lower score", () => {
    fc.assert(
      fc.property(population, binCount, fc.constantFrom("quantile", "natural", "log"), (measures, bins, method) => {
        const thresholds =
          method === "quantile"
            ? quantileThresholds(measures, { bins })
            : naturalBreakThresholds(measures, { bins, scale: method === "log" ? "log" : "linear" });
        const scores = rfmScores(measures, { thresholds });
        for (let a = 0; a < measures.ids.length; a++) {
          for (let b = 0; b < measures.ids.length; b++) {
            const order = (score: Uint8Array) => Math.sign(score[a]! - score[b]!);
            const by = (values: Float64Array) => Math.sign(values[a]! - values[b]!);
            expect([0, by(measures.transactions)]).toContain(order(scores.frequency));
            expect([0, by(measures.revenue)]).toContain(order(scores.monetary));
            expect([0, -by(measures.sinceLast)]).toContain(order(scores.recency));
          }
        }
        for (const score of [...scores.recency, ...scores.frequency, ...scores.monetary]) {
          expect(score).toBeGreaterThanOrEqual(1);
          expect(score).toBeLessThanOrEqual(bins);
        }
      }),
    );
  });

  test("cuts bins of equal size when no values are equal", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), binCount, (size, bins) => {
        const measures = measuresOf(Array.from({ length: size * bins }, (_, i) => [i, i + 1, i * 7]));
        for (const column of ["recency", "frequency", "monetary"] as const) {
          const sizes = new Array<number>(bins).fill(0);
          for (const score of rfmScores(measures, { bins })[column]) sizes[score - 1]! += 1;
          expect(new Set(sizes)).toEqual(new Set([size]));
        }
      }),
    );
  });

  test("puts the k-th bound at the smallest value that k / bins of the customers do not exceed", () => {
    fc.assert(
      fc.property(population, binCount, (measures, bins) => {
        const { frequency } = quantileThresholds(measures, { bins });
        const values = [...measures.transactions];
        frequency.forEach((bound, k) => {
          const wanted = ((k + 1) / bins) * values.length;
          expect(values.filter((value) => value <= bound).length).toBeGreaterThanOrEqual(wanted);
          expect(values.filter((value) => value < bound).length).toBeLessThan(wanted);
        });
      }),
    );
  });

  test("keeps the scores of stored thresholds, for one customer as for a population", () => {
    fc.assert(
      fc.property(population, population, binCount, (first, second, bins) => {
        const { thresholds } = rfmScores(first, { bins });
        const kept = JSON.parse(JSON.stringify(thresholds)) as typeof thresholds;
        const scores = rfmScores(second, { thresholds: kept });
        second.ids.forEach((_, row) => {
          const one = {
            sinceLast: second.sinceLast[row]!,
            transactions: second.transactions[row]!,
            revenue: second.revenue[row]!,
          };
          expect(rfmScore(one, kept)).toEqual({
            recency: scores.recency[row],
            frequency: scores.frequency[row],
            monetary: scores.monetary[row],
          });
        });
      }),
    );
  });

  test("finds natural breaks with the least sum of squares", () => {
    const clumps = [1, 2, 3, 50, 51, 52, 53, 900, 905];
    const measures = measuresOf(clumps.map((value) => [value, value, value]));
    expect(naturalBreakThresholds(measures, { bins: 3 }).monetary).toEqual([3, 53]);

    const spread = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    };
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 9 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const [bound] = naturalBreakThresholds(measuresOf(values.map((value) => [value, value, value])), { bins: 2 }).monetary;
        const cost = (cut: number) => spread(sorted.slice(0, cut)) + spread(sorted.slice(cut));
        const best = Math.min(...sorted.slice(1).map((_, index) => cost(index + 1)));
        expect(cost(sorted.indexOf(bound!) + 1)).toBeCloseTo(best, 6);
      }),
    );
  });

  test("rejects impossible measures, bins and thresholds", () => {
    const measures = measuresOf([[1, 1, 1]]);
    const bad = { ...measures, revenue: Float64Array.of(Number.NaN) };
    expect(() => rfmScores(bad)).toThrow(refusal("invalid_summary"));
    expect(() => rfmScores({ ...measures, sinceLast: new Float64Array(0) })).toThrow(refusal("invalid_summary"));
    for (const bins of [1, 10, 2.5, Number.NaN]) expect(() => rfmScores(measures, { bins })).toThrow(refusal("invalid_option"));
    const thresholds = { recency: [1, 2], frequency: [2, 1], monetary: [1, 2], unit: "day" as const };
    expect(() => rfmScores(measures, { thresholds })).toThrow(refusal("invalid_option"));
    expect(() => rfmScores(measures, { thresholds: { ...thresholds, frequency: [1] } })).toThrow(refusal("invalid_option"));
    const weeks = { recency: [1], frequency: [1], monetary: [1], unit: "week" };
    expect(() => rfmScores(measures, { thresholds: weeks as never })).toThrow(refusal("mismatched_units"));
  });

  test("returns empty scores for an empty population", () => {
    expect(rfmScores(measuresOf([])).recency).toHaveLength(0);
    expect(meanThresholds(measuresOf([])).recency).toEqual([0]);
    expect(naturalBreakThresholds(measuresOf([]), { bins: 3 }).recency).toEqual([0, 0]);
  });
});

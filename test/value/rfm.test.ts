import {
  meanThresholds,
  naturalBreakThresholds,
  quantileThresholds,
  type RfmMeasures,
  rfmClass,
  rfmClasses,
  rfmEightClasses,
  rfmElevenClasses,
  rfmMigration,
  rfmScore,
  rfmScores,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

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
  it("give equal values one bin, and never a better value a worse one", () => {
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

  it("cut bins of equal size where nobody ties", () => {
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

  it("put a customer above the k-th bound only if at least k / bins of all stand at or below it", () => {
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

  it("stay still under frozen thresholds, for one customer as for all", () => {
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

  it("find the natural breaks of clumped values, and the least squares among all breaks", () => {
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

  it("refuse what cannot be scored", () => {
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

  it("have nothing to say about nobody", () => {
    expect(rfmScores(measuresOf([])).recency).toHaveLength(0);
    expect(meanThresholds(measuresOf([])).recency).toEqual([0]);
    expect(naturalBreakThresholds(measuresOf([]), { bins: 3 }).recency).toEqual([0, 0]);
  });
});

describe("RFM classes", () => {
  it.each([
    ["eleven", rfmElevenClasses, 125, 11],
    ["cn8", rfmEightClasses, 8, 8],
  ] as const)("of the table %s share out every cell exactly once", (id, table, cells, classes) => {
    const all = table.classes.flatMap((one) => one.cells);
    expect([table.id, all.length, new Set(all).size, table.classes.length]).toEqual([id, cells, cells, classes]);
    expect(all.every((cell) => new RegExp(`^[1-${table.bins}]{3}$`).test(cell))).toBe(true);
  });

  it("name the best and the worst as everybody does", () => {
    const of = (cell: number) => ({
      recency: Math.floor(cell / 100),
      frequency: Math.floor(cell / 10) % 10,
      monetary: cell % 10,
    });
    expect([555, 111, 155, 512, 333].map((cell) => rfmClass(of(cell), rfmElevenClasses).id)).toEqual([
      "champions",
      "lost",
      "cannot-lose",
      "new",
      "potential-loyalist",
    ]);
    const eight = [222, 212, 122, 112, 221, 211, 121, 111].map((cell) => rfmClass(of(cell), rfmEightClasses).label.zh);
    expect(eight).toEqual([
      "重要价值客户",
      "重要发展客户",
      "重要保持客户",
      "重要挽留客户",
      "一般价值客户",
      "一般发展客户",
      "一般保持客户",
      "一般挽留客户",
    ]);
  });

  it("of a population agree with those of one customer and add up", () => {
    fc.assert(
      fc.property(population, (measures) => {
        const scores = rfmScores(measures, { bins: 5 });
        const { classes, sizes } = rfmClasses(scores, rfmElevenClasses);
        measures.ids.forEach((_, row) => {
          const score = { recency: scores.recency[row]!, frequency: scores.frequency[row]!, monetary: scores.monetary[row]! };
          expect(rfmElevenClasses.classes[classes[row]!]).toBe(rfmClass(score, rfmElevenClasses));
        });
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(measures.ids.length);
      }),
    );
  });

  it("split at the mean: recent, often and much are high", () => {
    const measures = measuresOf([
      [2, 9, 90],
      [40, 1, 10],
      [90, 2, 20],
    ]);
    const { classes } = rfmClasses(rfmScores(measures, { thresholds: meanThresholds(measures) }), rfmEightClasses);
    expect([...classes].map((position) => rfmEightClasses.classes[position]?.id)).toEqual([
      "important-value",
      "general-develop",
      "general-win-back",
    ]);
  });

  it("refuse scores of other bins and tables with holes", () => {
    const scores = rfmScores(measuresOf([[1, 1, 1]]), { bins: 4 });
    expect(() => rfmClasses(scores, rfmElevenClasses)).toThrow(refusal("invalid_option"));
    const holed = { ...rfmEightClasses, classes: rfmEightClasses.classes.slice(1) };
    expect(() => rfmClasses(rfmScores(measuresOf([[1, 1, 1]]), { bins: 2 }), holed)).toThrow(refusal("invalid_option"));
    expect(() => rfmClass({ recency: 3, frequency: 1, monetary: 1 }, rfmEightClasses)).toThrow(refusal("invalid_option"));
    const outside = { ...scores, bins: 2, recency: Uint8Array.of(3) };
    expect(() => rfmClasses(outside, rfmEightClasses)).toThrow(refusal("invalid_summary"));
  });
});

describe("RFM migration", () => {
  const classed = (ids: readonly string[], recency: readonly number[]) =>
    rfmClasses(
      {
        ids,
        recency: Uint8Array.from(recency),
        frequency: new Uint8Array(ids.length).fill(1),
        monetary: new Uint8Array(ids.length).fill(2),
        bins: 2,
      },
      rfmEightClasses,
    );

  it("finds everybody once: who stayed, moved, came and went", () => {
    const migration = rfmMigration(classed(["__proto__", "b", "gone"], [2, 2, 1]), classed(["b", "__proto__", "new"], [1, 2, 2]));
    expect(migration).toMatchObject({ stayed: 1, moved: 1, arrived: 1, gone: 1 });
    expect(migration.moves).toEqual([
      { from: "important-develop", to: "important-develop", ids: ["__proto__"] },
      { from: "important-develop", to: "important-win-back", ids: ["b"] },
      { from: "important-win-back", to: null, ids: ["gone"] },
      { from: null, to: "important-develop", ids: ["new"] },
    ]);
  });

  it("has rows that add up to the classes before, and columns to those after", () => {
    fc.assert(
      fc.property(population, population, (first, second) => {
        const thresholds = quantileThresholds(first, { bins: 2 });
        const before = rfmClasses(rfmScores(first, { thresholds }), rfmEightClasses);
        const after = rfmClasses(rfmScores(second, { thresholds }), rfmEightClasses);
        const { counts, moves, stayed, moved, arrived, gone } = rfmMigration(before, after);
        expect(counts.slice(0, -1).map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual(before.sizes);
        expect(after.sizes.map((_, column) => counts.reduce((sum, row) => sum + row[column]!, 0))).toEqual(after.sizes);
        expect(moves.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(stayed + moved + arrived + gone);
        expect(stayed + moved + gone).toBe(first.ids.length);
      }),
    );
  });

  it("refuses two tables, and an id that stands twice", () => {
    const eleven = rfmClasses(rfmScores(measuresOf([[1, 1, 1]]), { bins: 5 }), rfmElevenClasses);
    expect(() => rfmMigration(eleven, classed(["a"], [1]))).toThrow(refusal("invalid_option"));
    expect(() => rfmMigration(classed(["a", "a"], [1, 1]), classed([], []))).toThrow(refusal("invalid_option"));
  });
});

import {
  meanThresholds,
  type RfmMeasures,
  rfmClass,
  rfmClasses,
  rfmEightClasses,
  rfmElevenClasses,
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

const refusal = (code: string) => expect.objectContaining({ code });

describe("RFM classes", () => {
  test.each([
    ["eleven", rfmElevenClasses, 125, 11],
    ["cn8", rfmEightClasses, 8, 8],
  ] as const)("the table %s has every cell exactly once", (id, table, cells, classes) => {
    const all = table.classes.flatMap((one) => one.cells);
    expect([table.id, all.length, new Set(all).size, table.classes.length]).toEqual([id, cells, cells, classes]);
    expect(all.every((cell) => new RegExp(`^[1-${table.bins}]{3}$`).test(cell))).toBe(true);
  });

  test("gives the conventional class names to the best and worst cells", () => {
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

  test("classes a population as single customers, with sizes that add up", () => {
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

  test("splits at the mean into high and low", () => {
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

  test("rejects scores with other bins and tables with missing cells", () => {
    const scores = rfmScores(measuresOf([[1, 1, 1]]), { bins: 4 });
    expect(() => rfmClasses(scores, rfmElevenClasses)).toThrow(refusal("invalid_option"));
    const holed = { ...rfmEightClasses, classes: rfmEightClasses.classes.slice(1) };
    expect(() => rfmClasses(rfmScores(measuresOf([[1, 1, 1]]), { bins: 2 }), holed)).toThrow(refusal("invalid_option"));
    expect(() => rfmClass({ recency: 3, frequency: 1, monetary: 1 }, rfmEightClasses)).toThrow(refusal("invalid_option"));
    const outside = { ...scores, bins: 2, recency: Uint8Array.of(3) };
    expect(() => rfmClasses(outside, rfmEightClasses)).toThrow(refusal("invalid_summary"));
  });
});

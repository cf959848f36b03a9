import { type Random, seededRandom } from "clientele/kernel";
import { gapStatistic, kMeans } from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "../../../src/statistics/internal.js";

/** A column of normal numbers about the centers of its rows. */
function about(centers: readonly number[], spread: number, random: Random): number[] {
  return centers.map((center) => center + spread * normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, random()))));
}

function blocks(...parts: readonly (readonly [number, number])[]): number[] {
  return parts.flatMap(([center, rows]) => Array.from({ length: rows }, () => center));
}

/** The scenarios of the paper's simulation (section 5), fifty of each there. */
const scenarios = {
  // (a) 200 rows, even in the unit cube of ten dimensions.
  none: (random: Random) => Array.from({ length: 10 }, () => Array.from({ length: 200 }, random)),
  // (b) three clusters in two dimensions of 25, 25 and 50 rows.
  three: (random: Random) => [
    about(blocks([0, 25], [0, 25], [5, 50]), 1, random),
    about(blocks([0, 25], [5, 25], [-3, 50]), 1, random),
  ],
  // (e) two elongated clusters along the diagonal of three dimensions.
  elongated: (random: Random) => {
    const along = [0, 10].flatMap((start) => Array.from({ length: 100 }, (_, row) => start - 0.5 + row / 99));
    return [0, 1, 2].map(() => about(along, 0.1, random));
  },
} as const;

/** How often each k is found over some seeds. */
function outcomes(scenario: keyof typeof scenarios, box: "components" | "columns", count = 12): Record<number, number> {
  const found: Record<number, number> = {};
  for (let seed = 0; seed < count; seed++) {
    const columns = scenarios[scenario](seededRandom(`${scenario} ${seed}`));
    const { k } = gapStatistic(columns, { ks: [1, 2, 3, 4, 5, 6], seed, references: 10, box });
    found[k] = (found[k] ?? 0) + 1;
  }
  return found;
}

describe("the gap statistic", () => {
  test("finds no cluster where there is none, as in table 1 (a)", () => {
    expect(outcomes("none", "columns", 6)).toEqual({ 1: 6 });
    expect(outcomes("none", "components", 6)).toEqual({ 1: 6 });
  });

  test("finds three clusters, as in table 1 (b)", () => {
    expect(outcomes("three", "columns")[3]).toBeGreaterThanOrEqual(11);
    expect(outcomes("three", "components")[3]).toBeGreaterThanOrEqual(11);
  });

  test("finds two elongated clusters in the box of the components, and mostly more in the box of the columns, as in table 1 (e)", () => {
    expect(outcomes("elongated", "components")).toEqual({ 2: 12 });
    expect(outcomes("elongated", "columns")[2] ?? 0).toBeLessThan(6);
  });

  test("is the mean log inertia of the references minus that of the data, with k by the rule of one standard error", () => {
    const columns = scenarios.three(seededRandom(3));
    const { ks, gaps, standardErrors, k } = gapStatistic(columns, { ks: [1, 2, 3, 4], seed: 9, references: 15 });
    const rule = ks.find((_, index) => gaps[index]! >= (gaps[index + 1] ?? Infinity) - (standardErrors[index + 1] ?? 0));
    expect(k).toBe(rule);
    expect(k).toBe(3);
    for (const error of standardErrors) expect(error).toBeGreaterThan(0);
    // With one cluster the gap is known except for the draw: uniform data on [0, 1] have a variance of 1/12.
    const x = Array.from({ length: 900 }, (_, row) => (row % 2 === 0 ? 0 : 1));
    const gap = gapStatistic([x], { ks: [1], seed: 2, references: 40 }).gaps[0]!;
    expect(gap).toBeCloseTo(Math.log(1 / 12 / kMeans([x], { k: 1, seed: 1 }).inertia) + Math.log(900), 1);
  });

  test("is the same for the same seed, also on a sample of the rows", () => {
    const columns = scenarios.three(seededRandom(1));
    const options = { ks: [1, 2, 3, 4], seed: "s", maxRows: 60 };
    expect(gapStatistic(columns, options)).toEqual(gapStatistic(columns, options));
    expect(gapStatistic(columns, options).k).toBe(3);
    expect(gapStatistic(columns, options).gaps).not.toEqual(gapStatistic(columns, { ...options, seed: "t" }).gaps);
  });

  test.each([
    ["ks that do not ascend", [[1, 2, 5]], { ks: [2, 1] }, "invalid_option"],
    ["no k", [[1, 2, 5]], { ks: [] }, "invalid_option"],
    ["a k as large as the number of distinct rows", [[1, 2, 2]], { ks: [1, 2] }, "invalid_option"],
    ["no reference", [[1, 2, 5]], { ks: [1], references: 0 }, "invalid_option"],
    ["columns of different lengths", [[1, 2, 5], [1]], { ks: [1] }, "outside_domain"],
    ["no columns", [], { ks: [1] }, "outside_domain"],
  ])("refuses %s", (_, columns, options, code) => {
    expect(() => gapStatistic(columns, { seed: 1, ...options })).toThrow(expect.objectContaining({ code }));
  });
});

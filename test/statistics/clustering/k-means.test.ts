import { seededRandom } from "clientele/kernel";
import { kMeans, silhouette } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Rows around some centers. */
function around(centers: readonly (readonly number[])[], each: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return centers[0]!.map((_, feature) =>
    centers.flatMap((center) => Array.from({ length: each }, () => center[feature]! + random() - 0.5)),
  );
}

describe("k-means", () => {
  test("finds distant clusters, the same for the same seed", () => {
    const columns = around(
      [
        [0, 0],
        [10, 0],
        [0, 10],
      ],
      50,
      7,
    );
    const { clusters, sizes, converged } = kMeans(columns, { k: 3, seed: "x" });
    expect(sizes).toEqual([50, 50, 50]);
    for (const block of [0, 50, 100]) expect(new Set(clusters.slice(block, block + 50)).size).toBe(1);
    expect(converged).toBe(true);
    expect(kMeans(columns, { k: 3, seed: "x" })).toEqual(kMeans(columns, { k: 3, seed: "x" }));
  });

  test("puts every row with its nearest center, every center at the mean of its rows, and sums squares into the inertia", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), { minLength: 4, maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        (rows, k) => {
          fc.pre(new Set(rows.map(String)).size >= k);
          const columns = [rows.map(([x]) => x), rows.map(([, y]) => y)];
          const { clusters, centers, sizes, inertia } = kMeans(columns, { k, seed: 1 });
          const squared = ([x, y]: [number, number], cluster: number) =>
            (x - centers[cluster * 2]!) ** 2 + (y - centers[cluster * 2 + 1]!) ** 2;
          let sum = 0;
          rows.forEach((row, index) => {
            const own = squared(row, clusters[index]!);
            sum += own;
            for (let cluster = 0; cluster < k; cluster++) expect(own).toBeLessThanOrEqual(squared(row, cluster) + 1e-9);
          });
          expect(inertia).toBeCloseTo(sum, 8);
          sizes.forEach((size, cluster) => {
            const members = rows.filter((_, index) => clusters[index] === cluster);
            expect(members).toHaveLength(size);
            if (size > 0) expect(members.reduce((total, [x]) => total + x, 0) / size).toBeCloseTo(centers[cluster * 2]!, 9);
          });
          expect([...sizes].sort((left, right) => right - left)).toEqual(sizes);
        },
      ),
    );
  });

  test("with one cluster has an inertia of the variance times the number of rows", () => {
    expect(kMeans([[1, 2, 3, 4]], { k: 1, seed: 0 }).inertia).toBeCloseTo(5, 12);
  });

  test.each([
    ["no columns", [], 1, "outside_domain"],
    ["constant columns", [[1, 1, 1]], 2, "invalid_option"],
    ["a k above the number of rows", [[1, 2]], 3, "invalid_option"],
    ["NaN", [[1, Number.NaN]], 1, "outside_domain"],
    ["columns of different lengths", [[1, 2], [1]], 1, "outside_domain"],
    ["a k of 0", [[1, 2]], 0, "invalid_option"],
  ])("refuses %s", (_, columns, k, code) => {
    expect(() => kMeans(columns, { k, seed: 1 })).toThrow(expect.objectContaining({ code }));
  });

  test("the silhouette is highest at the true number of clusters", () => {
    const columns = around(
      [
        [0, 0],
        [8, 0],
        [0, 8],
        [8, 8],
      ],
      40,
      3,
    );
    const scores = [2, 3, 4, 5, 6].map((k) => silhouette(columns, kMeans(columns, { k, seed: 1 }).clusters, { seed: 1 }));
    expect(scores.indexOf(Math.max(...scores))).toBe(2);
  });
});

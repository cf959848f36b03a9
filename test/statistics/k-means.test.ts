import { seededRandom } from "clientele/kernel";
import { adjustPValues, kMeans, silhouette } from "clientele/statistics";
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
  test("finds clusters that lie apart, the same for the same seed", () => {
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

  test("every row is with its nearest center, every center the mean of its rows, inertia the sum of squares", () => {
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

  test("with one cluster, inertia is the variance times the number of rows", () => {
    expect(kMeans([[1, 2, 3, 4]], { k: 1, seed: 0 }).inertia).toBeCloseTo(5, 12);
  });

  test.each([
    ["no columns", [], 1],
    ["constant columns", [[1, 1, 1]], 2],
    ["k above n", [[1, 2]], 3],
    ["NaN", [[1, Number.NaN]], 1],
    ["lengths that differ", [[1, 2], [1]], 1],
    ["no clusters", [[1, 2]], 0],
  ])("refuses %s", (_, columns, k) => {
    expect(() => kMeans(columns, { k, seed: 1 })).toThrow(expect.objectContaining({ code: "outside_domain" }));
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

describe("false discoveries", () => {
  test("the fifteen p-values of Benjamini and Hochberg's example: the first four are discoveries at .05", () => {
    const published = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const adjusted = adjustPValues(published);
    expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
    // R: p.adjust(p, "BH")
    expect(adjusted[3]).toBeCloseTo(0.035625, 9);
    expect(adjusted[4]).toBeCloseTo(0.0603, 9);
    expect([...adjustPValues([...published].reverse())].reverse()).toEqual([...adjusted]);
  });
});

import { seededRandom } from "clientele/kernel";
import { clusterCustomers } from "clientele/segments";
import { data } from "../../fixtures/online-retail-columns.js";
import { describe, expect, test } from "vitest";

describe("clusterCustomers", () => {
  const clusters = clusterCustomers(data, { seed: "retail", scale: "log", k: 4 });

  test("partitions Online Retail, and describes each cluster by its distinctive columns", () => {
    expect(clusters.memberships.segments.reduce((sum, { size }) => sum + size, 0)).toBe(4_338);
    for (const { description, distinctive } of clusters.clusters) {
      expect(description.en.length).toBeGreaterThan(5);
      expect(Math.abs(distinctive[0]!.deviation)).toBeGreaterThanOrEqual(Math.abs(distinctive[2]!.deviation));
    }
  });

  test("chooses k by silhouette", () => {
    const random = seededRandom(2);
    const centers = [0, 10, 20];
    const numbers = { x: centers.flatMap((center) => Array.from({ length: 30 }, () => center + random())) };
    const { k, silhouettes } = clusterCustomers({ ids: numbers.x.map((_, row) => `${row}`), numbers }, { seed: 1 });
    expect(k).toBe(3);
    expect(silhouettes.map(({ k: tried }) => tried)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });

  test("chooses k by gap, which can also find that there are no clusters", () => {
    const random = seededRandom(2);
    const even = Array.from({ length: 120 }, random);
    const ids = even.map((_, row) => `${row}`);
    const options = { seed: 1, chooseBy: "gap" } as const;
    const none = clusterCustomers({ ids, numbers: { x: even, y: even.map(() => random()) } }, options);
    expect([none.k, none.clusters.length, none.gap?.k]).toEqual([1, 1, 1]);
    const x = even.map((value, row) => value + (row % 3 === 1 ? 10 : 0));
    const y = even.map((_, row) => random() + (row % 3 === 2 ? 10 : 0));
    const apart = clusterCustomers({ ids, numbers: { x, y } }, options);
    expect(apart.clusters.map(({ size }) => size)).toEqual([40, 40, 40]);
    expect(apart.gap?.ks).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(clusterCustomers({ ids, numbers: { x: even } }, { seed: 1 })).not.toHaveProperty("gap");
  });

  test.each([
    ["a constant column", { x: [1, 1, 1] }, {}],
    ["an unknown value", { x: [1, Number.NaN, 2] }, {}],
    ["k above the customers that differ", { x: [1, 1, 2] }, { k: 3 }],
    ["no column", {}, {}],
    ["a logarithm of a debt", { x: [-5, 1, 2] }, { scale: "log" as const }],
  ])("refuses %s", (_, numbers, options) => {
    expect(() =>
      clusterCustomers({ ids: ["a", "b", "c"], numbers: numbers as Record<string, number[]> }, { seed: 1, ...options }),
    ).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

import { describe, expect, test } from "vitest";
import { rankingMetrics } from "../../../src/recommend/evaluation/ranking-metrics.js";

describe("rankingMetrics", () => {
  test("follows the definition of each metric", () => {
    const relevant = new Set(["a", "b", "c"]);
    const measured = rankingMetrics(["x", "a", "y", "b"], relevant, 4);
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(measured.precision).toBe(0.5);
    expect(measured.recall).toBeCloseTo(2 / 3, 12);
    expect(measured.ndcg).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / ideal, 12);
    expect(measured.map).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
    expect(measured.mapAtK).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
    expect([measured.mrr, measured.hitRate]).toEqual([0.5, 1]);
    expect(rankingMetrics(["a"], new Set(["a", "b"]), 1)).toMatchObject({ map: 0.5, mapAtK: 1, ndcg: 1 });
    expect(rankingMetrics(["x"], new Set(["a"]), 1)).toMatchObject({ map: 0, mrr: 0, ndcg: 0, hitRate: 0 });
  });
});

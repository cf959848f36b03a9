import { retailLifecycle, stagePaths } from "clientele/lifecycle";
import { compareTargets, stageSegments } from "clientele/segments";
import { asOf, data, records, spend } from "../../fixtures/online-retail-columns.js";
import { describe, expect, test } from "vitest";

describe("compareTargets", () => {
  const paths = stagePaths(retailLifecycle(), records, { to: asOf });
  const stages = stageSegments(paths);

  test("ranks targets by the return of contacting reachable customers who are worth it", () => {
    const value = { ids: data.ids, values: spend };
    const all = compareTargets(stages, { value, successRate: 0.02, costPerContact: 500 });
    expect(all.reduce((sum, { value: part }) => sum + part, 0)).toBe(spend.reduce((sum, part) => sum + part, 0));
    all.forEach((target, index) => {
      expect(target.bestReturn).toBeGreaterThanOrEqual(Math.max(0, target.expectedReturn));
      if (index > 0) expect(target.bestReturn).toBeLessThanOrEqual(all[index - 1]!.bestReturn);
    });
    const nobody = compareTargets(stages, { value, successRate: 0.02, reachable: new Set() });
    expect(nobody.every(({ reachable, expectedReturn }) => reachable === 0 && expectedReturn === 0)).toBe(true);
    expect(() => compareTargets(stages, { value })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

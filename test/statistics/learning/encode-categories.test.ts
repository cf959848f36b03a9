import { categoryCodes, dummyColumns, fitBoostedTrees } from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { logOdds } from "../../../src/statistics/internal.js";
import { boostedTreesLogOdds, scoreBoostedTrees } from "../../../src/statistics/trees/score-boosted-trees.js";

describe("encoding of categories", () => {
  test("encodes other rows with the levels of an earlier encoding", () => {
    const { levels, codes } = categoryCodes(["b", "a", null, "c"]);
    expect([levels, [...codes]]).toEqual([
      ["a", "b", "c"],
      [1, 0, Number.NaN, 2],
    ]);
    expect([...categoryCodes(["c", "new", "a"], { levels }).codes]).toEqual([2, Number.NaN, 0]);
    expect(dummyColumns({ x: ["c", "new"] }, { levels: { x: levels } })).toEqual({
      "x=b": Float64Array.of(0, 0),
      "x=c": Float64Array.of(1, 0),
    });
    expect(() => dummyColumns({ x: ["a"], y: [] })).toThrow(expect.objectContaining({ code: "mismatched_dimensions" }));
  });

  test("trees score the codes that they were fitted on", () => {
    const contract = Array.from({ length: 300 }, (_, row) => ["yearly", "monthly", "none"][row % 3]!);
    const left = contract.map((value, row) => Number(value === "monthly" && row % 2 === 0));
    const { codes, levels } = categoryCodes(contract);
    const model = fitBoostedTrees({ contract: codes }, left, { categorical: ["contract"] });
    const scored = scoreBoostedTrees(model, { contract: categoryCodes(["monthly", "yearly", "unheard of"], { levels }).codes });
    expect(scored[0]).toBeGreaterThan(0.4);
    expect(scored[1]).toBeLessThan(0.05);
    expect(boostedTreesLogOdds(model, { contract: [Number.NaN] })[0]).toBeCloseTo(logOdds(scored[2]!), 9);
  });
});

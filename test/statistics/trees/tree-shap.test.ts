import { type BoostedTreesModel, fitBoostedTrees, type TreeNode } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boostedTreesLogOdds } from "../../../src/statistics/trees/score-boosted-trees.js";
import { treeShap, treeShapRow } from "../../../src/statistics/trees/tree-shap.js";
import { isSplit, simulated } from "../../fixtures/boosted-tree-data.js";

/** The mean of a tree's leaves over training, for a row of which only some features are known. */
function expectation(node: TreeNode, values: readonly number[], known: ReadonlySet<number>): number {
  if (!isSplit(node)) return node.value;
  const both = [expectation(node.left, values, known), expectation(node.right, values, known)] as const;
  if (!known.has(node.feature)) return (both[0] * node.left.weight + both[1] * node.right.weight) / node.weight;
  const value = values[node.feature]!;
  const left = node.oneOf?.includes(value) ?? (Number.isNaN(value) ? node.missing === "left" : value <= node.atMost!);
  return left ? both[0] : both[1];
}

/** Shapley's definition, over every set of features. */
function exponential(model: BoostedTreesModel, values: readonly number[]): number[] {
  const n = model.features.length;
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  const worth = (set: number): number => {
    const known = new Set(Array.from({ length: n }, (_, index) => index).filter((index) => (set >> index) & 1));
    return model.trees.reduce((sum, tree) => sum + expectation(tree, values, known), 0);
  };
  return Array.from({ length: n }, (_, feature) => {
    let sum = 0;
    for (let set = 0; set < 1 << n; set++) {
      if ((set >> feature) & 1) continue;
      const size = set.toString(2).replaceAll("0", "").length;
      sum += ((factorial(size) * factorial(n - 1 - size)) / factorial(n)) * (worth(set | (1 << feature)) - worth(set));
    }
    return sum;
  });
}

describe("TreeSHAP", () => {
  const node: fc.Memo<TreeNode> = fc.memo((depth) =>
    depth <= 1
      ? fc.record({ value: fc.double({ min: -2, max: 2, noNaN: true }), weight: fc.integer({ min: 1, max: 50 }) })
      : fc
          .tuple(
            fc.integer({ min: 0, max: 3 }),
            fc.integer({ min: 0, max: 4 }),
            fc.constantFrom("left" as const, "right" as const),
            node(),
            node(),
            fc.boolean(),
          )
          .map(([feature, atMost, missing, left, right, leaf]) =>
            leaf ? left : { feature, atMost, missing, weight: left.weight + right.weight, left, right },
          ),
  );
  const models = fc
    .array(node(5), { minLength: 1, maxLength: 3 })
    .map((trees): BoostedTreesModel => ({ kind: "boosted-trees", version: 1, features: ["a", "b", "c", "d"], base: 0.5, trees }));
  const row = fc.array(fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constant(Number.NaN)), { minLength: 4, maxLength: 4 });

  test("equals Shapley's definition, also when a path splits on a feature twice", () => {
    fc.assert(
      fc.property(models, row, (model, values) => {
        const columns = Object.fromEntries(model.features.map((name, index) => [name, [values[index]!]]));
        const { contributions } = treeShap(model, columns);
        exponential(model, values).forEach((expected, feature) =>
          expect(contributions[model.features[feature]!]![0]).toBeCloseTo(expected, 10),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("adds up to the score of fitted models of any depth, for a row as for columns", () => {
    for (const maxDepth of [2, 3, 7]) {
      const { features, outcomes } = simulated(300, maxDepth);
      const model = fitBoostedTrees(features, outcomes, { rounds: 15, maxDepth, minLeafRows: 2, categorical: ["c"] });
      const { base, contributions } = treeShap(model, features);
      const scores = boostedTreesLogOdds(model, features);
      scores.forEach((score, index) => {
        const sum = model.features.reduce((total, name) => total + contributions[name][index]!, base);
        expect(sum).toBeCloseTo(score, 10);
      });
      const single = treeShapRow(model, { a: features.a[7]!, b: features.b[7]!, c: features.c[7]! });
      expect(single.contributions.b).toBe(contributions.b[7]);
      expect(single.base).toBe(base);
    }
  });

  test("measures contributions from the mean over training", () => {
    const { features, outcomes } = simulated(300, 4);
    const { a, b } = features;
    const model = fitBoostedTrees({ a, b }, outcomes, { rounds: 15 });
    const scores = boostedTreesLogOdds(model, { a, b });
    expect(treeShap(model, { a, b }).base).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 300, 9);
  });
});

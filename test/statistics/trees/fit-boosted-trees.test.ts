import { seededRandom } from "clientele/kernel";
import { type BoostedTreesModel, fitBoostedTrees, type TreeNode } from "clientele/statistics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logLoss } from "../../../src/statistics/evaluation/probability-scores.js";
import { logistic } from "../../../src/statistics/internal.js";
import {
  boostedTreesLogOdds,
  boostedTreesRowLogOdds,
  scoreBoostedTrees,
} from "../../../src/statistics/trees/score-boosted-trees.js";
import { addTreesByTables } from "../../../src/statistics/trees/tree-tables.js";

import { isSplit, leavesOf, simulated, splitsOf } from "../../fixtures/boosted-tree-data.js";

/** Newton boosting as it is written in the papers: every value of every feature, every row, no bins, no histograms. */
function plainTree(
  features: readonly number[][],
  gradients: number[],
  curvatures: number[],
  rows: number[],
  depth: number,
  minLeaf: number,
): (row: number) => number {
  const sum = (of: number[], some: number[]): number => some.reduce((total, row) => total + of[row]!, 0);
  const score = (some: number[]): number => sum(gradients, some) ** 2 / (sum(curvatures, some) + 1);
  const leaf = -sum(gradients, rows) / (sum(curvatures, rows) + 1);
  let best: { gain: number; goesLeft: (row: number) => boolean } | undefined;
  if (depth > 0) {
    for (const column of features) {
      const values = [...new Set(rows.map((row) => column[row]!).filter((value) => !Number.isNaN(value)))].sort((x, y) => x - y);
      const someMissing = rows.some((row) => Number.isNaN(column[row]!));
      for (const missingLeft of someMissing ? [false, true] : [false]) {
        for (const value of values.slice(0, someMissing && !missingLeft ? undefined : -1)) {
          const goesLeft = (row: number): boolean => (Number.isNaN(column[row]!) ? missingLeft : column[row]! <= value);
          const left = rows.filter(goesLeft);
          const right = rows.filter((row) => !goesLeft(row));
          if (left.length < minLeaf || right.length < minLeaf) continue;
          const gain = score(left) + score(right) - score(rows);
          if (gain > (best?.gain ?? 1e-9)) best = { gain, goesLeft };
        }
      }
    }
  }
  if (best === undefined) return () => leaf;
  const { goesLeft } = best;
  const left = plainTree(features, gradients, curvatures, rows.filter(goesLeft), depth - 1, minLeaf);
  const right = plainTree(
    features,
    gradients,
    curvatures,
    rows.filter((row) => !goesLeft(row)),
    depth - 1,
    minLeaf,
  );
  return (row) => (goesLeft(row) ? left(row) : right(row));
}

describe("boosted trees", () => {
  test("equal plain Newton boosting over every value, with missing values on their better side", () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { features, outcomes } = simulated(90, seed);
      const { a, b } = features;
      // weights without any pattern, so that no two splits are equally good
      const random = seededRandom(seed);
      const weight = outcomes.map(() => 0.5 + random());
      const options = { rounds: 3, learningRate: 0.3, minLeafRows: 5, maxDepth: 3, weight };
      const model = fitBoostedTrees({ a, b }, outcomes, options);
      const rows = outcomes.map((_, row) => row);
      const total = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0);
      const share = total(outcomes.map((outcome, row) => outcome * weight[row]!)) / total(weight);
      const scores = rows.map(() => Math.log(share / (1 - share)));
      for (let round = 0; round < 3; round++) {
        const p = scores.map(logistic);
        const gradients = p.map((value, row) => weight[row]! * (value - outcomes[row]!));
        const curvatures = p.map((value, row) => weight[row]! * value * (1 - value));
        const tree = plainTree([a, b], gradients, curvatures, rows, 3, 5);
        for (const row of rows) scores[row]! += 0.3 * tree(row);
      }
      boostedTreesLogOdds(model, { a, b }).forEach((score, row) =>
        expect(score, `seed ${seed}, row ${row}`).toBeCloseTo(scores[row]!, 9),
      );
    }
  });

  test("score the same by tables as by walking, to the last digit, also for missing and unseen values", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
        (seed, maxDepth, rounds) => {
          const { features, outcomes } = simulated(400, seed);
          const model = fitBoostedTrees(features, outcomes, { rounds, maxDepth, minLeafRows: 3, categorical: ["c"] });
          const some = {
            a: [...features.a, Infinity, -1e300, 3.5, Number.NaN],
            b: [...features.b, Number.NaN, 1e300, -Infinity, 0],
            c: [...features.c, 99, -1, 2.5, 0],
          };
          const tables = new Float64Array(some.a.length).fill(model.base);
          addTreesByTables(
            model,
            model.features.map((name) => some[name]),
            tables,
          );
          expect(tables).toEqual(boostedTreesLogOdds(model, some));
          some.a.forEach((a, row) =>
            expect(boostedTreesRowLogOdds(model, { a, b: some.b[row]!, c: some.c[row]! })).toBe(tables[row]),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test("survive a round trip through JSON", () => {
    const { features, outcomes } = simulated(300, 2);
    const model = fitBoostedTrees(features, outcomes, { rounds: 10, categorical: ["c"] });
    const read: BoostedTreesModel<"a" | "b" | "c"> = JSON.parse(JSON.stringify(model));
    expect(read).toEqual(model);
    expect(scoreBoostedTrees(read, features)).toEqual(scoreBoostedTrees(model, features));
  });

  test("respect the rows of a leaf and the depth, and add up the weights of their nodes", () => {
    const { features, outcomes } = simulated(500, 3);
    const { trees } = fitBoostedTrees(features, outcomes, { rounds: 20, minLeafRows: 30, maxDepth: 4 });
    const depthOf = (node: TreeNode): number => (isSplit(node) ? 1 + Math.max(depthOf(node.left), depthOf(node.right)) : 0);
    for (const tree of trees) {
      expect(tree.weight).toBe(500);
      expect(depthOf(tree)).toBeLessThanOrEqual(4);
      for (const { weight } of leavesOf(tree)) expect(weight).toBeGreaterThanOrEqual(30);
      for (const { weight, left, right } of splitsOf(tree)) expect(left.weight + right.weight).toBe(weight);
    }
    expect(Math.max(...trees.map(depthOf))).toBe(4);
  });

  test("learn the side of missing values, also when nothing else separates the classes", () => {
    const x = Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? Number.NaN : row % 7));
    const outcomes = x.map((value, row) => (Number.isNaN(value) ? Number(row % 8 > 0) : Number(row % 10 === 1)));
    const model = fitBoostedTrees({ x }, outcomes, { rounds: 60, learningRate: 0.2 });
    const [missing, present] = scoreBoostedTrees(model, { x: [Number.NaN, 3] });
    expect(missing).toBeGreaterThan(0.4);
    expect(present).toBeLessThan(0.3);
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  test("move the score in one direction only with a monotone feature", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.constantFrom("rising" as const, "falling" as const), (seed, direction) => {
        const { features, outcomes } = simulated(300, seed);
        const options = { rounds: 30, learningRate: 0.3, minLeafRows: 4, maxDepth: 4, categorical: ["c"] as const };
        const model = fitBoostedTrees(features, outcomes, { ...options, monotone: { a: direction } });
        const grid = Array.from({ length: 13 }, (_, value) => value - 0.5);
        for (let row = 0; row < 40; row++) {
          const scores = boostedTreesLogOdds(model, {
            a: grid,
            b: grid.map(() => features.b[row]!),
            c: grid.map(() => features.c[row]!),
          });
          for (let step = 1; step < grid.length; step++) {
            const change = scores[step]! - scores[step - 1]!;
            if (direction === "rising") expect(change).toBeGreaterThanOrEqual(0);
            else expect(change).toBeLessThanOrEqual(0);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test("split categories as sets, whatever the order of their numbers", () => {
    const { features, outcomes } = simulated(600, 5);
    const shuffledNumbers = [3, 0, 4, 1, 2];
    const other = features.c.map((category) => shuffledNumbers[category] ?? Number.NaN);
    const plain = fitBoostedTrees({ c: features.c }, outcomes, { rounds: 30, categorical: ["c"] });
    const renamed = fitBoostedTrees({ c: other }, outcomes, { rounds: 30, categorical: ["c"] });
    const scores = scoreBoostedTrees(plain, { c: features.c });
    scoreBoostedTrees(renamed, { c: other }).forEach((score, row) => expect(score).toBeCloseTo(scores[row]!, 9));
    // a category that was never seen is scored as a missing one
    expect(scoreBoostedTrees(plain, { c: [77] })).toEqual(scoreBoostedTrees(plain, { c: [Number.NaN] }));
    expect(splitsOf(plain.trees[0]!)[0]!.oneOf).toBeDefined();
  });

  test("count a weight as that many rows, except for the rows of a leaf", () => {
    const { features, outcomes } = simulated(200, 6);
    const { a, b } = features;
    const weight = outcomes.map((_, row) => 1 + (row % 3));
    const repeated = outcomes.flatMap((_, row) => Array.from({ length: weight[row]! }, () => row));
    const of = (column: number[]): number[] => repeated.map((row) => column[row]!);
    const options = { rounds: 20, minLeafRows: 1 };
    const weighted = fitBoostedTrees({ a, b }, outcomes, { ...options, weight });
    const plain = fitBoostedTrees({ a: of(a), b: of(b) }, of(outcomes), options);
    const scores = boostedTreesLogOdds(plain, { a, b });
    boostedTreesLogOdds(weighted, { a, b }).forEach((score, row) => expect(score).toBeCloseTo(scores[row]!, 8));
    expect(weighted.trees[0]!.weight).toBe(repeated.length);
  });

  test("keep the mean probability at the share of events with class weights", () => {
    const { features, outcomes } = simulated(800, 7);
    const rare = outcomes.map((outcome, row) => (row % 4 === 0 ? outcome : 0));
    const model = fitBoostedTrees(features, rare, { classWeight: "balanced", rounds: 40 });
    const mean = scoreBoostedTrees(model, features).reduce((sum, value) => sum + value, 0) / rare.length;
    expect(mean).toBeCloseTo(rare.reduce((sum: number, value) => sum + value, 0) / rare.length, 9);
    expect(model.fit.baseShift).toBeLessThan(0);
  });

  test("stop early at the best round of the held-out rows, and never learn from those rows", () => {
    const { features, outcomes } = simulated(600, 8);
    const holdout = outcomes.map((_, row) => Number(row % 3 === 2));
    const options = { rounds: 500, learningRate: 0.3, minLeafRows: 2, maxDepth: 5 };
    const model = fitBoostedTrees(features, outcomes, { ...options, earlyStopping: { holdout, patience: 8 } });
    const losses = model.fit.holdoutLogLoss!;
    expect(model.trees).toHaveLength(losses.indexOf(Math.min(...losses)) + 1);
    expect(losses).toHaveLength(model.trees.length + 8);
    const held = outcomes.map((_, row) => row).filter((row) => holdout[row] === 1);
    const scored = scoreBoostedTrees(model, {
      a: held.map((row) => features.a[row]!),
      b: held.map((row) => features.b[row]!),
      c: held.map((row) => features.c[row]!),
    });
    expect(
      logLoss(
        scored,
        held.map((row) => outcomes[row]!),
      ),
    ).toBeCloseTo(Math.min(...losses), 9);
    const flipped = outcomes.map((outcome, row) => (holdout[row] === 1 ? 1 - outcome : outcome));
    const first = (labels: number[]): TreeNode =>
      fitBoostedTrees(features, labels, { ...options, earlyStopping: { holdout } }).trees[0]!;
    expect(first(flipped)).toEqual(first(outcomes));
  });

  test("draw rows and columns by the seed alone", () => {
    const { features, outcomes } = simulated(400, 9);
    const fit = (seed: number) => fitBoostedTrees(features, outcomes, { rounds: 10, rowShare: 0.5, columnShare: 0.5, seed });
    expect(fit(1)).toEqual(fit(1));
    expect(fit(1)).not.toEqual(fit(2));
    // half of the rows in each tree
    for (const tree of fit(1).trees) expect(Math.abs(tree.weight - 200)).toBeLessThan(60);
    const twoOfThree = fit(3).trees.map((tree) => new Set(splitsOf(tree).map(({ feature }) => feature)).size);
    expect(Math.max(...twoOfThree)).toBeLessThanOrEqual(2);
  });

  test("leave out features that no split uses, and share the importance among the others", () => {
    const { features, outcomes } = simulated(400, 10);
    const model = fitBoostedTrees({ nothing: outcomes.map(() => 1), ...features }, outcomes, { rounds: 20 });
    expect(model.features).not.toContain("nothing");
    expect(model.fit.importance.nothing).toBe(0);
    expect(Object.values(model.fit.importance).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    const withoutIt: BoostedTreesModel = model;
    expect(scoreBoostedTrees(withoutIt, features)).toHaveLength(400);
  });

  test("refuse a misspelled feature, at compile time and at run time with the nearest name", () => {
    const { features, outcomes } = simulated(100, 11);
    const model = fitBoostedTrees({ silentWeeks: features.b }, outcomes, { rounds: 2 });
    // @ts-expect-error the model reads silentWeeks
    expect(() => scoreBoostedTrees(model, { silentWeek: features.b })).toThrow(/Did you mean "silentWeek"/);
    // @ts-expect-error there is no such column to constrain
    expect(() => fitBoostedTrees({ silentWeeks: features.b }, outcomes, { monotone: { silentWeek: "rising" } })).toThrow(
      expect.objectContaining({ code: "missing_feature" }),
    );
  });

  test("predict the share of events when no feature splits", () => {
    const model = fitBoostedTrees(
      { x: Array.from({ length: 40 }, () => Number.NaN) },
      Array.from({ length: 40 }, (_, row) => Number(row < 10)),
    );
    expect(scoreBoostedTrees(model, { x: [1, Number.NaN] })[1]).toBeCloseTo(0.25, 6);
    expect(scoreBoostedTrees(model, { x: new Float64Array(12_000) })[11_999]).toBeCloseTo(0.25, 6);
  });

  test.each([
    ["one_class_only", { a: [1, 2] }, [0, 0], {}],
    ["outside_domain", { a: [1, Infinity] }, [0, 1], {}],
    ["outside_domain", {}, [], {}],
    ["outside_domain", { a: [1, 2.5] }, [0, 1], { categorical: ["a"] }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { categorical: ["a"], monotone: { a: "rising" } }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { rounds: 0 }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { maxDepth: 1.5 }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { maxBins: 256 }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { learningRate: 0 }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { l2: -1 }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { rowShare: 0.5 }],
    ["invalid_option", { a: [1, 2] }, [0, 1], { earlyStopping: { holdout: [0, 0] } }],
    ["one_class_only", { a: [1, 2, 3] }, [0, 1, 0], { earlyStopping: { holdout: [0, 1, 0] } }],
    ["missing_feature", { a: [1, 2] }, [0, 1], { monotone: { b: "rising" } }],
    ["mismatched_dimensions", { a: [1, 2] }, [0], {}],
  ])("throws %s for %j, %j, %j", (code, features, outcomes, options) => {
    expect(() => fitBoostedTrees(features as Record<string, number[]>, outcomes, options as object)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

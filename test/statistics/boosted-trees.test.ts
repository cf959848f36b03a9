import { seededRandom } from "clientele/kernel";
import { type BoostedTreesModel, fitBoostedTrees, logistic, type TreeNode } from "clientele/statistics";
import {
  boostedTreesLogOdds,
  boostedTreesRowLogOdds,
  scoreBoostedTrees,
} from "../../src/statistics/trees/score-boosted-trees.js";
import { logLoss } from "../../src/statistics/evaluation/probability-scores.js";
import { treeShap, treeShapRow } from "../../src/statistics/trees/tree-shap.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addTreesByTables } from "../../src/statistics/trees/tree-tables.js";

const isSplit = (node: TreeNode): node is Exclude<TreeNode, { value: number }> => !("value" in node);
const leavesOf = (node: TreeNode): { value: number; weight: number }[] =>
  isSplit(node) ? [...leavesOf(node.left), ...leavesOf(node.right)] : [node];
const splitsOf = (node: TreeNode): Exclude<TreeNode, { value: number }>[] =>
  isSplit(node) ? [node, ...splitsOf(node.left), ...splitsOf(node.right)] : [];

/** Three features (a number with ties and gaps, a number, a category) and outcomes that depend on them. */
function simulated(rows: number, seed: number): { features: Record<"a" | "b" | "c", number[]>; outcomes: number[] } {
  const random = seededRandom(seed);
  const a = Array.from({ length: rows }, () => (random() < 0.15 ? Number.NaN : Math.floor(12 * random())));
  const b = Array.from({ length: rows }, () => random() ** 3 * 100);
  const c = Array.from({ length: rows }, () => (random() < 0.1 ? Number.NaN : Math.floor(5 * random())));
  const outcomes = a.map((value, row) => {
    const score =
      (Number.isNaN(value) ? 1.5 : value / 6 - 1) + (b[row]! > 20 ? -1 : 0.5) + ([1, 3].includes(c[row]!) ? 1.2 : -0.6);
    return random() < logistic(score) ? 1 : 0;
  });
  outcomes[0] = 0;
  outcomes[1] = 1;
  return { features: { a, b, c }, outcomes };
}

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
  test("are those of plain Newton boosting over every value, with missing values on their better side", () => {
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

  test("score by tables what they score by walking, to the last digit, missing and unseen values included", () => {
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

  test("are JSON", () => {
    const { features, outcomes } = simulated(300, 2);
    const model = fitBoostedTrees(features, outcomes, { rounds: 10, categorical: ["c"] });
    const read: BoostedTreesModel<"a" | "b" | "c"> = JSON.parse(JSON.stringify(model));
    expect(read).toEqual(model);
    expect(scoreBoostedTrees(read, features)).toEqual(scoreBoostedTrees(model, features));
  });

  test("keep the rows of a leaf, the depth, and the weights of their nodes", () => {
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

  test("learn where missing values go, also when nothing else tells the classes apart", () => {
    const x = Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? Number.NaN : row % 7));
    const outcomes = x.map((value, row) => (Number.isNaN(value) ? Number(row % 8 > 0) : Number(row % 10 === 1)));
    const model = fitBoostedTrees({ x }, outcomes, { rounds: 60, learningRate: 0.2 });
    const [missing, present] = scoreBoostedTrees(model, { x: [Number.NaN, 3] });
    expect(missing).toBeGreaterThan(0.4);
    expect(present).toBeLessThan(0.3);
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  test("a monotone feature moves the score one way only, whatever the others are", () => {
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

  test("categories are split as sets: no order of their numbers helps or hurts", () => {
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

  test("a weight counts as so many rows, but for the rows of a leaf", () => {
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

  test("with class weights find more of the rare class, at the right level all the same", () => {
    const { features, outcomes } = simulated(800, 7);
    const rare = outcomes.map((outcome, row) => (row % 4 === 0 ? outcome : 0));
    const model = fitBoostedTrees(features, rare, { classWeight: "balanced", rounds: 40 });
    const mean = scoreBoostedTrees(model, features).reduce((sum, value) => sum + value, 0) / rare.length;
    expect(mean).toBeCloseTo(rare.reduce((sum: number, value) => sum + value, 0) / rare.length, 9);
    expect(model.fit.baseShift).toBeLessThan(0);
  });

  test("early stopping keeps the trees up to the best round of the rows held out, and never learns from those", () => {
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

  test("draws of rows and columns depend on the seed alone", () => {
    const { features, outcomes } = simulated(400, 9);
    const fit = (seed: number) => fitBoostedTrees(features, outcomes, { rounds: 10, rowShare: 0.5, columnShare: 0.5, seed });
    expect(fit(1)).toEqual(fit(1));
    expect(fit(1)).not.toEqual(fit(2));
    // half of the rows in each tree
    for (const tree of fit(1).trees) expect(Math.abs(tree.weight - 200)).toBeLessThan(60);
    const twoOfThree = fit(3).trees.map((tree) => new Set(splitsOf(tree).map(({ feature }) => feature)).size);
    expect(Math.max(...twoOfThree)).toBeLessThanOrEqual(2);
  });

  test("leave out features that never helped, and share the importance among the others", () => {
    const { features, outcomes } = simulated(400, 10);
    const model = fitBoostedTrees({ nothing: outcomes.map(() => 1), ...features }, outcomes, { rounds: 20 });
    expect(model.features).not.toContain("nothing");
    expect(model.fit.importance.nothing).toBe(0);
    expect(Object.values(model.fit.importance).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    const withoutIt: BoostedTreesModel = model;
    expect(scoreBoostedTrees(withoutIt, features)).toHaveLength(400);
  });

  test("a misspelled feature is an error of the compiler, and at run time one that names the nearest", () => {
    const { features, outcomes } = simulated(100, 11);
    const model = fitBoostedTrees({ silentWeeks: features.b }, outcomes, { rounds: 2 });
    // @ts-expect-error the model reads silentWeeks
    expect(() => scoreBoostedTrees(model, { silentWeek: features.b })).toThrow(/Did you mean "silentWeek"/);
    // @ts-expect-error there is no such column to constrain
    expect(() => fitBoostedTrees({ silentWeeks: features.b }, outcomes, { monotone: { silentWeek: "rising" } })).toThrow(
      expect.objectContaining({ code: "missing_feature" }),
    );
  });

  test("with nothing to ask say the share of events", () => {
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
    ["outside_domain", { a: [1, 2] }, [0, 1], { categorical: ["a"], monotone: { a: "rising" } }],
    ["outside_domain", { a: [1, 2] }, [0, 1], { rounds: 0 }],
    ["outside_domain", { a: [1, 2] }, [0, 1], { maxDepth: 1.5 }],
    ["outside_domain", { a: [1, 2] }, [0, 1], { bins: 256 }],
    ["outside_domain", { a: [1, 2] }, [0, 1], { learningRate: 0 }],
    ["outside_domain", { a: [1, 2] }, [0, 1], { l2: -1 }],
    ["outside_domain", { a: [1, 2] }, [0, 1], { rowShare: 0.5 }],
    ["outside_domain", { a: [1, 2] }, [0, 1], { earlyStopping: { holdout: [0, 0] } }],
    ["one_class_only", { a: [1, 2, 3] }, [0, 1, 0], { earlyStopping: { holdout: [0, 1, 0] } }],
    ["missing_feature", { a: [1, 2] }, [0, 1], { monotone: { b: "rising" } }],
    ["mismatched_dimensions", { a: [1, 2] }, [0], {}],
  ])("%s: refuses %j, %j, %j", (code, features, outcomes, options) => {
    expect(() => fitBoostedTrees(features as Record<string, number[]>, outcomes, options as object)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

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

  test("is Shapley's definition, also where a feature is asked twice on one way", () => {
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

  test("adds up to the score, for fitted models of any depth, row by row as for columns", () => {
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

  test("measures from the mean over training", () => {
    const { features, outcomes } = simulated(300, 4);
    const { a, b } = features;
    const model = fitBoostedTrees({ a, b }, outcomes, { rounds: 15 });
    const scores = boostedTreesLogOdds(model, { a, b });
    expect(treeShap(model, { a, b }).base).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 300, 9);
  });
});

import { columnsOf, type FeatureColumns, type FeatureRow } from "../learning/features.js";
import { type BoostedTreesModel, isLeaf, requireBoostedTrees, type TreeNode, type TreeSplit } from "./boosted-trees-model.js";
import { goesLeft, splitsOf } from "./tree-walk.js";

/** Contributions of features to the log-odds of many rows; base + Σ contributions = log-odds, row by row. */
export interface ContributionColumns<Name extends string = string> {
  /** Log-odds of a row with unknown features: the mean over training. */
  readonly base: number;
  readonly contributions: Readonly<Record<Name, Float64Array>>;
}

/** Contributions of features to the log-odds of one row. */
export interface Contributions<Name extends string = string> {
  readonly base: number;
  readonly contributions: Readonly<Record<Name, number>>;
}

/**
 * Computes exact Shapley values (TreeSHAP, 沙普利值) of boosted trees: the contribution of each feature to the log-odds of each
 * row, measured from the mean over training. An unknown feature follows both branches, weighted by their training rows.
 *
 * @param model - from `fitBoostedTrees`
 * @param features - columns, at least those that the model reads; NaN is missing
 * @throws ClienteleError `missing_feature`; `mismatched_dimensions`; `invalid_model`
 * @see Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, algorithm 2
 * @example
 * const model: BoostedTreesModel<"silentWeeks"> = { kind: "boosted-trees", version: 1, features: ["silentWeeks"], base: -1, trees: [
 *   { feature: 0, atMost: 12.5, missing: "right", weight: 10, left: { value: -0.5, weight: 8 }, right: { value: 2, weight: 2 } },
 * ] };
 * const { base, contributions } = treeShap(model, { silentWeeks: [3, 20] });
 * base // => -1
 * [...contributions.silentWeeks] // => [-0.5, 2]
 */
export function treeShap<Name extends string>(
  model: BoostedTreesModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
): ContributionColumns<Name> {
  requireBoostedTrees(model);
  const columns = columnsOf(features, model.features);
  const rows = columns[0]?.length ?? 0;
  const sums = model.features.map(() => new Float64Array(rows));
  const values = new Float64Array(columns.length);
  const explained = model.trees.map(explainedTree);
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < values.length; feature++) values[feature] = columns[feature]![row]!;
    for (const tree of explained) {
      const own = contributionsIn(tree, values);
      for (let index = 0; index < own.length; index++) sums[tree.features[index]!]![row]! += own[index]!;
    }
  }
  return {
    base: baseOf(model),
    contributions: Object.fromEntries(model.features.map((name, index) => [name, sums[index]!])) as Record<Name, Float64Array>,
  };
}

/**
 * Computes exact Shapley values of one row.
 *
 * @param model - from `fitBoostedTrees`
 * @param row - features of the customer
 * @throws ClienteleError `invalid_model`
 * @example
 * const model: BoostedTreesModel<"silentWeeks"> = { kind: "boosted-trees", version: 1, features: ["silentWeeks"], base: -1, trees: [
 *   { feature: 0, atMost: 12.5, missing: "right", weight: 10, left: { value: -0.5, weight: 8 }, right: { value: 2, weight: 2 } },
 * ] };
 * treeShapRow(model, { silentWeeks: 20 }).contributions // => { silentWeeks: 2 }
 */
export function treeShapRow<Name extends string>(
  model: BoostedTreesModel<Name>,
  row: FeatureRow<NoInfer<Name>>,
): Contributions<Name> {
  const columns = Object.fromEntries(model.features.map((name) => [name, [(row as FeatureRow)[name] ?? Number.NaN]]));
  const { base, contributions } = treeShap(model as BoostedTreesModel, columns);
  const single = Object.fromEntries(model.features.map((name) => [name, contributions[name]![0]!]));
  return { base, contributions: single as Record<Name, number> };
}

/** Mean log-odds over training. */
function baseOf(model: BoostedTreesModel): number {
  const mean = (node: TreeNode): number =>
    isLeaf(node) ? node.value : (mean(node.left) * node.left.weight + mean(node.right) * node.right.weight) / node.weight;
  return model.trees.reduce((sum, tree) => sum + mean(tree), model.base);
}

/** Maximum number of splits for which the contributions of each pattern of answers are kept. */
const MAX_PATTERN_SPLITS = 16;

/** Tree prepared for explanation: a row is known by its answers to the splits. */
interface ExplainedTree {
  readonly splits: readonly TreeSplit[];
  /** Features of the model that the tree splits on, in the order of the contributions. */
  readonly features: readonly number[];
  readonly paths: readonly LeafPath[];
  /** Contributions by pattern of answers. */
  readonly known: Map<number, Float64Array>;
}

/** Path to a leaf. */
interface LeafPath {
  readonly value: number;
  /** Features on the path, as positions in the features of the tree. */
  readonly features: readonly number[];
  /** Share of training rows that pass all splits of each feature. */
  readonly passing: readonly number[];
  /** Answers that the path requires, by feature: a split and whether it goes left. */
  readonly answers: readonly (readonly (readonly [split: number, left: boolean])[])[];
}

function explainedTree(tree: TreeNode): ExplainedTree {
  const splits = splitsOf(tree);
  const features = [...new Set(splits.map(({ feature }) => feature))];
  const paths: LeafPath[] = [];
  const numberOf = new Map(splits.map((split, index) => [split, index]));
  const follow = (node: TreeNode, way: readonly { split: TreeSplit; left: boolean; share: number }[]): void => {
    if (!isLeaf(node)) {
      follow(node.left, [...way, { split: node, left: true, share: node.left.weight / node.weight }]);
      follow(node.right, [...way, { split: node, left: false, share: node.right.weight / node.weight }]);
      return;
    }
    const asked = [...new Set(way.map(({ split }) => split.feature))];
    const stepsOf = (feature: number) => way.filter(({ split }) => split.feature === feature);
    paths.push({
      value: node.value,
      features: asked.map((feature) => features.indexOf(feature)),
      passing: asked.map((feature) => stepsOf(feature).reduce((product, { share }) => product * share, 1)),
      answers: asked.map((feature) => stepsOf(feature).map(({ split, left }) => [numberOf.get(split)!, left] as const)),
    });
  };
  follow(tree, []);
  return { splits, features, paths, known: new Map() };
}

function contributionsIn(tree: ExplainedTree, values: Float64Array): Float64Array {
  const { splits, known } = tree;
  if (splits.length > MAX_PATTERN_SPLITS)
    return contributionsBy(
      tree,
      splits.map((split) => goesLeft(split, values[split.feature]!)),
    );
  let pattern = 0;
  for (let index = 0; index < splits.length; index++)
    if (goesLeft(splits[index]!, values[splits[index]!.feature]!)) pattern |= 1 << index;
  const remembered = known.get(pattern);
  if (remembered !== undefined) return remembered;
  const fresh = contributionsBy(
    tree,
    splits.map((_, index) => ((pattern >> index) & 1) === 1),
  );
  known.set(pattern, fresh);
  return fresh;
}

/** Sums the Shapley values of the leaves of a tree, each a game in which the leaf is reached or not. */
function contributionsBy({ features, paths }: ExplainedTree, answers: readonly boolean[]): Float64Array {
  const sums = new Float64Array(features.length);
  for (const path of paths) {
    const passes = path.answers.map((own) => own.every(([split, left]) => answers[split] === left));
    addPath(sums, path, passes);
  }
  return sums;
}

/**
 * Adds the Shapley values of one leaf. With the features S known, the leaf contributes value · Π (passes, in S) · Π (share that
 * passes, not in S): a polynomial in the number of known features, whose coefficients are summed with Shapley's weights. A
 * feature that passes is divided out of the polynomial; one that does not pass makes every product with it 0.
 */
function addPath(sums: Float64Array, { value, features, passing }: LeafPath, passes: readonly boolean[]): void {
  const players = features.length;
  // Π (share + t) over the features that pass; the others are factors
  let polynomial = [1];
  let outside = value;
  for (let player = 0; player < players; player++) {
    if (!passes[player]) {
      outside *= passing[player]!;
      continue;
    }
    const share = passing[player]!;
    const next = new Array<number>(polynomial.length + 1).fill(0);
    polynomial.forEach((coefficient, degree) => {
      next[degree]! += coefficient * share;
      next[degree + 1]! += coefficient;
    });
    polynomial = next;
  }
  const against = polynomial.length - 1 < players ? -outside * weighted(polynomial, players) : 0;
  for (let player = 0; player < players; player++) {
    if (!passes[player]) {
      sums[features[player]!]! += against;
      continue;
    }
    const share = passing[player]!;
    const rest = new Array<number>(polynomial.length - 1).fill(0);
    let above = 0;
    for (let degree = polynomial.length - 1; degree > 0; degree--) {
      above = polynomial[degree]! - share * above;
      rest[degree - 1] = above;
    }
    sums[features[player]!]! += outside * (1 - share) * weighted(rest, players);
  }
}

/** Returns Σ coefficient · k! (n − 1 − k)! / n!, where k is the degree. */
function weighted(polynomial: readonly number[], players: number): number {
  let weight = 1 / players;
  let sum = 0;
  for (let degree = 0; degree < polynomial.length; degree++) {
    sum += polynomial[degree]! * weight;
    weight *= (degree + 1) / (players - 1 - degree);
  }
  return sum;
}

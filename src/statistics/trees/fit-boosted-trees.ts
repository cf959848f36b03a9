import { randomInteger, type Random, seededRandom } from "../../kernel/index.js";
import { invalidOption } from "../../kernel/internal.js";
import { columnsOf, type FeatureColumns, featureNames } from "../learning/features.js";
import { interceptShift } from "../learning/intercept-shift.js";
import { softplus } from "../learning/log-odds.js";
import { requireBothClasses, trainingWeights } from "../learning/outcomes.js";
import { requireLength } from "../linear/matrix.js";
import type { BoostedTreesFit, FittedBoostedTrees, TreeNode } from "./boosted-trees-model.js";
import { type BoostedTreesOptions, checkedSettings, type EarlyStopping } from "./boosting-options.js";
import { binCategories, binNumbers } from "./feature-bins.js";
import { growTree, onGrid, type TreeGround } from "./grow-tree.js";
import { sparseRows } from "./histogram.js";
import { withUsedFeatures } from "./used-features.js";

/**
 * Fits gradient-boosted trees (梯度提升树) for the probability of an outcome, on histograms: each round adds a small tree that
 * follows the derivatives of the log loss. Missing values are allowed: every split learns their side.
 *
 * @param features - columns by name; NaN is missing
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - number and size of trees, constraints, weights, early stopping
 * @returns the model as plain JSON, with a report in `fit`
 * @throws ClienteleError `one_class_only`; `missing_feature` for an option with a column that does not exist; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @see Friedman (2001), Greedy function approximation; Chen, Guestrin (2016), XGBoost; Ke et al. (2017), LightGBM, for histograms
 * @example
 * const silentWeeks = Array.from({ length: 200 }, (_, row) => row % 20);
 * const left = silentWeeks.map((weeks, row) => (weeks > 12 && row % 3 > 0 ? 1 : 0));
 * const model = fitBoostedTrees({ silentWeeks }, left, { rounds: 50 });
 * [...predictProbabilities(model, { silentWeeks: [4, 16] })] // => [0.0254, 0.6301]
 */
export function fitBoostedTrees<Name extends string>(
  features: FeatureColumns<Name>,
  outcomes: ArrayLike<number>,
  options: BoostedTreesOptions<NoInfer<Name>> = {},
): FittedBoostedTrees<Name> {
  const names = featureNames(features);
  const columns = columnsOf(features, names).map((column) => new Float64Array(column));
  const rows = columns[0]!.length;
  const settings = checkedSettings(options, names);
  const holdout = holdoutOf(options.earlyStopping, rows);
  const weight = learningWeight(options.weight, holdout, rows);
  const counts = requireBothClasses(outcomes, rows, weight);
  const happened = new Float64Array(outcomes);
  const { classes } = trainingWeights(outcomes, weight, options.classWeight);
  const classed = weight.map((own, row) => own * classes[happened[row]! as 0 | 1]);

  const categorical = new Set<string>(options.categorical ?? []);
  const binned = columns.map((column, index) =>
    (categorical.has(names[index]!) ? binCategories : binNumbers)(column, names[index]!, settings.maxBins),
  );
  const ground: TreeGround = {
    ...settings,
    features: binned,
    sparse: sparseRows(binned, rows),
    limits: settings,
    directions: Int8Array.from(names, (name) => ({ rising: 1, falling: -1, free: 0 })[options.monotone?.[name] ?? "free"]),
    weight,
    spare: [],
  };

  const base = onGrid(baseLogOdds(happened, classed));
  const scores = new Float64Array(rows).fill(base);
  const derivatives = { gradients: new Float64Array(rows), curvatures: new Float64Array(rows), active: new Uint8Array(rows) };
  const random = seededRandom(options.seed ?? 0);
  const trees: TreeNode[] = [];
  const gains: Float64Array[] = [];
  const holdoutLogLoss: number[] = [];
  let best = 0;
  let atBest = scores;
  for (let round = 0; round < settings.rounds; round++) {
    derive(scores, happened, classed, derivatives);
    draw(derivatives.active, classed, settings.rowShare, random);
    const tree = growTree(ground, derivatives, drawn(names.length, settings.columnShare, random), scores);
    trees.push(tree.root);
    gains.push(tree.gains);
    if (holdout === null) continue;
    holdoutLogLoss.push(meanLogLoss(scores, happened, holdout));
    if (round === 0 || holdoutLogLoss[round]! < holdoutLogLoss[best]!) {
      best = round;
      atBest = scores.slice();
    }
    if (round - best >= settings.patience) break;
  }
  if (holdout !== null) trees.length = gains.length = best + 1;

  const shift = options.classWeight === undefined ? undefined : onGrid(interceptShift(atBest, happened, weight));
  const fit: BoostedTreesFit<Name> = {
    rows: counts.positives + counts.negatives,
    events: counts.positives,
    rounds: trees.length,
    logLoss: meanLogLoss(atBest, happened, classed),
    ...(holdout !== null && { holdoutLogLoss }),
    importance: importanceOf(names, gains),
    ...(shift !== undefined && { baseShift: shift }),
  };
  const used = withUsedFeatures(names, trees);
  return {
    kind: "boosted-trees",
    version: 1,
    features: used.features,
    base: onGrid(base + (shift ?? 0)),
    trees: used.trees,
    fit,
  };
}

function holdoutOf(stopping: EarlyStopping | undefined, rows: number): Float64Array | null {
  if (stopping === undefined) return null;
  requireLength(stopping.holdout, rows);
  const holdout = Float64Array.from(stopping.holdout);
  if (!holdout.includes(1))
    throw invalidOption("earlyStopping.holdout", stopping.holdout, "an array with at least one 1, a row to hold out");
  return holdout;
}

/** Weights of the rows to learn from; 0 for held-out rows. */
function learningWeight(given: ArrayLike<number> | undefined, holdout: Float64Array | null, rows: number): Float64Array {
  if (given !== undefined) requireLength(given, rows);
  const weight = given === undefined ? new Float64Array(rows).fill(1) : new Float64Array(given);
  return holdout === null ? weight : weight.map((own, row) => (holdout[row] === 1 ? 0 : own));
}

function baseLogOdds(happened: Float64Array, weight: Float64Array): number {
  let positive = 0;
  let total = 0;
  for (let row = 0; row < weight.length; row++) {
    positive += weight[row]! * happened[row]!;
    total += weight[row]!;
  }
  return Math.log(positive / (total - positive));
}

/** Computes the first and second derivative of the log loss of each row. */
function derive(
  scores: Float64Array,
  happened: Float64Array,
  weight: Float64Array,
  { gradients, curvatures }: { gradients: Float64Array; curvatures: Float64Array },
): void {
  for (let row = 0; row < scores.length; row++) {
    const probability = 1 / (1 + Math.exp(-scores[row]!));
    gradients[row] = weight[row]! * (probability - happened[row]!);
    curvatures[row] = weight[row]! * probability * (1 - probability);
  }
}

/** Marks the rows that a tree learns from: all rows with a weight, or a random share of them. */
function draw(active: Uint8Array, weight: Float64Array, share: number, random: Random): void {
  for (let row = 0; row < active.length; row++) active[row] = weight[row]! > 0 && (share === 1 || random() < share) ? 1 : 0;
}

/** Draws the features that a tree may split on, in their order: all, or a random share. */
function drawn(count: number, share: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, feature) => feature);
  if (share === 1) return all;
  const size = Math.max(1, Math.round(share * count));
  for (let place = 0; place < size; place++) {
    const other = place + randomInteger(random, count - place);
    [all[place], all[other]] = [all[other]!, all[place]!];
  }
  return all.slice(0, size).sort((left, right) => left - right);
}

function meanLogLoss(scores: Float64Array, happened: Float64Array, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < scores.length; row++) {
    if (weight[row] === 0) continue;
    sum += weight[row]! * softplus(happened[row] === 1 ? -scores[row]! : scores[row]!);
    total += weight[row]!;
  }
  return sum / total;
}

function importanceOf<Name extends string>(names: readonly Name[], gains: readonly Float64Array[]): Record<Name, number> {
  const sums = names.map((_, index) => gains.reduce((sum, gain) => sum + gain[index]!, 0));
  const total = sums.reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(names.map((name, index) => [name, total > 0 ? sums[index]! / total : 0])) as Record<Name, number>;
}

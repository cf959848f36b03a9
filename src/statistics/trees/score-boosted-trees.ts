import { columnsOf, type FeatureColumns, type FeatureRow, rowCount } from "../learning/features.js";
import { logistic } from "../learning/log-odds.js";
import { type BoostedTreesModel, requireBoostedTrees } from "./boosted-trees-model.js";
import { addTreesByTables } from "./tree-tables.js";
import { leafOf } from "./tree-walk.js";

/** Number of rows from which building tables pays. */
const MANY_ROWS = 10_000;

/**
 * Returns the log-odds of each row under boosted trees. The order of summation does not change a digit: a row scored alone has
 * the same score as among many.
 *
 * @param model - from `fitBoostedTrees`
 * @param features - columns, at least those that the model reads; NaN is missing
 * @throws ClienteleError `missing_feature`; `mismatched_dimensions`; `invalid_model`
 * @example
 * const model: BoostedTreesModel = { kind: "boosted-trees", version: 1, features: ["silentWeeks"], base: -1, trees: [
 *   { feature: 0, atMost: 12.5, missing: "right", weight: 10, left: { value: -0.5, weight: 7 }, right: { value: 2, weight: 3 } },
 * ] };
 * [...boostedTreesLogOdds(model, { silentWeeks: [3, 20, NaN] })] // => [-1.5, 1, 1]
 */
export function boostedTreesLogOdds<Name extends string>(
  model: BoostedTreesModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
): Float64Array {
  requireBoostedTrees(model);
  const columns = columnsOf(features, model.features);
  const rows = rowCount(features);
  const scores = new Float64Array(rows).fill(model.base);
  if (rows >= MANY_ROWS) {
    addTreesByTables(model, columns, scores);
    return scores;
  }
  const values = new Float64Array(columns.length);
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < values.length; feature++) values[feature] = columns[feature]![row]!;
    for (const tree of model.trees) scores[row]! += leafOf(tree, values);
  }
  return scores;
}

/**
 * Returns the probability of each row under boosted trees.
 *
 * @param model - from `fitBoostedTrees`
 * @param features - columns, at least those that the model reads; NaN is missing
 * @throws ClienteleError `missing_feature`; `mismatched_dimensions`; `invalid_model`
 * @example
 * const model: BoostedTreesModel = { kind: "boosted-trees", version: 1, features: ["silentWeeks"], base: 0, trees: [
 *   { feature: 0, atMost: 12.5, missing: "right", weight: 10, left: { value: -2, weight: 7 }, right: { value: 0, weight: 3 } },
 * ] };
 * [...scoreBoostedTrees(model, { silentWeeks: [3, 20] })] // => [0.1192, 0.5]
 */
export function scoreBoostedTrees<Name extends string>(
  model: BoostedTreesModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
): Float64Array {
  const scores = boostedTreesLogOdds(model, features);
  for (let row = 0; row < scores.length; row++) scores[row] = logistic(scores[row]!);
  return scores;
}

/**
 * Returns the log-odds of one customer under boosted trees; an absent feature is missing.
 *
 * @param model - from `fitBoostedTrees`
 * @param row - features of the customer
 * @throws ClienteleError `invalid_model`
 * @example
 * const model: BoostedTreesModel = { kind: "boosted-trees", version: 1, features: ["silentWeeks"], base: -1, trees: [
 *   { feature: 0, atMost: 12.5, missing: "right", weight: 10, left: { value: -0.5, weight: 7 }, right: { value: 2, weight: 3 } },
 * ] };
 * boostedTreesRowLogOdds(model, { silentWeeks: 3 }) // => -1.5
 */
export function boostedTreesRowLogOdds<Name extends string>(
  model: BoostedTreesModel<Name>,
  row: FeatureRow<NoInfer<Name>>,
): number {
  requireBoostedTrees(model);
  const values = Float64Array.from(model.features, (name) => (row as FeatureRow)[name] ?? Number.NaN);
  let score = model.base;
  for (const tree of model.trees) score += leafOf(tree, values);
  return score;
}

import { type Calibration, calibratedProbability } from "../calibration/calibration.js";
import { logisticLogOdds, logisticRowLogOdds } from "../logistic/score-logistic.js";
import type { LogisticRegressionModel } from "../logistic/logistic-model.js";
import type { BoostedTreesModel } from "../trees/boosted-trees-model.js";
import { boostedTreesLogOdds, boostedTreesRowLogOdds } from "../trees/score-boosted-trees.js";
import type { FeatureColumns, FeatureRow } from "../learning/features.js";
import { logistic } from "../learning/log-odds.js";

/** Fitted model without a calibration. */
export type UncalibratedModel<Name extends string = string> = LogisticRegressionModel<Name> | BoostedTreesModel<Name>;

/** Model with a calibration of its probabilities, as plain JSON. */
export interface CalibratedModel<Name extends string = string> {
  readonly kind: "calibrated";
  readonly version: 1;
  readonly model: UncalibratedModel<Name>;
  readonly calibration: Calibration;
}

/** Any fitted model of a probability. */
export type ClassifierModel<Name extends string = string> = UncalibratedModel<Name> | CalibratedModel<Name>;

/** Returns the names of the columns that a model reads. */
export function featuresOf<Name extends string>(model: ClassifierModel<Name>): readonly Name[] {
  return model.kind === "calibrated" ? model.model.features : model.features;
}

/**
 * Returns the probability of each row under any fitted model: logistic regression or boosted trees, with or without a
 * calibration. A logistic regression gives NaN (unknown) for a row with a missing feature.
 *
 * @param model - fitted, or read back from JSON
 * @param features - columns, at least those that the model reads
 * @throws ClienteleError `missing_feature`; `mismatched_dimensions`; `invalid_model`
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * [...predictProbabilities(model, { silentWeeks: [1, 8] })] // => [0.1111, 0.8889]
 */
export function predictProbabilities<Name extends string>(
  model: ClassifierModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
): Float64Array {
  const inner = model.kind === "calibrated" ? model.model : model;
  const scores = inner.kind === "boosted-trees" ? boostedTreesLogOdds(inner, features) : logisticLogOdds(inner, features);
  const toProbability = model.kind === "calibrated" ? calibratedFromLogOdds(model.calibration) : logistic;
  for (let row = 0; row < scores.length; row++) scores[row] = toProbability(scores[row]!);
  return scores;
}

/**
 * Returns the probability of one customer under any fitted model; `undefined` when a logistic regression lacks a feature.
 *
 * @param model - fitted, or read back from JSON
 * @param row - features of the customer
 * @throws ClienteleError `invalid_model`
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * predictProbability(model, { silentWeeks: 8 }) // => 0.8889
 * predictProbability(model, {}) // => undefined
 */
export function predictProbability<Name extends string>(
  model: ClassifierModel<Name>,
  row: FeatureRow<NoInfer<Name>>,
): number | undefined {
  const inner = model.kind === "calibrated" ? model.model : model;
  const score = inner.kind === "boosted-trees" ? boostedTreesRowLogOdds(inner, row) : logisticRowLogOdds(inner, row);
  if (score === undefined) return undefined;
  return model.kind === "calibrated" ? calibratedFromLogOdds(model.calibration)(score) : logistic(score);
}

/** Platt's calibration applies to log-odds directly, which keeps the digits of probabilities near 1. */
function calibratedFromLogOdds(calibration: Calibration): (score: number) => number {
  if (calibration.kind === "platt-calibration" && calibration.version === 1)
    return (score) => logistic(calibration.intercept + calibration.slope * score);
  return (score) => calibratedProbability(calibration, logistic(score));
}

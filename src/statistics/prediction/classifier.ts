import { type Calibration, calibratedProbability } from "../calibration/calibration.js";
import { logisticLogOdds, logisticRowLogOdds } from "../logistic/score-logistic.js";
import type { LogisticRegressionModel } from "../logistic/logistic-model.js";
import type { BoostedTreesModel } from "../trees/boosted-trees-model.js";
import { boostedTreesLogOdds, boostedTreesRowLogOdds } from "../trees/score-boosted-trees.js";
import type { FeatureColumns, FeatureRow } from "../learning/features.js";
import { logistic } from "../learning/log-odds.js";

/** A model that says log-odds by itself. */
export type UncalibratedModel<Name extends string = string> = LogisticRegressionModel<Name> | BoostedTreesModel<Name>;

/** A model with the calibration of its probabilities, as plain JSON. */
export interface CalibratedModel<Name extends string = string> {
  readonly kind: "calibrated";
  readonly version: 1;
  readonly model: UncalibratedModel<Name>;
  readonly calibration: Calibration;
}

/** Any model that says how probable an outcome is. */
export type ClassifierModel<Name extends string = string> = UncalibratedModel<Name> | CalibratedModel<Name>;

/** The columns that a model reads. */
export function featuresOf<Name extends string>(model: ClassifierModel<Name>): readonly Name[] {
  return model.kind === "calibrated" ? model.model.features : model.features;
}

/**
 * The probability of each row under any fitted model: logistic regression, boosted trees, either with a calibration. What a
 * logistic regression cannot say, for a missing feature, is NaN: unknown.
 *
 * @param model - as it was fitted, or read back from JSON
 * @param features - the columns that the model reads, at least
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
  const said = model.kind === "calibrated" ? calibratedFromLogOdds(model.calibration) : logistic;
  for (let row = 0; row < scores.length; row++) scores[row] = said(scores[row]!);
  return scores;
}

/**
 * The probability of one row under any fitted model; `undefined` where a logistic regression lacks a feature.
 *
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

/** Platt's line takes log-odds as they are: no digit is lost on the way through a probability near 1. */
function calibratedFromLogOdds(calibration: Calibration): (score: number) => number {
  if (calibration.kind === "platt-calibration" && calibration.version === 1)
    return (score) => logistic(calibration.intercept + calibration.slope * score);
  return (score) => calibratedProbability(calibration, logistic(score));
}

import { requireBothClasses } from "../learning/outcomes.js";
import { requireProbabilities } from "../learning/score-order.js";
import { type AreaUnderCurve, areaUnderCurve } from "./area-under-curve.js";
import { averagePrecision } from "./average-precision.js";
import { type CalibrationBin, calibrationCurve, expectedCalibrationError } from "./calibration-curve.js";
import { type CalibrationLine, calibrationLine } from "./calibration-line.js";
import { type LiftPoint, liftCurve } from "./lift-curve.js";
import { brierScore, logLoss } from "./probability-scores.js";

/** Measures of predicted probabilities on rows that the model has not seen. */
export interface ClassifierEvaluation {
  readonly rows: number;
  readonly events: number;
  /** Share of events: the average precision of a score without skill. */
  readonly eventShare: number;
  readonly areaUnderCurve: AreaUnderCurve;
  readonly averagePrecision: number;
  readonly logLoss: number;
  readonly brierScore: number;
  readonly expectedCalibrationError: number;
  readonly calibration: CalibrationLine & { readonly curve: readonly CalibrationBin[] };
  readonly lift: readonly LiftPoint[];
}

/**
 * Evaluates predicted probabilities by every measure: ranking (AUC, average precision, lift), accuracy (log loss, Brier score)
 * and calibration (curve, intercept, slope, expected error).
 *
 * @param probabilities - predicted probabilities of held-out rows
 * @param outcomes - 1 where the event happened, otherwise 0
 * @throws ClienteleError `one_class_only`; `outside_domain` for a number outside [0, 1]; `mismatched_dimensions`
 * @example
 * const { areaUnderCurve, brierScore } = evaluateClassifier([0.2, 0.3, 0.6, 0.7, 0.8, 0.4], [0, 1, 0, 1, 1, 0]);
 * areaUnderCurve.estimate // => 0.7778
 * brierScore // => 0.1967
 */
export function evaluateClassifier(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): ClassifierEvaluation {
  const { positives } = requireBothClasses(outcomes, probabilities.length);
  requireProbabilities(probabilities);
  return {
    rows: probabilities.length,
    events: positives,
    eventShare: positives / probabilities.length,
    areaUnderCurve: areaUnderCurve(probabilities, outcomes),
    averagePrecision: averagePrecision(probabilities, outcomes),
    logLoss: logLoss(probabilities, outcomes),
    brierScore: brierScore(probabilities, outcomes),
    expectedCalibrationError: expectedCalibrationError(probabilities, outcomes),
    calibration: { ...calibrationLine(probabilities, outcomes), curve: calibrationCurve(probabilities, outcomes) },
    lift: liftCurve(probabilities, outcomes),
  };
}

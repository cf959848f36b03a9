import { isClienteleError } from "../../kernel/index.js";
import { type Interval, type LevelOptions, levelOf } from "../descriptive/count-intervals.js";
import { interceptShift } from "../learning/intercept-shift.js";
import { logistic, logOdds } from "../learning/log-odds.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { requireProbabilities } from "../learning/score-order.js";
import { fitLogisticRegression } from "../logistic/fit-logistic-regression.js";
import { normalQuantile } from "../special/normal.js";

/** Calibration intercept and slope of a model. */
export interface CalibrationLine {
  /** Calibration in the large: the correction of all log-odds. 0 is perfect; a negative one means that predictions are too high. */
  readonly intercept: Interval;
  /** 1 is perfect; below 1 the model is overconfident. `null` when the probabilities do not vary or separate the classes. */
  readonly slope: Interval | null;
}

/**
 * Returns calibration intercept and slope with Wald intervals, from a logistic regression of the outcomes on the predicted
 * log-odds.
 *
 * @param probabilities - predicted probabilities
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - level of the intervals
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @see Cox (1958), Two further applications of a model for binary regression; Van Calster et al. (2019), Calibration: the Achilles heel of predictive analytics
 * @example
 * const { intercept, slope } = calibrationLine([0.2, 0.3, 0.7, 0.9, 0.8, 0.4], [0, 1, 0, 1, 1, 0]);
 * intercept.estimate // => -0.28
 * slope?.estimate // => 0.8687
 */
export function calibrationLine(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: LevelOptions = {},
): CalibrationLine {
  const level = levelOf(options);
  requireBothClasses(outcomes, probabilities.length);
  requireProbabilities(probabilities);
  const width = normalQuantile((1 + level) / 2);
  const around = (estimate: number, error: number): Interval => ({
    estimate,
    lower: estimate - width * error,
    upper: estimate + width * error,
    level,
  });
  const predicted = Float64Array.from(probabilities, logOdds);
  const shift = interceptShift(predicted, outcomes, new Float64Array(predicted.length).fill(1));
  let information = 0;
  for (const score of predicted) information += logistic(score + shift) * logistic(-score - shift);
  return { intercept: around(shift, 1 / Math.sqrt(information)), slope: slopeOf(predicted, outcomes, around) };
}

function slopeOf(
  predicted: Float64Array,
  outcomes: ArrayLike<number>,
  around: (estimate: number, error: number) => Interval,
): Interval | null {
  try {
    const { coefficients, fit } = fitLogisticRegression({ predicted }, outcomes);
    const error = fit.standardErrors?.coefficients.predicted;
    return error === undefined ? null : around(coefficients.predicted, error);
  } catch (error) {
    if (isClienteleError(error, "perfect_separation")) return null;
    throw error;
  }
}

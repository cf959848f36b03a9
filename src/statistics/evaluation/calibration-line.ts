import { isClienteleError } from "../../kernel/index.js";
import type { Interval } from "../descriptive/count-intervals.js";
import { requireOpenProbability } from "../domain.js";
import { interceptShift } from "../learning/intercept-shift.js";
import { logistic, logOdds } from "../learning/log-odds.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { fitLogisticRegression } from "../logistic/fit-logistic-regression.js";
import { normalQuantile } from "../special/normal.js";
import { requireProbabilities } from "../learning/score-order.js";

/** Where the log-odds of a model lie against what happened. */
export interface CalibrationLine {
  /** Calibration in the large: what to add to all log-odds so that their level is right; 0 is perfect, below 0 the model says too much. */
  readonly intercept: Interval;
  /** 1 is perfect; below 1 the model is too sure of itself. `null` where the probabilities do not vary or tell the classes apart without an error. */
  readonly slope: Interval | null;
}

/**
 * Calibration intercept and slope with Wald intervals: a logistic regression of what happened on the log-odds that were said.
 *
 * @param probabilities - of a 1
 * @param outcomes - 1 where it happened, 0 where not
 * @param options - `level` of the intervals, .95 unless told
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @see Cox (1958), Two further applications of a model for binary regression; Van Calster et al. (2019), Calibration: the Achilles heel of predictive analytics
 * @example
 * const { intercept, slope } = calibrationLine([0.2, 0.3, 0.7, 0.9, 0.8, 0.4], [0, 1, 0, 1, 1, 0]);
 * intercept.estimate // => -0.28
 * slope?.estimate // => 0.8687
 */
export function calibrationLine(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: { readonly level?: number | undefined } = {},
): CalibrationLine {
  const { level = 0.95 } = options;
  requireOpenProbability("level", level);
  requireBothClasses(outcomes, probabilities.length);
  requireProbabilities(probabilities);
  const width = normalQuantile((1 + level) / 2);
  const around = (estimate: number, error: number): Interval => ({
    estimate,
    lower: estimate - width * error,
    upper: estimate + width * error,
  });
  const said = Float64Array.from(probabilities, logOdds);
  const shift = interceptShift(said, outcomes, new Float64Array(said.length).fill(1));
  let information = 0;
  for (const score of said) information += logistic(score + shift) * logistic(-score - shift);
  return { intercept: around(shift, 1 / Math.sqrt(information)), slope: slopeOf(said, outcomes, around) };
}

function slopeOf(
  said: Float64Array,
  outcomes: ArrayLike<number>,
  around: (estimate: number, error: number) => Interval,
): Interval | null {
  try {
    const { coefficients, fit } = fitLogisticRegression({ said }, outcomes);
    const error = fit.standardErrors?.coefficients.said;
    return error === undefined ? null : around(coefficients.said, error);
  } catch (error) {
    if (isClienteleError(error, "perfect_separation")) return null;
    throw error;
  }
}

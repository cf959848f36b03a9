import { fitIsotonic, fitPlatt, type CalibrationOptions } from "../calibration/fit-calibration.js";
import { type CalibratedModel, predictProbabilities, type UncalibratedModel } from "./classifier.js";
import type { FeatureColumns } from "../learning/features.js";

/** How to calibrate. */
export interface CalibrateOptions extends CalibrationOptions {
  /** `"platt"` unless told: two numbers, and the order of customers stays; `"isotonic"` follows any shape, and wants many rows. */
  readonly method?: "platt" | "isotonic" | undefined;
}

/**
 * A model whose probabilities hold: fits a calibration on rows that the model has not seen and puts both together.
 *
 * @param model - fitted on other rows
 * @param features - of the rows to calibrate on
 * @param outcomes - of these rows
 * @throws ClienteleError `one_class_only`; `missing_feature`; `outside_domain` also for a row that the model cannot score; `mismatched_dimensions`
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * const calibrated = calibrate(model, { silentWeeks: [2, 3, 5, 7, 8, 4] }, [0, 0, 0, 1, 0, 0], { method: "isotonic" });
 * predictProbability(calibrated, { silentWeeks: 8 }) // => 0.5
 */
export function calibrate<Name extends string>(
  model: UncalibratedModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
  outcomes: ArrayLike<number>,
  options: CalibrateOptions = {},
): CalibratedModel<Name> {
  const fit = options.method === "isotonic" ? fitIsotonic : fitPlatt;
  return { kind: "calibrated", version: 1, model, calibration: fit(predictProbabilities(model, features), outcomes, options) };
}

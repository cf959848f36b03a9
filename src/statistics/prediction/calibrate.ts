import { aColumn, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { type CalibrationOptions, fitIsotonic, fitPlatt } from "../calibration/fit-calibration.js";
import { type CalibratedModel, predictProbabilities, type UncalibratedModel } from "./classifier.js";
import type { FeatureColumns } from "../learning/features.js";

/** Options of `calibrate`. */
export interface CalibrateOptions extends CalibrationOptions {
  /**
   * Method. Defaults to `"platt"`, which has two parameters and keeps the order of customers; `"isotonic"` follows any rising
   * shape but needs a thousand rows or more.
   */
  readonly method?: "platt" | "isotonic" | undefined;
}

const CALIBRATE_OPTIONS: OptionShape<CalibrateOptions> = { method: oneOf(["platt", "isotonic"]), weight: aColumn };

/**
 * Calibrates a model: fits a calibration on rows that the model has not seen, and returns both as one model whose
 * probabilities match the observed frequencies.
 *
 * @param model - fitted on other rows
 * @param features - columns of the rows to calibrate on
 * @param outcomes - outcomes of these rows, 0 or 1
 * @param options - method, weights
 * @throws ClienteleError `one_class_only`; `missing_feature`; `outside_domain`, also for a row that the model cannot score; `mismatched_dimensions`; `invalid_option`
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
  const { method = "platt", weight } = requireOptions(options, CALIBRATE_OPTIONS);
  const fit = method === "isotonic" ? fitIsotonic : fitPlatt;
  return { kind: "calibrated", version: 1, model, calibration: fit(predictProbabilities(model, features), outcomes, { weight }) };
}

import { aColumn, aFunction, invalidOption, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";
import { type FeatureColumns, selectRows, selectValues } from "../learning/features.js";
import { type ClassifierModel, predictProbabilities } from "../prediction/classifier.js";
import { type ClassifierEvaluation, evaluateClassifier } from "./evaluate-classifier.js";
import { rowsOfFold, stratifiedFolds } from "./folds.js";

/** Options of `crossValidate`. */
export interface CrossValidationOptions<Name extends string = string> {
  /** Fits a model on training rows; `rows` are their positions, to select weights or clusters. */
  readonly fit: (features: Record<Name, Float64Array>, outcomes: Float64Array, rows: Uint32Array) => ClassifierModel<Name>;
  /** Fold of each row, from 0: `stratifiedFolds`, `groupedFolds` or your own. Defaults to five stratified folds. */
  readonly folds?: ArrayLike<number> | undefined;
}

const CROSS_VALIDATION_OPTIONS: OptionShape<CrossValidationOptions> = { fit: aFunction, folds: aColumn };

/** Result of a cross-validation. */
export interface CrossValidation<Name extends string = string> {
  /** Probability of each row from the model that has not seen it. */
  readonly probabilities: Float64Array;
  /** Evaluation of all rows together. The interval of the AUC is only a guide, because each fold has its own model. */
  readonly evaluation: ClassifierEvaluation;
  /** Model of each fold. */
  readonly models: readonly ClassifierModel<Name>[];
}

/**
 * Cross-validates a model (交叉验证): for each fold, fits on the other folds and scores the rows of the fold; then evaluates all
 * rows together. Every step that learns from outcomes (choice of columns, calibration, balancing) belongs inside `fit`.
 *
 * @param features - columns by name
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - fit, folds
 * @throws ClienteleError errors of `fit`; `invalid_option`, also for folds that are not numbered 0, 1, …; `outside_domain` for a row that a model cannot score; `one_class_only`; `mismatched_dimensions`
 * @see Stone (1974), Cross-validatory choice and assessment of statistical predictions
 * @example
 * const silentWeeks = Array.from({ length: 100 }, (_, row) => (row * 7) % 20);
 * const left = silentWeeks.map((weeks, row) => (weeks > 12 && row % 3 > 0 ? 1 : 0));
 * const { evaluation } = crossValidate({ silentWeeks }, left, { fit: (x, y) => fitLogisticRegression(x, y) });
 * evaluation.areaUnderCurve.estimate // => 0.9518
 */
export function crossValidate<Name extends string>(
  features: FeatureColumns<Name>,
  outcomes: ArrayLike<number>,
  options: CrossValidationOptions<Name>,
): CrossValidation<Name> {
  requireOptions(options as CrossValidationOptions, CROSS_VALIDATION_OPTIONS);
  const fit = requireOption("fit", options?.fit, aFunction);
  const folds = options.folds ?? stratifiedFolds(outcomes);
  const rows = outcomes.length;
  const count = 1 + Array.from(folds).reduce((last, fold) => Math.max(last, fold), 0);
  const splits = Array.from({ length: count }, (_, fold) => rowsOfFold(folds, fold, rows));
  splits.forEach(({ train, test }, fold) => {
    if (test.length === 0 || train.length === 0)
      throw invalidOption(
        "folds",
        folds,
        `an array of 0, 1, … with rows in each of two or more folds (fold ${fold} has ${test.length})`,
      );
  });
  const probabilities = new Float64Array(rows);
  const models: ClassifierModel<Name>[] = [];
  for (const { train, test } of splits) {
    const model = fit(selectRows(features, train), selectValues(outcomes, train), train);
    models.push(model);
    const scored = predictProbabilities(model, selectRows(features, test));
    test.forEach((row, index) => {
      probabilities[row] = scored[index]!;
    });
  }
  return { probabilities, evaluation: evaluateClassifier(probabilities, outcomes), models };
}

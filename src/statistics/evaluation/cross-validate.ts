import { outsideDomain } from "../domain.js";
import { type ClassifierModel, predictProbabilities } from "../prediction/classifier.js";
import { type FeatureColumns, selectRows, selectValues } from "../learning/features.js";
import { type ClassifierEvaluation, evaluateClassifier } from "./evaluate-classifier.js";
import { rowsOfFold, stratifiedFolds } from "./folds.js";

/** How to cross-validate. */
export interface CrossValidationOptions<Name extends string = string> {
  /** Fits on the rows of training. `rows` are their positions, to pick weights or clusters with. */
  readonly fit: (features: Record<Name, Float64Array>, outcomes: Float64Array, rows: Uint32Array) => ClassifierModel<Name>;
  /** The fold of each row, from 0: `stratifiedFolds` (five of them unless given), `groupedFolds`, or your own. */
  readonly folds?: ArrayLike<number> | undefined;
}

/** What came of it. */
export interface CrossValidation<Name extends string = string> {
  /** For each row the probability from the model that had not seen it. */
  readonly probabilities: Float64Array;
  /** Of all rows together. The AUC's interval is only a guide here: the models differ from fold to fold. */
  readonly evaluation: ClassifierEvaluation;
  /** The model of each fold. */
  readonly models: readonly ClassifierModel<Name>[];
}

/**
 * Cross-validation (交叉验证): fits on all folds but one, scores that one, in turn, and evaluates all rows together. Whatever learns
 * from outcomes (choice of columns, calibration, balancing) belongs inside `fit`.
 *
 * @param features - columns by name
 * @param outcomes - 1 where it happened, 0 where not
 * @param options - `fit`, and the folds
 * @throws ClienteleError what `fit` throws; `outside_domain` for folds that are not 0, 1, … and for a row that a model cannot score; `one_class_only`; `mismatched_dimensions`
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
  const folds = options.folds ?? stratifiedFolds(outcomes);
  const rows = outcomes.length;
  const count = 1 + Array.from(folds).reduce((most, fold) => Math.max(most, fold), 0);
  const splits = Array.from({ length: count }, (_, fold) => rowsOfFold(folds, fold, rows));
  splits.forEach(({ train, test }, fold) => {
    if (test.length === 0 || train.length === 0)
      throw outsideDomain("folds", `no row in fold ${fold}, or in no other`, "0, 1, … with rows in each of two or more");
  });
  const probabilities = new Float64Array(rows);
  const models: ClassifierModel<Name>[] = [];
  for (const { train, test } of splits) {
    const model = options.fit(selectRows(features, train), selectValues(outcomes, train), train);
    models.push(model);
    const scored = predictProbabilities(model, selectRows(features, test));
    test.forEach((row, index) => {
      probabilities[row] = scored[index]!;
    });
  }
  return { probabilities, evaluation: evaluateClassifier(probabilities, outcomes), models };
}

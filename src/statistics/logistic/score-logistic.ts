import { ClienteleError } from "../../kernel/index.js";
import { columnsOf, type FeatureColumns, type FeatureRow, rowCount } from "../learning/features.js";
import { logistic } from "../learning/log-odds.js";
import type { LogisticRegressionModel } from "./logistic-model.js";

/**
 * Returns the log-odds of each row under a logistic regression; NaN (unknown) for a row with a missing feature.
 *
 * @param model - from `fitLogisticRegression`
 * @param features - columns, at least those that the model reads
 * @throws ClienteleError `missing_feature`; `mismatched_dimensions`; `invalid_model`
 * @example
 * const model = { kind: "logistic-regression", version: 1, features: ["silentWeeks"], intercept: -2, coefficients: { silentWeeks: 0.5 }, means: { silentWeeks: 3 } } as const;
 * [...logisticLogOdds(model, { silentWeeks: [2, 6] })] // => [-1, 1]
 */
export function logisticLogOdds<Name extends string>(
  model: LogisticRegressionModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
): Float64Array {
  requireLogistic(model);
  const columns = columnsOf(features, model.features);
  const rows = rowCount(features);
  const scores = new Float64Array(rows).fill(model.intercept);
  model.features.forEach((name, index) => {
    const column = columns[index]!;
    const coefficient = model.coefficients[name];
    for (let row = 0; row < rows; row++) scores[row]! += coefficient * column[row]!;
  });
  return scores;
}

/**
 * Returns the probability of each row under a logistic regression; NaN (unknown) for a row with a missing feature.
 *
 * @param model - from `fitLogisticRegression`
 * @param features - columns, at least those that the model reads
 * @throws ClienteleError `missing_feature`; `mismatched_dimensions`; `invalid_model`
 * @example
 * const model = { kind: "logistic-regression", version: 1, features: ["silentWeeks"], intercept: -2, coefficients: { silentWeeks: 0.5 }, means: { silentWeeks: 3 } } as const;
 * [...scoreLogistic(model, { silentWeeks: [4, 6] })] // => [0.5, 0.7311]
 */
export function scoreLogistic<Name extends string>(
  model: LogisticRegressionModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
): Float64Array {
  return logisticLogOdds(model, features).map(logistic);
}

/**
 * Returns the log-odds of one customer; `undefined` when a feature that the model reads is missing.
 *
 * @param model - from `fitLogisticRegression`
 * @param row - features of the customer
 * @throws ClienteleError `invalid_model`
 * @example
 * const model = { kind: "logistic-regression", version: 1, features: ["silentWeeks"], intercept: -2, coefficients: { silentWeeks: 0.5 }, means: { silentWeeks: 3 } } as const;
 * logisticRowLogOdds(model, { silentWeeks: 6 }) // => 1
 * logisticRowLogOdds(model, {}) // => undefined
 */
export function logisticRowLogOdds<Name extends string>(
  model: LogisticRegressionModel<Name>,
  row: FeatureRow<NoInfer<Name>>,
): number | undefined {
  requireLogistic(model);
  let score = model.intercept;
  for (const name of model.features) score += model.coefficients[name] * ((row as FeatureRow)[name] ?? Number.NaN);
  return Number.isNaN(score) ? undefined : score;
}

function requireLogistic({ kind, version }: { readonly kind: unknown; readonly version: unknown }): void {
  if (kind !== "logistic-regression" || version !== 1)
    throw new ClienteleError(
      "invalid_model",
      "The model is not a logistic regression of version 1. Fit it again with `fitLogisticRegression`.",
      {
        kind,
        problem: `kind ${String(kind)}, version ${String(version)}`,
      },
    );
}

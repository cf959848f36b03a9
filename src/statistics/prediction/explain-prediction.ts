import { logisticRowLogOdds } from "../logistic/score-logistic.js";
import { treeShapRow } from "../trees/tree-shap.js";
import { type ClassifierModel, predictProbability } from "./classifier.js";
import type { FeatureRow } from "../learning/features.js";

/** Contributions of the features to one prediction. */
export interface PredictionExplanation<Name extends string = string> {
  /** Predicted probability, with the calibration. */
  readonly probability: number;
  /** base + Σ contributions: after Platt's calibration, but before an isotonic one. */
  readonly logOdds: number;
  /** Log-odds of a customer with unknown features: the mean over training. */
  readonly base: number;
  /** Contribution of each feature to the log-odds. */
  readonly contributions: Readonly<Record<Name, number>>;
}

/**
 * Explains one prediction by the contributions of its features, which add up to its log-odds: coefficient times distance from
 * the mean for a logistic regression, exact Shapley values for trees. Platt's calibration scales them; with an isotonic
 * calibration they explain the model before it.
 *
 * @param model - any fitted model
 * @param row - features of one customer
 * @returns `undefined` when a logistic regression lacks a feature
 * @throws ClienteleError `invalid_model`
 * @see Lundberg, Lee (2017), A unified approach to interpreting model predictions
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * explainPrediction(model, { silentWeeks: 8 })?.contributions // => { silentWeeks: 2.0793 }
 */
export function explainPrediction<Name extends string>(
  model: ClassifierModel<Name>,
  row: FeatureRow<NoInfer<Name>>,
): PredictionExplanation<Name> | undefined {
  const probability = predictProbability(model, row);
  if (probability === undefined) return undefined;
  if (model.kind === "calibrated") {
    const inner = explainPrediction(model.model, row)!;
    if (model.calibration.kind === "isotonic-calibration") return { ...inner, probability };
    const { intercept, slope } = model.calibration;
    return {
      probability,
      logOdds: intercept + slope * inner.logOdds,
      base: intercept + slope * inner.base,
      contributions: mapped(inner.contributions, (value) => slope * value),
    };
  }
  if (model.kind === "boosted-trees") {
    const { base, contributions } = treeShapRow(model, row);
    return { probability, logOdds: summed(base, contributions), base, contributions };
  }
  const given = row as FeatureRow;
  const contributions = Object.fromEntries(
    model.features.map((name) => [name, model.coefficients[name] * (given[name]! - model.means[name])]),
  ) as Record<Name, number>;
  const base = model.features.reduce((sum, name) => sum + model.coefficients[name] * model.means[name], model.intercept);
  return { probability, logOdds: logisticRowLogOdds(model, row)!, base, contributions };
}

function summed(base: number, contributions: Readonly<Record<string, number>>): number {
  return Object.values(contributions).reduce((sum, value) => sum + value, base);
}

function mapped<Name extends string>(
  values: Readonly<Record<Name, number>>,
  by: (value: number) => number,
): Record<Name, number> {
  return Object.fromEntries(Object.entries<number>(values).map(([name, value]) => [name, by(value)])) as Record<Name, number>;
}

/**
 * Statistics that the other modules build on, and that hosts use with their own data: models of a probability, survival
 * analysis, clustering, tests and intervals. Rows are columns: arrays of numbers of one length.
 *
 * Main functions: {@link fitLogisticRegression} and {@link fitBoostedTrees} fit a model of a probability,
 * {@link predictProbabilities} scores rows with it, {@link evaluateClassifier} measures the scores, and {@link kaplanMeier}
 * estimates a survival curve.
 *
 * Start with the guide "Training without fooling yourself" (`docs/guides/training-without-fooling-yourself.md`).
 *
 * @packageDocumentation
 */

// Features: columns, and text columns as numbers.
export {
  type CategoryCodes,
  type CategoryCodesOptions,
  categoryCodes,
  type DummyColumnsOptions,
  dummyColumns,
} from "./learning/encode-categories.js";
export type { FeatureColumns, FeatureRow } from "./learning/features.js";
export type { ClassWeight } from "./learning/outcomes.js";

// Logistic regression.
export { type Coefficient, coefficientTable } from "./logistic/coefficient-table.js";
export type { ElasticNetPenalty } from "./logistic/elastic-net.js";
export { fitLogisticRegression, type LogisticRegressionOptions } from "./logistic/fit-logistic-regression.js";
export type {
  DroppedColumn,
  FittedLogisticRegression,
  LogisticErrors,
  LogisticFit,
  LogisticRegressionModel,
} from "./logistic/logistic-model.js";

// Boosted trees.
export type {
  BoostedTreesFit,
  BoostedTreesModel,
  FittedBoostedTrees,
  TreeLeaf,
  TreeNode,
  TreeSplit,
} from "./trees/boosted-trees-model.js";
export type { BoostedTreesOptions, EarlyStopping } from "./trees/boosting-options.js";
export { fitBoostedTrees } from "./trees/fit-boosted-trees.js";

// Calibration, prediction and explanation of any model.
export type { Calibration, IsotonicCalibration, PlattCalibration } from "./calibration/calibration.js";
export type { CalibrationOptions } from "./calibration/fit-calibration.js";
export { type CalibrateOptions, calibrate } from "./prediction/calibrate.js";
export {
  type CalibratedModel,
  type ClassifierModel,
  predictProbabilities,
  predictProbability,
  type UncalibratedModel,
} from "./prediction/classifier.js";
export { explainPrediction, type PredictionExplanation } from "./prediction/explain-prediction.js";

// Evaluation: measures of scores, folds, drift, profit.
export {
  type AreaDifference,
  type AreaUnderCurve,
  areaUnderCurve,
  compareAreasUnderCurve,
} from "./evaluation/area-under-curve.js";
export { type CalibrationBin, type CalibrationCurveOptions, calibrationCurve } from "./evaluation/calibration-curve.js";
export type { CalibrationLine } from "./evaluation/calibration-line.js";
export { type CrossValidation, type CrossValidationOptions, crossValidate } from "./evaluation/cross-validate.js";
export { type ClassifierEvaluation, evaluateClassifier } from "./evaluation/evaluate-classifier.js";
export {
  type FoldOptions,
  groupedFolds,
  type RowSplit,
  stratifiedFolds,
  type TimeSplitOptions,
  timeSplit,
} from "./evaluation/folds.js";
export { type LiftCurveOptions, type LiftPoint, liftAt, liftCurve } from "./evaluation/lift-curve.js";
export {
  type FeatureImportance,
  type PermutationImportanceOptions,
  permutationImportance,
} from "./evaluation/permutation-importance.js";
export {
  featureDrift,
  type PopulationStability,
  populationStability,
  type StabilityBin,
  type StabilityOptions,
} from "./evaluation/population-stability.js";
export { type ActionPayoff, expectedProfit, type ProfitCurve, profitCurve, profitThreshold } from "./evaluation/profit-curve.js";

// Survival: curves, tests, Cox regression.
export { conditionalSurvival } from "./survival/conditional-survival.js";
export type { Covariates } from "./survival/cox-design.js";
export { type CoxFit, type CoxModel, coxSurvival, type HazardRatio, hazardRatios } from "./survival/cox-model.js";
export { type CoxOptions, fitCox } from "./survival/fit-cox.js";
export { type KaplanMeier, type KaplanMeierOptions, kaplanMeier } from "./survival/kaplan-meier.js";
export { type LogRankOptions, type LogRankTest, logRankTest } from "./survival/log-rank.js";
export { numberAtRisk } from "./survival/number-at-risk.js";
export { type ProportionalityStatistic, type ProportionalityTest, proportionalityTest } from "./survival/proportionality.js";
export { type RestrictedMean, type RestrictedMeanOptions, restrictedMean } from "./survival/restricted-mean.js";
export { survivalConcordance } from "./survival/survival-concordance.js";
export { type SurvivalCurve, survivalAt } from "./survival/survival-curve.js";
export type { SurvivalTimes } from "./survival/survival-times.js";

// Clustering.
export { type GapOptions, type GapStatistic, gapStatistic } from "./clustering/gap-statistic.js";
export { type KMeans, type KMeansOptions, kMeans } from "./clustering/k-means.js";
export { type SilhouetteOptions, silhouette } from "./clustering/silhouette.js";

// Intervals, tests and quantiles.
export { type Interval, type LevelOptions, poissonInterval, wilsonInterval } from "./descriptive/count-intervals.js";
export { adjustPValues } from "./descriptive/false-discovery.js";
export { quantile, quantiles } from "./descriptive/quantile.js";
export { type SuccessCount, shareDifference } from "./descriptive/share-difference.js";

// Errors.
export type { StatisticsErrors } from "./errors.js";

export { type BfgsOptions } from "./optimize/bfgs.js";
export { type Interval, poissonInterval, wilsonInterval } from "./descriptive/count-intervals.js";
export { shareDifference, type SuccessCount } from "./descriptive/share-difference.js";
export { conditionalSurvival } from "./survival/conditional-survival.js";
export type { Covariates } from "./survival/cox-design.js";
export { type CoxFit, type CoxModel, coxSurvival, type HazardRatio, hazardRatios } from "./survival/cox-model.js";
export { type DependentColumn } from "./linear/dependent-columns.js";
export { adjustPValues } from "./descriptive/false-discovery.js";
export { type CoxOptions, fitCox } from "./survival/fit-cox.js";
export { type GapOptions, type GapStatistic, gapStatistic } from "./clustering/gap-statistic.js";
export { kMeans, type KMeans, type KMeansOptions } from "./clustering/k-means.js";
export { silhouette } from "./clustering/silhouette.js";
export { kaplanMeier, type KaplanMeier, type KaplanMeierOptions, survivalAt } from "./survival/kaplan-meier.js";
export { type LbfgsOptions } from "./optimize/lbfgs.js";
export { type LineStep } from "./optimize/line-search.js";
export { type LogRankTest, logRankTest } from "./survival/log-rank.js";
export { type NelderMeadOptions, type SimplexMinimum } from "./optimize/nelder-mead.js";
export { numberAtRisk } from "./survival/number-at-risk.js";
export type { MinimizeOptions, Minimum, Objective } from "./optimize/objective.js";
export { type ProportionalityStatistic, type ProportionalityTest, proportionalityTest } from "./survival/proportionality.js";
export { quantile, quantiles } from "./descriptive/quantile.js";
export { restrictedMean, type RestrictedMean } from "./survival/restricted-mean.js";
export { survivalConcordance } from "./survival/survival-concordance.js";
export type { SurvivalTimes } from "./survival/survival-times.js";
export { type Calibration, type IsotonicCalibration, type PlattCalibration } from "./calibration/calibration.js";
export { type CalibrationOptions } from "./calibration/fit-calibration.js";
export {
  type AreaDifference,
  areaUnderCurve,
  type AreaUnderCurve,
  compareAreasUnderCurve,
} from "./evaluation/area-under-curve.js";
export { type CalibrationBin, type CalibrationBins, calibrationCurve } from "./evaluation/calibration-curve.js";
export { type CalibrationLine } from "./evaluation/calibration-line.js";
export { type CrossValidation, type CrossValidationOptions, crossValidate } from "./evaluation/cross-validate.js";
export { type ClassifierEvaluation, evaluateClassifier } from "./evaluation/evaluate-classifier.js";
export { groupedFolds, type RowSplit, stratifiedFolds, timeSplit } from "./evaluation/folds.js";
export { liftAt, liftCurve, type LiftPoint } from "./evaluation/lift-curve.js";
export { type FeatureImportance, permutationImportance } from "./evaluation/permutation-importance.js";
export {
  featureDrift,
  type PopulationStability,
  populationStability,
  type StabilityBin,
} from "./evaluation/population-stability.js";
export { type ActionPayoff, expectedProfit, profitCurve, type ProfitCurve, profitThreshold } from "./evaluation/profit-curve.js";
export { calibrate, type CalibrateOptions } from "./prediction/calibrate.js";
export {
  type CalibratedModel,
  type ClassifierModel,
  predictProbabilities,
  predictProbability,
  type UncalibratedModel,
} from "./prediction/classifier.js";
export { explainPrediction, type PredictionExplained } from "./prediction/explain-prediction.js";
export { type CategoryCodes, dummyColumns } from "./learning/encode-categories.js";
export { type FeatureColumns, type FeatureRow } from "./learning/features.js";
export { logistic } from "./learning/log-odds.js";
export type { ClassWeight } from "./learning/outcomes.js";
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
export { type ContributionColumns, type Contributions } from "./trees/tree-shap.js";
export type { StatisticsErrors } from "./errors.js";

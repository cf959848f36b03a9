export { ascendingOrder } from "./descriptive/ascending-order.js";
export { betaQuantile } from "./special/beta-quantile.js";
export { type BfgsOptions, minimizeBfgs } from "./optimize/bfgs.js";
export { chiSquareCdf, chiSquareQuantile, chiSquareTail } from "./special/chi-square.js";
export { cholesky, inverseOfPositiveDefinite, logDeterminant, solveCholesky } from "./linear/cholesky.js";
export { type Interval, poissonInterval, wilsonInterval } from "./descriptive/count-intervals.js";
export { pooledShareDifference, shareDifference, type SuccessCount } from "./descriptive/share-difference.js";
export { conditionalSurvival } from "./survival/conditional-survival.js";
export type { Covariates } from "./survival/cox-design.js";
export {
  type CoxFit,
  type CoxModel,
  coxSurvival,
  type HazardRatio,
  hazardRatios,
  relativeHazards,
} from "./survival/cox-model.js";
export { type DependentColumn, dependentColumns } from "./linear/dependent-columns.js";
export { digamma } from "./special/digamma.js";
export { erf, erfc } from "./special/error-function.js";
export { adjustPValues } from "./descriptive/false-discovery.js";
export { type CoxOptions, fitCox } from "./survival/fit-cox.js";
export { findRoot } from "./optimize/find-root.js";
export { hessianOfGradient, numericalHessian } from "./optimize/hessian.js";
export { hypergeometric2F1, logHypergeometric2F1 } from "./special/hypergeometric.js";
export { incompleteBeta, incompleteBetaOf } from "./special/incomplete-beta.js";
export { incompleteGamma, incompleteGammaUpper } from "./special/incomplete-gamma.js";
export { integrate, integratePanel, logIntegrateLine } from "./optimize/integrate.js";
export { type GapOptions, type GapStatistic, gapStatistic } from "./clustering/gap-statistic.js";
export { kMeans, type KMeans, type KMeansOptions } from "./clustering/k-means.js";
export { silhouette } from "./clustering/silhouette.js";
export {
  kaplanMeier,
  type KaplanMeier,
  type KaplanMeierOptions,
  survivalAt,
  survivalQuantile,
} from "./survival/kaplan-meier.js";
export { invertPositiveDefinite } from "./linear/invert-positive-definite.js";
export { type LbfgsOptions, minimizeLbfgs } from "./optimize/lbfgs.js";
export { solveLinear } from "./linear/linear-system.js";
export { type LineStep, strongWolfe } from "./optimize/line-search.js";
export { logBeta, logGammaRatio } from "./special/log-beta.js";
export { logDiffExp } from "./special/log-diff-exp.js";
export { logGamma } from "./special/log-gamma.js";
export { type LogRankTest, logRankTest } from "./survival/log-rank.js";
export { logAddExp, logSumExp } from "./special/log-sum-exp.js";
export { log1pMinus } from "./special/log1p-minus.js";
export { multiplyMatrices, quadraticForm, symmetricEigenvalues, transposeMatrix } from "./linear/matrix.js";
export { minimizeNelderMead, type NelderMeadOptions, type SimplexMinimum } from "./optimize/nelder-mead.js";
export { normalCdf, normalQuantile } from "./special/normal.js";
export { numberAtRisk } from "./survival/number-at-risk.js";
export type { MinimizeOptions, Minimum, Objective } from "./optimize/objective.js";
export { type ProportionalityStatistic, type ProportionalityTest, proportionalityTest } from "./survival/proportionality.js";
export { quantile, quantiles, quantileSorted } from "./descriptive/quantile.js";
export { restrictedMean, type RestrictedMean } from "./survival/restricted-mean.js";
export { stirlingRemainder } from "./special/stirling-remainder.js";
export { studentCdf, studentQuantile } from "./special/student.js";
export { survivalConcordance } from "./survival/survival-concordance.js";
export type { SurvivalTimes } from "./survival/survival-times.js";
export { logTricomiU, tricomiU } from "./special/tricomi.js";
export { trigamma } from "./special/trigamma.js";
export {
  type Calibration,
  calibratedProbabilities,
  calibratedProbability,
  type IsotonicCalibration,
  type PlattCalibration,
} from "./calibration/calibration.js";
export { type CalibrationOptions, fitIsotonic, fitPlatt } from "./calibration/fit-calibration.js";
export {
  type AreaDifference,
  areaUnderCurve,
  type AreaUnderCurve,
  compareAreasUnderCurve,
} from "./evaluation/area-under-curve.js";
export { averagePrecision } from "./evaluation/average-precision.js";
export {
  type CalibrationBin,
  type CalibrationBins,
  calibrationCurve,
  expectedCalibrationError,
} from "./evaluation/calibration-curve.js";
export { type CalibrationLine, calibrationLine } from "./evaluation/calibration-line.js";
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
export { brierScore, logLoss } from "./evaluation/probability-scores.js";
export {
  type ActionPayoff,
  expectedProfit,
  profitCurve,
  type ProfitCurve,
  profitThreshold,
} from "./evaluation/profit-curve.js";
export { calibrate, type CalibrateOptions } from "./learning/calibrate.js";
export {
  type CalibratedModel,
  type ClassifierModel,
  predictProbabilities,
  predictProbability,
  type UncalibratedModel,
} from "./learning/classifier.js";
export { explainPrediction, type PredictionExplained } from "./learning/explain-prediction.js";
export { type CategoryCodes, categoryCodes, dummyColumns } from "./learning/encode-categories.js";
export { type FeatureColumns, type FeatureRow, selectRows } from "./learning/features.js";
export { logistic, logOdds } from "./learning/log-odds.js";
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
export { logisticLogOdds, logisticRowLogOdds, scoreLogistic } from "./logistic/score-logistic.js";
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
export { boostedTreesLogOdds, boostedTreesRowLogOdds, scoreBoostedTrees } from "./trees/score-boosted-trees.js";
export { type ContributionColumns, type Contributions, treeShap, treeShapRow } from "./trees/tree-shap.js";
export type { StatisticsErrors } from "./errors.js";

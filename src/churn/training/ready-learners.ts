import {
  type BoostedTreesOptions,
  fitBoostedTrees,
  fitLogisticRegression,
  type FittedBoostedTrees,
  type FittedLogisticRegression,
  type LogisticRegressionOptions,
  predictProbabilities,
} from "../../statistics/index.js";
import type { ChurnLearner } from "./backtest-churn.js";

/**
 * Returns logistic regression as a learner for `backtestChurn`. Without a penalty, standard errors are clustered by customer.
 * Features must not be missing.
 *
 * @param options - options of `fitLogisticRegression`
 * @example
 * const model = logisticLearner({ penalty: { strength: 0.01 } }).fit({ silence: [1, 2, 3, 4] }, Uint8Array.of(0, 1, 0, 1), ["a", "b", "a", "b"]);
 * model.kind // => "logistic-regression"
 */
export function logisticLearner<Name extends string = string>(
  options: LogisticRegressionOptions = {},
): ChurnLearner<FittedLogisticRegression<Name>, Name> {
  return {
    fit: (features, outcomes, ids) =>
      fitLogisticRegression(features, outcomes, { ...(options.penalty === undefined && { cluster: ids }), ...options }),
    score: predictProbabilities,
  };
}

/**
 * Returns boosted trees as a learner for `backtestChurn`. Features may be missing.
 *
 * @param options - options of `fitBoostedTrees`
 * @example
 * const learner = treesLearner({ rounds: 20, minLeafRows: 1 });
 * const model = learner.fit({ silence: [1, 2, 8, 9, Number.NaN] }, Uint8Array.of(0, 0, 1, 1, 1), ["a", "b", "c", "d", "e"]);
 * model.kind // => "boosted-trees"
 */
export function treesLearner<Name extends string = string>(
  options: BoostedTreesOptions<Name> = {},
): ChurnLearner<FittedBoostedTrees<Name>, Name> {
  return {
    fit: (features, outcomes) => fitBoostedTrees(features, outcomes, options),
    score: predictProbabilities,
  };
}

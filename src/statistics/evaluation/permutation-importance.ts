import { seededRandom } from "../../kernel/index.js";
import { anInteger, aSeed, type OptionShape, requireOption, requireOptions, shuffled } from "../../kernel/internal.js";
import type { FeatureColumns } from "../learning/features.js";
import { type ClassifierModel, featuresOf, predictProbabilities } from "../prediction/classifier.js";
import { logLoss } from "./probability-scores.js";

/** Importance of one feature. */
export interface FeatureImportance<Name extends string = string> {
  readonly feature: Name;
  /** Increase of the log loss when the column is shuffled; about 0 for a feature that does not help on these rows. */
  readonly loss: number;
}

/** Options of `permutationImportance`. */
export interface PermutationImportanceOptions {
  /** Seed of the shuffles. */
  readonly seed: number | string;
  /** Number of shuffles of each column, which are averaged. Defaults to 5. */
  readonly repeats?: number | undefined;
}

const PERMUTATION_OPTIONS: OptionShape<PermutationImportanceOptions> = { seed: aSeed, repeats: anInteger({ min: 1 }) };

/**
 * Returns the permutation importance of each feature, the highest first: the increase of the log loss when its column is
 * shuffled among the rows. Use held-out rows: an overfitted column looks important on training rows. Correlated columns share
 * their importance.
 *
 * @param model - any fitted model
 * @param features - columns of rows that the model has not seen
 * @param outcomes - outcomes of these rows, 0 or 1
 * @param options - seed, repeats
 * @throws ClienteleError `missing_feature`; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @see Breiman (2001), Random forests, section 10
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * permutationImportance(model, { silentWeeks: [1, 2, 7, 8] }, [0, 0, 1, 1], { seed: 1 })[0]?.feature // => "silentWeeks"
 */
export function permutationImportance<Name extends string>(
  model: ClassifierModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
  outcomes: ArrayLike<number>,
  options: PermutationImportanceOptions,
): FeatureImportance<Name>[] {
  const { seed, repeats = 5 } = requireOptions(options, PERMUTATION_OPTIONS);
  const random = seededRandom(requireOption("seed", seed, aSeed));
  const whole = logLoss(predictProbabilities(model, features), outcomes);
  return featuresOf(model)
    .map((feature) => {
      let sum = 0;
      for (let repeat = 0; repeat < repeats; repeat++) {
        const column = shuffled(Array.from(features[feature]), random);
        sum += logLoss(predictProbabilities(model, { ...features, [feature]: column }), outcomes);
      }
      return { feature, loss: sum / repeats - whole };
    })
    .sort((left, right) => right.loss - left.loss);
}

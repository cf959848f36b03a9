import { seededRandom } from "../../kernel/index.js";
import { shuffled } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { type ClassifierModel, featuresOf, predictProbabilities } from "../prediction/classifier.js";
import type { FeatureColumns } from "../learning/features.js";
import { logLoss } from "./probability-scores.js";

/** What a model loses without a feature. */
export interface FeatureImportance<Name extends string = string> {
  readonly feature: Name;
  /** How much worse the log loss is when the column is shuffled; about 0 for a feature that does not help on these rows. */
  readonly loss: number;
}

/**
 * Permutation importance: how much worse the log loss becomes when one column is shuffled among the rows, the most important
 * first. Take held-out rows: on those of training an overfitted column looks important. Columns that say the same share
 * their importance.
 *
 * @param model - any fitted model
 * @param features - of rows that the model has not seen
 * @param outcomes - of these rows
 * @param options - `seed`; `repeats`: shuffles of each column to average over, 5 unless told
 * @throws ClienteleError `missing_feature`; `outside_domain`; `mismatched_dimensions`
 * @see Breiman (2001), Random forests, section 10
 * @example
 * const model = fitLogisticRegression({ silentWeeks: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 1, 0, 1, 0, 1, 1]);
 * permutationImportance(model, { silentWeeks: [1, 2, 7, 8] }, [0, 0, 1, 1], { seed: 1 })[0]?.feature // => "silentWeeks"
 */
export function permutationImportance<Name extends string>(
  model: ClassifierModel<Name>,
  features: FeatureColumns<NoInfer<Name>>,
  outcomes: ArrayLike<number>,
  options: { readonly seed: number | string; readonly repeats?: number | undefined },
): FeatureImportance<Name>[] {
  const { seed, repeats = 5 } = options;
  if (!(Number.isInteger(repeats) && repeats >= 1)) throw outsideDomain("repeats", repeats, "a whole number from 1");
  const random = seededRandom(seed);
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

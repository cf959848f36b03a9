import { type ClassifierEvaluation, evaluateClassifier, type FeatureColumns } from "../../statistics/index.js";
import { selectRows } from "../../statistics/internal.js";
import { ClienteleError } from "../../kernel/index.js";
import type { ChurnDataset } from "./churn-dataset.js";

/** Model type with its training and scoring functions; wraps any model of `statistics` with its options. */
export interface ChurnLearner<Model, Name extends string = string> {
  /** Fits a model to rows; `ids` name the customer of each row. */
  readonly fit: (features: FeatureColumns<Name>, outcomes: Uint8Array, ids: readonly string[]) => Model;
  /** Returns probabilities of churn. */
  readonly score: (model: Model, features: FeatureColumns<Name>) => ArrayLike<number>;
}

/** Performance of a learner, had it been used at each origin. */
export interface ChurnBacktest {
  /** Origins that could be tested, in ascending order. */
  readonly origins: readonly {
    /** Epoch milliseconds. */
    readonly origin: number;
    /** Number of training rows: those whose label was known by then. */
    readonly trainedOn: number;
    readonly evaluation: ClassifierEvaluation;
  }[];
  /** Rows of the dataset that were tested; the columns below are parallel to it. */
  readonly rows: Uint32Array;
  readonly probabilities: Float64Array;
  readonly outcomes: Uint8Array;
}

/**
 * Tests a learner over time: at each origin it learns only from rows whose *label* was known by then, and is evaluated on what
 * happened afterwards. A random split would let it learn from the very weeks that it must predict.
 *
 * @param dataset - a training set with several origins
 * @param learner - training and scoring functions
 * @throws ClienteleError `empty_churn_dataset` if no origin has labeled rows before it: choose origins further apart than gap plus horizon; errors of the learner
 * @see Bergmeir, Benítez (2012), On the use of cross-validation for time series predictor evaluation
 * @example
 * const learner: ChurnLearner<number> = { fit: (_features, outcomes) => outcomes.reduce((sum, outcome) => sum + outcome, 0) / outcomes.length, score: (share, { silence }) => Array.from(silence ?? [], () => share) };
 * const dataset: ChurnDataset = {
 *   features: { silence: Float64Array.of(1, 9, 2, 8) }, outcomes: Uint8Array.of(0, 1, 0, 1), ids: ["a", "b", "a", "b"],
 *   origins: Float64Array.of(0, 0, 10, 10), labeledAt: Float64Array.of(10, 10, 20, 20), leftOut: { ineligible: 0, censored: 0, goneInGap: 0 },
 * };
 * backtestChurn(dataset, learner).origins.map(({ trainedOn }) => trainedOn) // => [2]
 */
export function backtestChurn<Model, Name extends string>(
  dataset: ChurnDataset<Name>,
  learner: ChurnLearner<Model, Name>,
): ChurnBacktest {
  const { features, outcomes, ids, origins, labeledAt } = dataset;
  const all = Array.from(origins, (_, row) => row);
  const tested: { origin: number; trainedOn: number; evaluation: ClassifierEvaluation }[] = [];
  const rows: number[] = [];
  const probabilities: number[] = [];
  for (const origin of [...new Set(origins)].sort((left, right) => left - right)) {
    const train = all.filter((row) => labeledAt[row]! <= origin);
    if (train.length === 0) continue;
    const test = all.filter((row) => origins[row] === origin);
    const model = learner.fit(
      selectRows(features, train),
      Uint8Array.from(train, (row) => outcomes[row]!),
      train.map((row) => ids[row]!),
    );
    const scores = learner.score(model, selectRows(features, test));
    const happened = Uint8Array.from(test, (row) => outcomes[row]!);
    tested.push({ origin, trainedOn: train.length, evaluation: evaluateClassifier(scores, happened) });
    rows.push(...test);
    for (let place = 0; place < test.length; place++) probabilities.push(scores[place]!);
  }
  if (tested.length === 0)
    throw new ClienteleError("empty_churn_dataset", "No origin has earlier rows whose labels were known by then.", {
      ineligible: dataset.leftOut.ineligible,
      censored: dataset.leftOut.censored,
    });
  return {
    origins: tested,
    rows: Uint32Array.from(rows),
    probabilities: Float64Array.from(probabilities),
    outcomes: Uint8Array.from(rows, (row) => outcomes[row]!),
  };
}

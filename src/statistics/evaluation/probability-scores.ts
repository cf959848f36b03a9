import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { requireProbabilities } from "../learning/score-order.js";

/**
 * Returns the mean logarithmic loss: −ln of the probability predicted for the actual outcome. A wrong certainty counts as
 * −ln(2^−53), about 36.7, instead of infinity.
 *
 * @param probabilities - predicted probabilities
 * @param outcomes - 1 where the event happened, otherwise 0
 * @throws ClienteleError `outside_domain`; `mismatched_dimensions`
 * @example
 * logLoss([0.9, 0.2], [1, 0]) // => 0.1643
 */
export function logLoss(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  return meanOver(probabilities, outcomes, (probability, outcome) =>
    outcome === 1 ? -Math.log(Math.max(2 ** -53, probability)) : -Math.log1p(-Math.min(1 - 2 ** -53, probability)),
  );
}

/**
 * Returns the Brier score: the mean squared distance of probability and outcome. Lower is better; predicting the share of events
 * s for every row scores s (1 − s).
 *
 * @param probabilities - predicted probabilities
 * @param outcomes - 1 where the event happened, otherwise 0
 * @throws ClienteleError `outside_domain`; `mismatched_dimensions`
 * @see Brier (1950), Verification of forecasts expressed in terms of probability
 * @example
 * brierScore([0.9, 0.2], [1, 0]) // => 0.025
 */
export function brierScore(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  return meanOver(probabilities, outcomes, (probability, outcome) => (probability - outcome) ** 2);
}

function meanOver(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  loss: (probability: number, outcome: number) => number,
): number {
  const rows = probabilities.length;
  requireLength(outcomes, rows);
  requireProbabilities(probabilities);
  if (rows === 0) throw outsideDomain("probabilities", "an empty array", "an array with at least one number");
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    if (outcomes[row] !== 0 && outcomes[row] !== 1) throw outsideDomain(`outcomes[${row}]`, outcomes[row], "0 or 1");
    sum += loss(probabilities[row]!, outcomes[row]!);
  }
  return sum / rows;
}

import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { requireProbabilities } from "../learning/score-order.js";

/**
 * The mean logarithmic loss: −ln of the probability that was given to what happened. A certainty that was wrong counts as
 * −ln(2^−53), about 36.7, so that one row does not make it infinite.
 *
 * @param probabilities - of a 1
 * @param outcomes - 1 where it happened, 0 where not
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
 * The Brier score: the mean squared distance of probability and outcome. Lower is better; always answering the share of
 * events s has s (1 − s).
 *
 * @param probabilities - of a 1
 * @param outcomes - 1 where it happened, 0 where not
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
  if (rows === 0) throw outsideDomain("probabilities", "nothing", "at least one row");
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    if (outcomes[row] !== 0 && outcomes[row] !== 1) throw outsideDomain(`outcomes[${row}]`, outcomes[row], "0 or 1");
    sum += loss(probabilities[row]!, outcomes[row]!);
  }
  return sum / rows;
}

import { logOdds, softplus } from "../learning/log-odds.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { requireProbabilities, runsOf, scoreOrder } from "../learning/score-order.js";
import { minimizeBfgs } from "../optimize/bfgs.js";
import type { IsotonicCalibration, PlattCalibration } from "./calibration.js";

/** Options of every calibration. */
export interface CalibrationOptions {
  /** Number of observations that each row represents. Defaults to 1. */
  readonly weight?: ArrayLike<number> | undefined;
}

/**
 * Fits Platt's calibration: a logistic regression of the outcomes on the predicted log-odds, with targets slightly inside 0
 * and 1 to keep it finite. It needs few rows and keeps the order of customers.
 *
 * @param probabilities - predictions for rows that the model was not fitted on
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - weights
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @see Platt (1999), Probabilistic outputs for support vector machines; Lin, Lin, Weng (2007), A note on Platt's probabilistic outputs
 * @example
 * const { slope } = fitPlatt([0.02, 0.02, 0.02, 0.98, 0.98, 0.98], [0, 1, 0, 1, 0, 1]);
 * slope // => 0.1042
 */
export function fitPlatt(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: CalibrationOptions = {},
): PlattCalibration {
  const weight = weights(probabilities, outcomes, options);
  const predicted = Float64Array.from(probabilities, logOdds);
  let positives = 0;
  let total = 0;
  for (let row = 0; row < weight.length; row++) {
    positives += weight[row]! * outcomes[row]!;
    total += weight[row]!;
  }
  const target = [1 / (total - positives + 2), (positives + 1) / (positives + 2)];
  const { point } = minimizeBfgs(
    ([intercept, slope], gradient) => {
      let loss = 0;
      gradient.fill(0);
      for (let row = 0; row < weight.length; row++) {
        const score = intercept! + slope! * predicted[row]!;
        const wanted = target[outcomes[row]!]!;
        loss += weight[row]! * (softplus(score) - wanted * score);
        const residual = weight[row]! * (1 / (1 + Math.exp(-score)) - wanted);
        gradient[0]! += residual;
        gradient[1]! += residual * predicted[row]!;
      }
      return loss;
    },
    [0, 1],
    { gradientTolerance: 1e-10, changeTolerance: 1e-12 },
  );
  return { kind: "platt-calibration", version: 1, intercept: point[0]!, slope: point[1]! };
}

/**
 * Fits an isotonic calibration: the non-decreasing probabilities nearest to the outcomes, found by pooling adjacent violators.
 * It needs a thousand rows or more, and makes ties.
 *
 * @param probabilities - predictions for rows that the model was not fitted on
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - weights
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @see Zadrozny, Elkan (2002), Transforming classifier scores into accurate multiclass probability estimates; Barlow et al. (1972) for the algorithm
 * @example
 * const { from, to } = fitIsotonic([0.1, 0.2, 0.3, 0.4], [0, 1, 0, 1]);
 * from // => [0.1, 0.2, 0.3, 0.4]
 * to // => [0, 0.5, 0.5, 1]
 */
export function fitIsotonic(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: CalibrationOptions = {},
): IsotonicCalibration {
  const weight = weights(probabilities, outcomes, options);
  const order = scoreOrder(probabilities).filter((row) => weight[row]! > 0);
  const runs = runsOf(probabilities, order);
  const from: number[] = [];
  const to: number[] = [];
  for (const { first, last, mean } of pooledBlocks(outcomes, weight, order, runs)) {
    const [low, high] = [probabilities[order[runs[first]!]!]!, probabilities[order[runs[last]!]!]!];
    from.push(low);
    to.push(mean);
    if (high === low) continue;
    from.push(high);
    to.push(mean);
  }
  return { kind: "isotonic-calibration", version: 1, from, to };
}

/** Neighboring runs of equal probability that share a value. */
interface Block {
  readonly first: number;
  readonly last: number;
  readonly weight: number;
  readonly mean: number;
}

/** Pools adjacent violators: a block that is not above the one before joins it. */
function pooledBlocks(outcomes: ArrayLike<number>, weight: Float64Array, order: Uint32Array, runs: Uint32Array): Block[] {
  const blocks: Block[] = [];
  for (let run = 0; run + 1 < runs.length; run++) {
    let total = 0;
    let events = 0;
    for (let place = runs[run]!; place < runs[run + 1]!; place++) {
      total += weight[order[place]!]!;
      events += weight[order[place]!]! * outcomes[order[place]!]!;
    }
    let block: Block = { first: run, last: run, weight: total, mean: events / total };
    while (blocks.length > 0 && blocks[blocks.length - 1]!.mean >= block.mean) {
      const before = blocks.pop()!;
      const sum = before.weight + block.weight;
      block = {
        first: before.first,
        last: run,
        weight: sum,
        mean: (before.mean * before.weight + block.mean * block.weight) / sum,
      };
    }
    blocks.push(block);
  }
  return blocks;
}

function weights(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>, { weight }: CalibrationOptions): Float64Array {
  requireBothClasses(outcomes, probabilities.length, weight);
  requireProbabilities(probabilities);
  return weight === undefined ? new Float64Array(probabilities.length).fill(1) : new Float64Array(weight);
}

/** Probabilities this near to 0 or 1 become log-odds of ±36 and a half: e^−36.7 is the last that 1 can be told from. */
const NEAREST = 1.1102230246251565e-16;

/**
 * The logistic function 1 / (1 + e^−x): log-odds to a probability, precise in both tails.
 *
 * @example
 * logistic(0) // => 0.5
 * logistic(-800) // => 0
 */
export function logistic(logOdds: number): number {
  const decay = Math.exp(-Math.abs(logOdds));
  return logOdds >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
}

/**
 * The logarithm of the odds of a probability; those of 0 and 1 stay finite (about ±36.7).
 *
 * @example
 * logOdds(0.5) // => 0
 * logOdds(1) // => 36.7368005696771
 */
export function logOdds(probability: number): number {
  const inside = Math.min(1 - NEAREST, Math.max(NEAREST, probability));
  return Math.log(inside / (1 - inside));
}

/** ln(1 + e^x) without overflow: −ln of the probability of a 0. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

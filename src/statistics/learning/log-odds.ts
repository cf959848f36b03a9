/** Distance that probabilities keep from 0 and 1: log-odds stay within ±36.7, the limit of double precision near 1. */
const NEAREST = 1.1102230246251565e-16;

/**
 * Converts log-odds to a probability by the logistic function 1 / (1 + e^−x), precise in both tails.
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
 * Converts a probability to log-odds, the logarithm of its odds; 0 and 1 give finite values (about ±36.7).
 *
 * @example
 * logOdds(0.5) // => 0
 * logOdds(1) // => 36.7368005696771
 */
export function logOdds(probability: number): number {
  const inside = Math.min(1 - NEAREST, Math.max(NEAREST, probability));
  return Math.log(inside / (1 - inside));
}

/** Returns ln(1 + e^x) without overflow: −ln of the probability of a 0. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

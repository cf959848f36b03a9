import type { Random } from "../../../kernel/index.js";

/** Draws a standard normal variate by the polar method of Marsaglia. */
export function normalVariate(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** Draws an exponential variate of rate 1. */
export function exponentialVariate(random: Random): number {
  return -Math.log1p(-random());
}

/**
 * Draws the logarithm of a gamma variate of rate 1: a shape of .001 gives numbers like 1e-300.
 *
 * @see Marsaglia, Tsang (2000), A simple method for generating gamma variables
 */
export function logGammaVariate(shape: number, random: Random): number {
  if (shape < 1) {
    const boost = Math.log1p(-random()) / shape;
    return logGammaVariate(shape + 1, random) + boost;
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normalVariate(random);
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    if (Math.log1p(-random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/** Draws a gamma variate with a shape and a rate; it is at least the smallest positive number. */
export function gammaVariate(shape: number, rate: number, random: Random): number {
  return Math.max(Number.MIN_VALUE, Math.exp(logGammaVariate(shape, random)) / rate);
}

/** Draws a beta variate. */
export function betaVariate(a: number, b: number, random: Random): number {
  const x = logGammaVariate(a, random);
  const y = logGammaVariate(b, random);
  return 1 / (1 + Math.exp(y - x));
}

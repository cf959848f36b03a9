import { outsideDomain } from "../domain.js";

const TWO_OVER_SQRT_PI = 1.1283791670955126;
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/**
 * Returns the error function erf(x) = 2/√π ∫₀ˣ exp(−t²) dt. The relative error is below 1e-15.
 *
 * @param x - any number, ±Infinity allowed
 * @throws ClienteleError `outside_domain` for NaN
 * @see Abramowitz, Stegun (1964), 7.1.6
 * @example
 * erf(0.5) // => 0.5204998778130465
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) throw outsideDomain("x", x, "a number");
  const size = Math.abs(x);
  if (size > 1.25) return Math.sign(x) * (1 - erfc(size));
  return erfSeries(x);
}

/**
 * Returns the complementary error function erfc(x) = 1 − erf(x), precise in the far tail (relative error below 1e-14).
 *
 * @param x - any number, ±Infinity allowed
 * @throws ClienteleError `outside_domain` for NaN
 * @see Abramowitz, Stegun (1964), 7.1.14
 * @example
 * erfc(10) // => 2.088487583762545e-45
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) throw outsideDomain("x", x, "a number");
  if (x < -1.25) return 2 - erfc(-x);
  if (x < 0.75) return 1 - erfSeries(x);
  if (x > 27) return 0;
  return squaredExponential(x) * scaledTail(x);
}

/** Returns exp(−x²), corrected for the rounding of x²: at x = 26 the plain form loses three digits. */
export function squaredExponential(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** Sums the series in Kummer's form, in which all terms have the same sign. */
function erfSeries(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; n < 100; n++) {
    term *= (2 * square) / (2 * n + 1);
    sum += term;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-square) * sum;
}

/** Returns exp(x²) erfc(x) by its continued fraction, evaluated from the tail. */
function scaledTail(x: number): number {
  const steps = Math.ceil(12 + 150 / (x * x));
  let tail = x;
  for (let n = steps; n > 0; n--) tail = x + n / 2 / tail;
  return ONE_OVER_SQRT_PI / tail;
}

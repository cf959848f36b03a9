import { ClienteleError } from "../../kernel/index.js";

/**
 * Finds the root of a continuous function between two points of opposite sign by Brent's method (inverse quadratic
 * interpolation with bisection as a safeguard). It converges to the last digits.
 *
 * @param f - continuous function
 * @param low - one end of the bracket
 * @param high - other end of the bracket; f(low) and f(high) must have opposite signs
 * @param tolerance - maximum absolute error; 0 for the last digit
 * @throws ClienteleError `outside_domain` when the ends do not bracket a root
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 4
 * @example
 * findRoot((x) => x * x - 2, 0, 2) // => 1.414213562373095
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 0): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0 || (fa < 0 && fb > 0) || (fa > 0 && fb < 0))) {
    throw new ClienteleError(
      "outside_domain",
      `\`low\` and \`high\` must bracket a root, got ${low} and ${high} with the values ${fa} and ${fb}.`,
      {
        argument: "low, high",
        value: [fa, fb],
      },
    );
  }
  let c = a;
  let fc = fa;
  let step = b - a;
  let previous = step;
  for (let iteration = 0; iteration < 400; iteration++) {
    if (Math.abs(fc) < Math.abs(fb)) {
      a = b;
      b = c;
      c = a;
      fa = fb;
      fb = fc;
      fc = fa;
    }
    const allowed = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= allowed || fb === 0) return b;
    if (Math.abs(previous) >= allowed && Math.abs(fa) > Math.abs(fb)) {
      const s = fb / fa;
      let p: number;
      let q: number;
      if (a === c) {
        p = 2 * half * s;
        q = 1 - s;
      } else {
        const u = fa / fc;
        const v = fb / fc;
        p = s * (2 * half * u * (u - v) - (b - a) * (v - 1));
        q = (u - 1) * (v - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      else p = -p;
      if (2 * p < Math.min(3 * half * q - Math.abs(allowed * q), Math.abs(previous * q))) {
        previous = step;
        step = p / q;
      } else {
        step = half;
        previous = half;
      }
    } else {
      step = half;
      previous = half;
    }
    a = b;
    fa = fb;
    b += Math.abs(step) > allowed ? step : allowed * Math.sign(half);
    fb = f(b);
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      step = b - a;
      previous = step;
    }
  }
  return b;
}

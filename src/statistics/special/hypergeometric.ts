import { ClienteleError } from "../../kernel/index.js";
import { outsideDomain } from "../domain.js";
import { logIntegrateLine } from "../optimize/integrate.js";
import { logBeta } from "./log-beta.js";

/** Number of terms beyond which the defining integral is cheaper than the series. */
const LONG_SERIES = 4000;
const MAX_SERIES = 2e7;

/** Number as sign and logarithm, which can represent 1e-400 and 1e400. */
interface SignedLog {
  readonly sign: number;
  readonly log: number;
}

/**
 * Returns Gauss's hypergeometric function ₂F₁(a, b; c; z) for real arguments with c > 0 and z < 1.
 *
 * The method depends on size and sign of the parameters: the direct series, Euler's or Pfaff's transformation, or the defining
 * integral by quadrature. Each alone fails in some part of the domain that customer models need.
 *
 * @param a - any real
 * @param b - any real
 * @param c - greater than 0
 * @param z - less than 1
 * @returns the value; it overflows to ±Infinity only if the true value does
 * @throws ClienteleError `outside_domain`; `not_converged` when z is too close to 1 for every method
 * @see Abramowitz, Stegun (1964), 15.1.1, 15.3.1, 15.3.3, 15.3.4
 * @example
 * hypergeometric2F1(1, 1, 2, 0.5) // => 1.3862943611198906
 * hypergeometric2F1(0.5, 2, 3, -9) // => 0.3972994834761919
 */
export function hypergeometric2F1(a: number, b: number, c: number, z: number): number {
  const { sign, log } = evaluate(a, b, c, z);
  return sign * Math.exp(log);
}

/**
 * Returns ln ₂F₁(a, b; c; z) where the function is positive (for example when a, b and c are), also when the value itself would
 * overflow or underflow.
 *
 * @param a - any real
 * @param b - any real
 * @param c - greater than 0
 * @param z - less than 1
 * @throws ClienteleError `outside_domain`, also for a value that is not positive
 * @example
 * logHypergeometric2F1(1005, 6, 1, 0.9) // => 2354.8730507758
 */
export function logHypergeometric2F1(a: number, b: number, c: number, z: number): number {
  const { sign, log } = evaluate(a, b, c, z);
  if (sign <= 0) throw outsideDomain("a, b, c, z", [a, b, c, z].join(", "), "arguments for which the function is positive");
  return log;
}

function evaluate(a: number, b: number, c: number, z: number): SignedLog {
  for (const [name, value] of [
    ["a", a],
    ["b", b],
  ] as const)
    if (!Number.isFinite(value)) throw outsideDomain(name, value, "a finite number");
  if (!(c > 0 && c < Infinity)) throw outsideDomain("c", c, "a positive finite number");
  if (!(z < 1 && z > -Infinity)) throw outsideDomain("z", z, "a finite number below 1");
  if (z === 0 || a === 0 || b === 0) return { sign: 1, log: 0 };
  if (z > 0) return withinUnit(a, b, c, z, Math.log1p(-z));
  // Pfaff: (1 − z)^−a ₂F₁(a, c − b; c; z / (z − 1)); flips the parameter that leaves positive ones
  const flipA = (c - b < 0 && c - a >= 0) || (c - b < 0 === c - a < 0 && a > b);
  const kept = flipA ? b : a;
  const flipped = c - (flipA ? a : b);
  const inner = withinUnit(kept, flipped, c, z / (z - 1), -Math.log1p(-z));
  return { sign: inner.sign, log: inner.log - kept * Math.log1p(-z) };
}

/** Evaluates for 0 < z < 1; `logRest` is ln(1 − z), which z near 1 no longer holds. */
function withinUnit(a: number, b: number, c: number, z: number, logRest: number): SignedLog {
  if (a === 0 || b === 0) return { sign: 1, log: 0 };
  const eulerPositive = c - a >= 0 && c - b >= 0;
  const directPositive = a >= 0 && b >= 0;
  if (eulerPositive && (!directPositive || a + b > c)) {
    const exponent = c - a - b;
    const inner = positive(c - a, c - b, c, z, logRest);
    return { sign: inner.sign, log: inner.log + exponent * logRest };
  }
  return positive(a, b, c, z, logRest);
}

function positive(a: number, b: number, c: number, z: number, logRest: number): SignedLog {
  const byIntegral = (b > 0 && c > b) || (a > 0 && c > a);
  const limit = byIntegral ? LONG_SERIES : MAX_SERIES;
  if (!byIntegral || (a >= 0 && b >= 0 && expectedTerms(a, b, c, z) < LONG_SERIES)) {
    const sum = series(a, b, c, z, limit);
    if (sum !== null) return sum;
    if (!byIntegral) {
      throw new ClienteleError(
        "not_converged",
        `The series of 2F1(${a}, ${b}; ${c}; ${z}) did not converge within ${limit} terms.`,
        {
          iterations: limit,
          residual: 1,
        },
      );
    }
  }
  const useB = b > 0 && c > b && !(a > 0 && c > a && a > b);
  return { sign: 1, log: useB ? eulerIntegral(a, b, c, z, logRest) : eulerIntegral(b, a, c, z, logRest) };
}

/** Estimates the number of terms of the series: up to its largest term, then a decay like zⁿ. */
function expectedTerms(a: number, b: number, c: number, z: number): number {
  const excess = Math.max(0, a + b - c - 1);
  return (40 + 2 * Math.sqrt(40 * excess) + excess * z) / (1 - z);
}

function series(a: number, b: number, c: number, z: number, limit: number): SignedLog | null {
  let term = 1;
  let sum = 1;
  let scale = 0;
  for (let n = 0; n < limit; n++) {
    const ratio = (((a + n) / (c + n)) * (b + n) * z) / (n + 1);
    term *= ratio;
    sum += term;
    if (term === 0 || (Math.abs(term) < 1e-17 * Math.abs(sum) && Math.abs(ratio) < 1)) {
      // the rest of the tail is negligible
      return { sign: Math.sign(sum), log: scale + Math.log(Math.abs(sum)) };
    }
    if (Math.abs(sum) > 1e280 || Math.abs(term) > 1e280) {
      sum *= 1e-280;
      term *= 1e-280;
      scale += 280 * Math.LN10;
    }
  }
  return null;
}

/** Returns ln of ∫ t^(b − 1) (1 − t)^(c − b − 1) (1 − z t)^−a dt / B(b, c − b), in u = ln(t / (1 − t)). */
function eulerIntegral(a: number, b: number, c: number, z: number, logRest: number): number {
  const rest = Math.exp(logRest);
  const log = logIntegrateLine((u) => {
    const logT = -softplus(-u);
    const logRemaining = -softplus(u);
    // 1 − z t = (1 − t) + (1 − z) t
    const logInner = u < 0 ? Math.log1p(-z * Math.exp(logT)) : Math.log(Math.exp(logRemaining) + rest * Math.exp(logT));
    return b * logT + (c - b) * logRemaining - a * Math.max(logInner, -745);
  });
  return log - logBeta(b, c - b);
}

/** Returns ln(1 + eᵘ) without overflow. */
function softplus(u: number): number {
  return u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u));
}

import { digamma, logGammaRatio } from "../../../statistics/internal.js";
import type { FitData } from "../fit/fit-data.js";
import type { LogLikelihood } from "../fit/likelihood-problem.js";
import { paretoLogOddsGone } from "./pareto-dropout.js";

/**
 * Returns the log-likelihood of one customer under Pareto/NBD, and writes its derivatives by ln r, ln α, ln s, ln β.
 *
 * L = Γ(r + x) α^r β^s / (Γ(r) (α + T)^(r + x) (β + T)^s) · (1 + odds of having left).
 *
 * @param logRising - ln Γ(r + x) − ln Γ(r); computed by default
 * @param psi - ψ(r + x) − ψ(r); computed by default
 * @see Fader, Hardie (2005), A Note on Deriving the Pareto/NBD Model and Related Expressions, eq. (18)
 */
export function paretoRow(
  [r, alpha, s, beta]: readonly [number, number, number, number],
  x: number,
  tx: number,
  T: number,
  gradient?: Float64Array,
  logRising = x === 0 ? 0 : logGammaRatio(r, x),
  psi = x === 0 ? 0 : digamma(r + x) - digamma(r),
): number {
  const shape = r + x;
  const odds = paretoLogOddsGone(shape, alpha, s, beta, tx, T, gradient === undefined ? undefined : AVERAGES);
  const logA = Math.log1p(T / alpha);
  const logB = Math.log1p(T / beta);
  if (gradient !== undefined) {
    const gone = odds === -Infinity ? 0 : 1 / (1 + Math.exp(-odds));
    const leftA = gone === 0 ? 0 : AVERAGES[0]!;
    const leftB = gone === 0 ? 0 : AVERAGES[1]!;
    const inverseA = gone === 0 ? 0 : AVERAGES[2]!;
    const inverseB = gone === 0 ? 0 : AVERAGES[3]!;
    const endA = 1 / (alpha + T);
    const endB = 1 / (beta + T);
    gradient[0] = r * (psi - logA + gone * leftA);
    gradient[1] = r - shape * alpha * endA + gone * shape * alpha * (endA - inverseA);
    gradient[2] = -s * logB + gone * (1 + s * leftB);
    gradient[3] = s - s * beta * endB + gone * beta * (s * endB - (s + 1) * inverseB);
  }
  return (
    logRising -
    r * logA -
    x * Math.log(alpha + T) -
    s * logB +
    (odds > 0 ? odds + Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds)))
  );
}

/** Working space of one row, shared by all calls: JavaScript runs them one after the other. */
const AVERAGES = /* @__PURE__ */ new Float64Array(4);

/** Returns the log-likelihood of all rows; log-gammas are computed once per distinct frequency. */
export function paretoLikelihood(data: FitData): LogLikelihood {
  const { rows, frequency, recency, age, weight, distinct, distinctIndex } = data;
  const logRising = new Float64Array(distinct.length);
  const psi = new Float64Array(distinct.length);
  const own = new Float64Array(4);
  return (logs, gradient) => {
    const parameters = [Math.exp(logs[0]!), Math.exp(logs[1]!), Math.exp(logs[2]!), Math.exp(logs[3]!)] as const;
    const psiR = digamma(parameters[0]);
    for (let index = 0; index < distinct.length; index++) {
      const x = distinct[index]!;
      logRising[index] = x === 0 ? 0 : logGammaRatio(parameters[0], x);
      psi[index] = x === 0 ? 0 : digamma(parameters[0] + x) - psiR;
    }
    gradient.fill(0);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const index = distinctIndex[row]!;
      const w = weight[row]!;
      total += w * paretoRow(parameters, frequency[row]!, recency[row]!, age[row]!, own, logRising[index], psi[index]);
      gradient[0]! += w * own[0]!;
      gradient[1]! += w * own[1]!;
      gradient[2]! += w * own[2]!;
      gradient[3]! += w * own[3]!;
    }
    return total;
  };
}

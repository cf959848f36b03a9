import { digamma, logBeta, logGammaRatio } from "../../../statistics/internal.js";
import { distinctTimes } from "../fit/distinct-times.js";
import type { FitData } from "../fit/fit-data.js";
import type { LogLikelihood } from "../fit/likelihood-problem.js";

/** Variant of the model: `first` is 1 when a customer may leave after the first purchase (MBG), k is the Erlang regularity. */
export interface BetaGeometricVariant {
  readonly first: 0 | 1;
  readonly k: number;
}

/**
 * Returns the log-likelihood of one customer without the part of `logGaps`, and writes its derivatives by ln r, ln α, ln a, ln b.
 *
 * @see Fader, Hardie, Lee (2005), eq. (6); Batislam et al. (2007), eq. (4); Platzer, Reutterer (2016), appendix
 */
export function betaGeometricRow(
  [r, alpha, a, b]: readonly [number, number, number, number],
  { first, k }: BetaGeometricVariant,
  x: number,
  tx: number,
  T: number,
  gradient?: Float64Array,
): number {
  const shape = r + k * x;
  const m = b + x + first;
  const log1 = Math.log1p(T / alpha);
  const timing = logGammaRatioOrZero(r, k * x) - r * log1 - k * x * Math.log(alpha + T);
  const dropout = m === b ? 0 : logBeta(a, m) - logBeta(a, b);
  const wait = erlangWait(shape, alpha, tx, T, k);
  const canLeave = first === 1 || x > 0;
  const gap = Math.log1p((T - tx) / (alpha + tx));
  const odds = canLeave ? Math.log(a / (m - 1)) + shape * gap - wait.log : -Infinity;
  if (gradient !== undefined) {
    const gone = odds > 0 ? 1 / (1 + Math.exp(-odds)) : Math.exp(odds) / (1 + Math.exp(odds));
    const stay = 1 - gone;
    const psi = x === 0 ? 0 : digamma(shape) - digamma(r);
    const psiA = m === b ? 0 : digamma(a + b) - digamma(a + m);
    const psiB = m === b ? 0 : digamma(m) - digamma(b);
    gradient[0] = r * (psi - log1 + gone * gap + stay * wait.byShape);
    gradient[1] =
      r -
      (shape * alpha) / (alpha + T) -
      gone * shape * alpha * ((T - tx) / ((alpha + T) * (alpha + tx))) +
      stay * alpha * wait.byAlpha;
    gradient[2] = a * psiA + gone;
    gradient[3] = canLeave ? b * (psiB + psiA - gone / (m - 1)) : b * (psiB + psiA);
  }
  return timing + dropout + wait.log + (odds > 0 ? odds + Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds)));
}

function logGammaRatioOrZero(r: number, d: number): number {
  return d === 0 ? 0 : logGammaRatio(r, d);
}

/**
 * Returns ln Σ_{j<k} (shape)_j / j! · ((T − t_x) / (α + T))^j, the probability that fewer than k hidden events follow the last
 * purchase, with its derivatives by the shape (that is, by r) and by α. It is 0 for k = 1.
 */
function erlangWait(
  shape: number,
  alpha: number,
  tx: number,
  T: number,
  k: number,
): { log: number; byShape: number; byAlpha: number } {
  if (k === 1) return NO_WAIT;
  const v = (T - tx) / (alpha + T);
  let term = 1;
  let sum = 1;
  let byShape = 0;
  let byV = 0;
  let harmonic = 0;
  for (let j = 1; j < k; j++) {
    byV += term * (shape + j - 1);
    term *= ((shape + j - 1) * v) / j;
    harmonic += 1 / (shape + j - 1);
    sum += term;
    byShape += term * harmonic;
  }
  return { log: Math.log(sum), byShape: byShape / sum, byAlpha: (byV / sum) * (-v / (alpha + T)) };
}

const NO_WAIT = { log: 0, byShape: 0, byAlpha: 0 };

/** Returns the log-likelihood of all rows; for k = 1, with log-gammas by distinct frequency, two logarithms and one exponential per row. */
export function betaGeometricLikelihood(data: FitData, { first, k }: BetaGeometricVariant): LogLikelihood {
  if (k !== 1) return erlangLikelihood(data, { first, k });
  const { rows, frequency, recency, age, weight, distinct, distinctIndex, distinctWeight } = data;
  const times = distinctTimes(data);
  const logDropout = new Float64Array(distinct.length);
  const goneByFrequency = new Float64Array(distinct.length);
  return (logs, gradient) => {
    const r = Math.exp(logs[0]!);
    const alpha = Math.exp(logs[1]!);
    const a = Math.exp(logs[2]!);
    const b = Math.exp(logs[3]!);
    let total = 0;
    let byR = 0;
    let byA = 0;
    let byB = 0;
    const psiR = digamma(r);
    const logBetaAB = logBeta(a, b);
    const psiAB = digamma(a + b);
    const psiB = digamma(b);
    for (let index = 0; index < distinct.length; index++) {
      const x = distinct[index]!;
      const w = distinctWeight[index]!;
      const m = b + x + first;
      goneByFrequency[index] = 0;
      if (x > 0) {
        total += w * logGammaRatio(r, x);
        byR += w * (digamma(r + x) - psiR);
      }
      if (m !== b) {
        logDropout[index] = Math.log(a / (m - 1));
        const psiAM = digamma(a + m);
        total += w * (logBeta(a, m) - logBetaAB);
        byA += w * (psiAB - psiAM);
        byB += w * (digamma(m) - psiB + psiAB - psiAM);
      }
    }
    let byAlpha = 0;
    const logAlpha = logs[1]!;
    if (times !== null) {
      const { values, ageIndex, recencyIndex, customers, purchases } = times;
      const growths = values.map((time) => Math.log1p(time / alpha));
      const inverses = values.map((time) => 1 / (alpha + time));
      for (let index = 0; index < values.length; index++) {
        const w = customers[index]!;
        const bought = purchases[index]!;
        total -= (r * w + bought) * growths[index]! + bought * logAlpha;
        byR -= w * growths[index]!;
        byAlpha += (r * w * values[index]! - bought * alpha) * inverses[index]!;
      }
      for (let row = 0; row < rows; row++) {
        const x = frequency[row]!;
        if (x === 0 && first === 0) continue;
        const w = weight[row]!;
        const end = ageIndex[row]!;
        const last = recencyIndex[row]!;
        const gap = growths[end]! - growths[last]!;
        const shape = r + x;
        const index = distinctIndex[row]!;
        const odds = logDropout[index]! + shape * gap;
        const size = Math.exp(odds > 0 ? -odds : odds);
        const gone = w * (odds > 0 ? 1 / (1 + size) : size / (1 + size));
        total += w * ((odds > 0 ? odds : 0) + Math.log1p(size));
        byR += gone * gap;
        byAlpha -= gone * shape * alpha * (values[end]! - values[last]!) * inverses[end]! * inverses[last]!;
        goneByFrequency[index]! += gone;
      }
    }
    for (let row = 0; row < (times === null ? rows : 0); row++) {
      const x = frequency[row]!;
      const w = weight[row]!;
      const T = age[row]!;
      const end = alpha + T;
      const growth = Math.log1p(T / alpha);
      const shape = r + x;
      total -= w * (shape * growth + x * logAlpha);
      byR -= w * growth;
      byAlpha += (w * (r * T - x * alpha)) / end;
      if (x === 0 && first === 0) continue;
      const last = alpha + recency[row]!;
      const silence = T - recency[row]!;
      const gap = Math.log1p(silence / last);
      const index = distinctIndex[row]!;
      const odds = logDropout[index]! + shape * gap;
      const size = Math.exp(odds > 0 ? -odds : odds);
      const gone = odds > 0 ? 1 / (1 + size) : size / (1 + size);
      total += w * ((odds > 0 ? odds : 0) + Math.log1p(size));
      byR += w * gone * gap;
      byAlpha -= (w * gone * shape * alpha * silence) / (end * last);
      goneByFrequency[index]! += w * gone;
    }
    for (let index = 0; index < distinct.length; index++) {
      const gone = goneByFrequency[index]!;
      if (gone === 0) continue;
      byA += gone / a;
      byB -= gone / (b + distinct[index]! + first - 1);
    }
    gradient[0] = byR * r;
    gradient[1] = byAlpha;
    gradient[2] = byA * a;
    gradient[3] = byB * b;
    return total;
  };
}

function erlangLikelihood(data: FitData, variant: BetaGeometricVariant): LogLikelihood {
  const { rows, frequency, recency, age, weight, distinct, distinctIndex } = data;
  const { first, k } = variant;
  return (logs, gradient) => {
    const r = Math.exp(logs[0]!);
    const alpha = Math.exp(logs[1]!);
    const a = Math.exp(logs[2]!);
    const b = Math.exp(logs[3]!);
    const psiR = digamma(r);
    const logBetaAB = logBeta(a, b);
    const psiAB = digamma(a + b);
    const psiB = digamma(b);
    const tables = Array.from(distinct, (x) => {
      const m = b + x + first;
      const psiAM = digamma(a + m);
      return {
        log: logGammaRatioOrZero(r, k * x) + (m === b ? 0 : logBeta(a, m) - logBetaAB),
        byR: x === 0 ? 0 : digamma(r + k * x) - psiR,
        byA: m === b ? 0 : psiAB - psiAM,
        byB: m === b ? 0 : digamma(m) - psiB + psiAB - psiAM,
        logDropout: m === b ? -Infinity : Math.log(a / (m - 1)),
      };
    });
    let total = 0;
    gradient.fill(0);
    for (let row = 0; row < rows; row++) {
      const x = frequency[row]!;
      const w = weight[row]!;
      const T = age[row]!;
      const tx = recency[row]!;
      const table = tables[distinctIndex[row]!]!;
      const shape = r + k * x;
      const growth = Math.log1p(T / alpha);
      const gap = Math.log1p((T - tx) / (alpha + tx));
      const wait = erlangWait(shape, alpha, tx, T, k);
      const odds = table.logDropout + shape * gap - wait.log;
      const size = Math.exp(odds > 0 ? -odds : odds);
      const gone = odds > 0 ? 1 / (1 + size) : size / (1 + size);
      total += w * (table.log - shape * growth - k * x * logs[1]! + wait.log + (odds > 0 ? odds : 0) + Math.log1p(size));
      gradient[0]! += w * r * (table.byR - growth + gone * gap + (1 - gone) * wait.byShape);
      gradient[1]! +=
        w *
        (r -
          (shape * alpha) / (alpha + T) +
          gone * shape * alpha * (1 / (alpha + T) - 1 / (alpha + tx)) +
          (1 - gone) * alpha * wait.byAlpha);
      gradient[2]! += w * (a * table.byA + gone);
      gradient[3]! += w * b * (table.byB - (gone === 0 ? 0 : gone / (b + x + first - 1)));
    }
    return total;
  };
}

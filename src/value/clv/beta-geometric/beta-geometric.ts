import { logBeta } from "../../../statistics/internal.js";

/** Number of terms above which the integral is cheaper than the series. */
const LONG_SERIES = 4000;

/**
 * Returns the expected purchases in (0, t] of a customer who is alive at 0, when hidden events come at rate λ ~ gamma(shape, rate),
 * every k-th event is a purchase, `phase` events have passed since the last purchase, and after each purchase the customer leaves
 * with probability p ~ beta(a, b).
 *
 * If the customer never left, the number of events N would be negative binomial. Of m purchases of a customer who never leaves, a
 * customer who may leave makes h(m) = Σ_{i<m} (b)ᵢ / (a + b)ᵢ. The result is E[h(⌊(N + phase) / k⌋)]: a sum of positive terms,
 * without the removable singularities and the cancellation of the closed form with ₂F₁ at a = 1 and at a + b = 1. A long sum is
 * computed as the equal integral over p.
 */
export function expectedPurchasesWhileAlive(
  shape: number,
  rate: number,
  a: number,
  b: number,
  t: number,
  k = 1,
  phase = 0,
): number {
  if (t === 0) return 0;
  const odds = t / rate;
  const exponent = shape * Math.log1p(odds);
  const mean = shape * odds;
  // ln(1/w) = ln(1 + rate/t)
  const fade = Math.log1p(rate / t);
  if (exponent > 600 || mean + 9 * Math.sqrt(mean * (1 + odds)) + 40 / fade > LONG_SERIES * k) {
    return expectedByIntegral(shape, odds, a, b, k, phase);
  }
  const w = t / (rate + t);
  const stop = 1e-17 / (1 + odds);
  let probability = Math.exp(-exponent);
  let purchases = 0;
  let step = 1;
  let made = 0;
  let sum = 0;
  let left = k - phase;
  for (let n = 0; ; ) {
    probability *= ((shape + n) * w) / ++n;
    if (--left === 0) {
      left = k;
      purchases += step;
      step *= (b + made) / (a + b + made);
      made++;
    }
    const term = probability * purchases;
    sum += term;
    if (n > mean && made > 0 && term <= stop * sum) return sum;
  }
}

/**
 * Returns the same as ∫ beta(p; a, b) (1 − G(p)) / p dp, where G(p) is the probability to be alive after (0, t].
 *
 * It is a trapezoidal sum in u = ln(p / (1 − p)), which converges exponentially because the integrand is analytic in a strip around
 * the line. Where the integrand is a pure exponential, a geometric tail replaces the rest.
 */
function expectedByIntegral(shape: number, odds: number, a: number, b: number, k: number, phase: number): number {
  const base = logBeta(a, b);
  const logIntegrand = (u: number): number => {
    const logP = -softplus(-u);
    const logQ = -softplus(u);
    const p = Math.exp(logP);
    const logGone =
      k === 1
        ? Math.log(-Math.expm1(-shape * Math.log1p(p * odds))) - logP
        : Math.log(Math.max(erlangGone(shape, odds, p, logQ, k, phase), 1e-300));
    return a * logP + b * logQ + logGone;
  };
  const start = Math.log(a / b);
  const step = Math.min(0.25, 0.5 * Math.sqrt(1 / a + 1 / b));
  const first = logIntegrand(start);
  let highest = first;
  let sum = 1;
  for (const direction of [1, -1] as const) {
    const fall = direction === 1 ? b : a;
    const end = direction === 1 ? Math.max(37, start) : Math.min(start, -Math.log(shape * odds)) - 37;
    for (let index = 1; ; index++) {
      const u = start + direction * index * step;
      const log = logIntegrand(u);
      const last = direction * u > direction * end;
      sum += Math.exp(log - first) / (last ? -Math.expm1(-fall * step) : 1);
      highest = Math.max(highest, log);
      if (last || log < highest - 40) break;
    }
  }
  return Math.exp(first - base + Math.log(sum * step));
}

/**
 * Returns (1 − G(p)) / p when every k-th event is a purchase: G = E[(1 − p)^⌊(N + phase) / k⌋] by the k-th roots of unity, and near
 * p = 1 by its first terms.
 */
function erlangGone(shape: number, odds: number, p: number, logQ: number, k: number, phase: number): number {
  if (logQ < -7) {
    let probability = Math.exp(-shape * Math.log1p(odds));
    let stay = 0;
    for (let n = 0; n < 8 * k; n++) {
      stay += probability * Math.exp(logQ * Math.floor((n + phase) / k));
      probability *= ((shape + n) * odds) / ((1 + odds) * (n + 1));
    }
    return Math.max(0, 1 - stay) / p;
  }
  const logRoot = logQ / k;
  let mean = 0;
  for (let rest = 1; rest < k; rest++) mean += Math.expm1(-rest * logRoot) / k;
  const logMain = phase * logRoot + Math.log1p(mean) - shape * Math.log1p(-odds * Math.expm1(logRoot));
  let sum = -Math.expm1(logMain) / p;
  const root = Math.exp(logRoot);
  for (let l = 1; l < k; l++) {
    const angle = (2 * Math.PI * l) / k;
    const re = 1 + odds * (1 - root * Math.cos(angle));
    const im = -odds * root * Math.sin(angle);
    const size = Math.exp((phase + 1) * logRoot - (shape / 2) * Math.log(re * re + im * im) - logQ);
    const turn = (phase + 1) * angle - shape * Math.atan2(im, re);
    // Re[ e^{i turn} / (z − 1) ], z = root · e^{i angle}
    const dRe = root * Math.cos(angle) - 1;
    const dIm = root * Math.sin(angle);
    sum += (size * (Math.cos(turn) * dRe + Math.sin(turn) * dIm)) / (dRe * dRe + dIm * dIm) / k;
  }
  return sum;
}

/** ln(1 + eᵘ) without overflow. */
export function softplus(u: number): number {
  return u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u));
}

/** 1 / (1 + eᵘ): the probability whose log-odds against are u. */
export function fromLogOdds(u: number): number {
  return 1 / (1 + Math.exp(u));
}

/** Nodes and weights of the Gauss–Legendre rule of 16 points. */
const NODES: readonly number[] = [
  -0.9894009349916499, -0.9445750230732326, -0.8656312023878318, -0.755404408355003, -0.6178762444026438, -0.45801677765722737,
  -0.2816035507792589, -0.09501250983763744, 0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438,
  0.755404408355003, 0.8656312023878318, 0.9445750230732326, 0.9894009349916499,
];
const WEIGHTS: readonly number[] = [
  0.027152459411754095, 0.062253523938647894, 0.09515851168249279, 0.12462897125553387, 0.14959598881657674, 0.16915651939500254,
  0.18260341504492358, 0.1894506104550685, 0.1894506104550685, 0.18260341504492358, 0.16915651939500254, 0.14959598881657674,
  0.12462897125553387, 0.09515851168249279, 0.062253523938647894, 0.027152459411754095,
];

/**
 * Returns the logarithm of the odds that a Pareto/NBD customer has left, and optionally means over the time of leaving.
 *
 * The odds are s ∫_{t_x}^{T} ((α + T) / (α + u))^(r + x) ((β + T) / (β + u))^s du / (β + u): the positive integral behind
 * the two ₂F₁ of the paper's A₀, whose difference cancels. With m = min(α, β) and m + u = (m + t_x) e^ρ the integrand is
 * an exponential times a function without a singularity within π of the real line, so that a few Gauss–Legendre panels
 * reach the last digits. The same code serves α ≥ β and α < β.
 *
 * @param R - r + x
 * @param averages - filled with the means, over the time u of leaving in (t_x, T), of ln((α + T)/(α + u)),
 * ln((β + T)/(β + u)), 1/(α + u), 1/(β + u)
 */
export function paretoLogOddsGone(
  R: number,
  alpha: number,
  s: number,
  beta: number,
  tx: number,
  T: number,
  averages?: Float64Array,
): number {
  const lowAlpha = alpha <= beta;
  const m = lowAlpha ? alpha : beta;
  const c = lowAlpha ? beta - alpha : alpha - beta;
  const start = m + tx;
  const length = Math.log1p((T - tx) / start);
  if (!(length > 0)) return -Infinity;
  // m-part: exp(k1 (length − ρ)); M-part: a power k2 of (M + T) / (M + u)
  const k1 = lowAlpha ? R : s;
  const k2 = lowAlpha ? s : R;
  const logEnd = Math.log(c + m + T);
  let reference = -Infinity;
  let sum = 0;
  let sumA = 0;
  let sumB = 0;
  let sumC = 0;
  let sumD = 0;
  for (let from = 0; from < length; ) {
    const w0 = start * Math.exp(from);
    const slope = k1 + ((k2 + 1) * w0) / (c + w0);
    const width = Math.min(length - from, 2, 6 / slope);
    const half = width / 2;
    const middle = from + half;
    let highest = -Infinity;
    for (let node = 0; node < 16; node++) {
      const rho = middle + half * NODES[node]!;
      const w = start * Math.exp(rho);
      const other = c + w;
      const logOther = logEnd - Math.log(other);
      const rest = length - rho;
      const exponent = k1 * rest + k2 * logOther;
      if (exponent > highest) highest = exponent;
      if (reference === -Infinity) reference = exponent;
      else if (exponent > reference + 300) {
        const shrink = Math.exp(reference - exponent);
        sum *= shrink;
        sumA *= shrink;
        sumB *= shrink;
        sumC *= shrink;
        sumD *= shrink;
        reference = exponent;
      }
      // du / (β + u) = w dρ / (β + u)
      const value = WEIGHTS[node]! * half * Math.exp(exponent - reference) * (lowAlpha ? w / other : 1);
      sum += value;
      if (averages !== undefined) {
        sumA += value * rest;
        sumB += value * logOther;
        sumC += value / w;
        sumD += value / other;
      }
    }
    from += width;
    // the rest is negligible at the present slope
    if (highest < reference - 45 && sum > 0) break;
  }
  if (averages !== undefined) {
    averages[0] = (lowAlpha ? sumA : sumB) / sum;
    averages[1] = (lowAlpha ? sumB : sumA) / sum;
    averages[2] = (lowAlpha ? sumC : sumD) / sum;
    averages[3] = (lowAlpha ? sumD : sumC) / sum;
  }
  return Math.log(s) + reference + Math.log(sum);
}

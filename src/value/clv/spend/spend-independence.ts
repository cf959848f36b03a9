import type { SpendColumns } from "./gamma-gamma.js";

/** Correlation of spend and frequency. Gamma-Gamma assumes that there is none. */
export interface SpendIndependence {
  /** Pearson correlation of frequency and mean spend, over customers with a repeat purchase. */
  readonly correlation: number;
  /** Rank correlation (Spearman), which large orders do not dominate. */
  readonly rankCorrelation: number;
  readonly customers: number;
}

/**
 * Measures whether spend is independent of frequency, as Gamma-Gamma assumes.
 *
 * @param spend - frequency and mean value of a population, as columns
 * @returns correlations over the customers with a repeat purchase and a positive mean; 0 when they cannot be computed
 * @see Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves, section on independence
 * @example
 * spendIndependence({ frequency: Float64Array.of(1, 2, 3), monetary: Float64Array.of(3000, 2000, 1000) }).rankCorrelation // => -1
 */
export function spendIndependence(spend: SpendColumns): SpendIndependence {
  const x: number[] = [];
  const z: number[] = [];
  for (let row = 0; row < spend.frequency.length; row++) {
    if (!(spend.frequency[row]! > 0 && spend.monetary[row]! > 0 && spend.monetary[row]! < Infinity)) continue;
    x.push(spend.frequency[row]!);
    z.push(spend.monetary[row]!);
  }
  return { correlation: correlation(x, z), rankCorrelation: correlation(ranks(x), ranks(z)), customers: x.length };
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let index = 0; index < n; index++) {
    xx += (x[index]! - meanX) ** 2;
    yy += (y[index]! - meanY) ** 2;
    xy += (x[index]! - meanX) * (y[index]! - meanY);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** Returns the ranks from 1; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((left, right) => values[left]! - values[right]! || left - right);
  const result = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let position = from; position < to; position++) result[order[position]!] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

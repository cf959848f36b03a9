import { type BinnedFeature, MISSING_BIN } from "./feature-bins.js";

/** Number of values per histogram cell: sum of gradients, sum of curvatures, rows. */
export const CELL = 3;

/**
 * Bins of all rows without the most frequent bin of each feature: a row adds to a short list of histogram cells, and the
 * omitted cell is the difference to the total. Indicator columns, mostly 0, cost almost nothing.
 */
export interface SparseRows {
  /** Position in `cells` at which the cells of each row begin. */
  readonly starts: Uint32Array;
  readonly cells: Uint32Array;
  /** First cell of each feature; missing values have its last cell. */
  readonly offsets: Uint32Array;
  /** Omitted cell of each feature. */
  readonly frequent: Uint32Array;
  /** Number of cells of a histogram. */
  readonly size: number;
}

/** Prepares features for histograms. */
export function sparseRows(features: readonly BinnedFeature[], rows: number): SparseRows {
  const offsets = new Uint32Array(features.length + 1);
  features.forEach(({ count, hasMissing }, index) => {
    offsets[index + 1] = offsets[index]! + count + (hasMissing ? 1 : 0);
  });
  const frequent = new Uint32Array(features.length);
  const lengths = new Uint32Array(rows);
  features.forEach(({ bins, count }, index) => {
    const counts = new Uint32Array(MISSING_BIN + 1);
    for (let row = 0; row < rows; row++) counts[bins[row]!]! += 1;
    const common = counts.indexOf(counts.reduce((highest, value) => Math.max(highest, value)));
    frequent[index] = offsets[index]! + Math.min(common, count);
    for (let row = 0; row < rows; row++) lengths[row]! += bins[row] === common ? 0 : 1;
  });
  const starts = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) starts[row + 1] = starts[row]! + lengths[row]!;
  const cells = new Uint32Array(starts[rows]!);
  const next = starts.slice();
  features.forEach(({ bins, count }, index) => {
    for (let row = 0; row < rows; row++) {
      const cell = offsets[index]! + Math.min(bins[row]!, count);
      if (cell === frequent[index]) continue;
      cells[next[row]!] = cell;
      next[row]! += 1;
    }
  });
  return { starts, cells, offsets, frequent, size: offsets[features.length]! };
}

/** First and second derivatives of the loss by the log-odds of each row, and the rows to learn from in this round. */
export interface RowDerivatives {
  readonly gradients: Float64Array;
  readonly curvatures: Float64Array;
  readonly active: Uint8Array;
}

/** Computes the histogram of the rows between two positions. */
export function fillHistogram(
  histogram: Float64Array,
  { starts, cells, offsets, frequent }: SparseRows,
  { gradients, curvatures, active }: RowDerivatives,
  rows: Uint32Array,
  from: number,
  to: number,
): void {
  histogram.fill(0);
  let gradient = 0;
  let curvature = 0;
  let count = 0;
  for (let place = from; place < to; place++) {
    const row = rows[place]!;
    if (active[row] === 0) continue;
    const g = gradients[row]!;
    const h = curvatures[row]!;
    gradient += g;
    curvature += h;
    count++;
    const end = starts[row + 1]!;
    for (let index = starts[row]!; index < end; index++) {
      const at = cells[index]! * CELL;
      histogram[at]! += g;
      histogram[at + 1]! += h;
      histogram[at + 2]! += 1;
    }
  }
  for (let feature = 0; feature < frequent.length; feature++) {
    let [g, h, c] = [gradient, curvature, count];
    for (let cell = offsets[feature]!; cell < offsets[feature + 1]!; cell++) {
      g -= histogram[cell * CELL]!;
      h -= histogram[cell * CELL + 1]!;
      c -= histogram[cell * CELL + 2]!;
    }
    const at = frequent[feature]! * CELL;
    histogram[at] = c === 0 ? 0 : g;
    histogram[at + 1] = c === 0 ? 0 : h;
    histogram[at + 2] = c;
  }
}

/** Turns the histogram of a node into that of one child by subtracting the histogram of the other. */
export function subtractHistogram(histogram: Float64Array, other: Float64Array): void {
  for (let index = 0; index < histogram.length; index++) histogram[index]! -= other[index]!;
}

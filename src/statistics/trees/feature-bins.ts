import { outsideDomain } from "../domain.js";

/** Bin of missing values; the bins of other values have lower numbers. */
export const MISSING_BIN = 255;

/** Feature as bin numbers: intervals of a numeric feature in order, or one bin per category. */
export interface BinnedFeature {
  /** Bin of each row. */
  readonly bins: Uint8Array;
  /** Number of bins, without the bin of missing values. */
  readonly count: number;
  /** Numeric feature: bin b holds the values above cut b − 1 and up to cut b; there are count − 1 cuts. */
  readonly cuts: Float64Array;
  /** Categorical feature: the category of each bin. */
  readonly categories: readonly number[] | null;
  readonly hasMissing: boolean;
}

/** Bins a numeric column: one bin per value when there are few values, otherwise bins of about equally many rows. */
export function binNumbers(column: Float64Array, name: string, maxBins: number): BinnedFeature {
  const { distinct, missing } = distinctValues(column, name, maxBins);
  const cuts = distinct === null ? quantileCuts(column, maxBins) : midpoints(distinct);
  const bins = new Uint8Array(column.length);
  assignBins(column, cuts, bins, MISSING_BIN);
  return { bins, count: cuts.length + 1, cuts, categories: null, hasMissing: missing };
}

/** Bins a column of categories, which are integers from 0. */
export function binCategories(column: Float64Array, name: string, maxBins: number): BinnedFeature {
  const { distinct, missing } = distinctValues(column, name, maxBins);
  if (distinct === null) throw outsideDomain(`features.${name}`, "more", `a column with at most ${maxBins} categories`);
  for (const value of distinct)
    if (!(Number.isInteger(value) && value >= 0))
      throw outsideDomain(`features.${name}`, value, "a category as an integer of at least 0");
  const binOf = new Map(Array.from(distinct, (value, bin) => [value, bin]));
  const bins = new Uint8Array(column.length);
  for (let row = 0; row < bins.length; row++) bins[row] = binOf.get(column[row]!) ?? MISSING_BIN;
  return { bins, count: distinct.length, cuts: new Float64Array(), categories: [...distinct], hasMissing: missing };
}

/** Returns the distinct values in order; `null` when there are more than `maxBins`. */
function distinctValues(
  column: Float64Array,
  name: string,
  maxBins: number,
): { distinct: Float64Array | null; missing: boolean } {
  const seen = new Set<number>();
  let missing = false;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (Number.isNaN(value)) missing = true;
    else if (!Number.isFinite(value))
      throw outsideDomain(`features.${name}[${row}]`, value, "a finite number, or NaN for a missing value");
    else if (seen.size <= maxBins) seen.add(value);
  }
  return { distinct: seen.size > maxBins ? null : Float64Array.from(seen).sort(), missing };
}

function quantileCuts(column: Float64Array, maxBins: number): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const cuts: number[] = [];
  for (let bin = 1; bin < maxBins; bin++) {
    const place = Math.floor((bin * sorted.length) / maxBins);
    const cut = between(sorted[place - 1]!, sorted[place]!);
    // nothing lies above the highest value
    if ((cuts.length === 0 || cut > cuts[cuts.length - 1]!) && cut < sorted[sorted.length - 1]!) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

function midpoints(distinct: Float64Array): Float64Array {
  return distinct.subarray(1).map((value, index) => between(distinct[index]!, value));
}

/** Returns a number that is at least `lower` and below `upper`, if they differ. */
function between(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle >= lower && middle < upper ? middle : lower;
}

/**
 * Counts the cuts below each value by a branchless binary search: its steps are the same for every value, which avoids
 * mispredicted branches.
 */
export function assignBins(
  column: ArrayLike<number>,
  cuts: Float64Array,
  bins: Uint8Array | Uint16Array,
  missing: number,
  from = 0,
  to = column.length,
): void {
  let size = 1;
  while (size <= cuts.length) size *= 2;
  const padded = new Float64Array(size).fill(Infinity);
  padded.set(cuts);
  for (let row = from; row < to; row++) {
    const value = column[row]!;
    let below = 0;
    for (let half = size >> 1; half > 0; half >>= 1) below += half * Number(value > padded[below + half - 1]!);
    bins[row - from] = Number.isNaN(value) ? missing : below;
  }
}

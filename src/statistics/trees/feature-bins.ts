import { outsideDomain } from "../domain.js";

/** A bin of its own for what is missing: bins of values are numbered below. */
export const MISSING_BIN = 255;

/** A feature as small numbers: numbers by intervals in their order, categories each for itself. */
export interface BinnedFeature {
  /** The bin of each row. */
  readonly bins: Uint8Array;
  /** Bins of values; the missing ones have `MISSING_BIN`. */
  readonly count: number;
  /** For numbers: bin b holds the values above cut b − 1 and up to cut b; count − 1 cuts. */
  readonly cuts: Float64Array;
  /** For categories: the category of each bin. */
  readonly categories: readonly number[] | null;
  readonly hasMissing: boolean;
}

/** Bins of a column of numbers: a bin a value where there are few values, else about equally many rows each. */
export function binNumbers(column: Float64Array, name: string, most: number): BinnedFeature {
  const { distinct, missing } = distinctValues(column, name, most);
  const cuts = distinct === null ? quantileCuts(column, most) : midpoints(distinct);
  const bins = new Uint8Array(column.length);
  assignBins(column, cuts, bins, MISSING_BIN);
  return { bins, count: cuts.length + 1, cuts, categories: null, hasMissing: missing };
}

/** Bins of a column of categories, which are whole numbers from 0. */
export function binCategories(column: Float64Array, name: string, most: number): BinnedFeature {
  const { distinct, missing } = distinctValues(column, name, most);
  if (distinct === null) throw outsideDomain(`features.${name}`, `more than ${most} categories`, "merged into fewer categories");
  for (const value of distinct)
    if (!(Number.isInteger(value) && value >= 0))
      throw outsideDomain(`features.${name}`, value, "categories as whole numbers from 0");
  const binOf = new Map(Array.from(distinct, (value, bin) => [value, bin]));
  const bins = new Uint8Array(column.length);
  for (let row = 0; row < bins.length; row++) bins[row] = binOf.get(column[row]!) ?? MISSING_BIN;
  return { bins, count: distinct.length, cuts: new Float64Array(), categories: [...distinct], hasMissing: missing };
}

/** The different values in order, `null` where there are more than so many. */
function distinctValues(column: Float64Array, name: string, most: number): { distinct: Float64Array | null; missing: boolean } {
  const seen = new Set<number>();
  let missing = false;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (Number.isNaN(value)) missing = true;
    else if (!Number.isFinite(value))
      throw outsideDomain(`features.${name}[${row}]`, value, "a finite number, or NaN where it is missing");
    else if (seen.size <= most) seen.add(value);
  }
  return { distinct: seen.size > most ? null : Float64Array.from(seen).sort(), missing };
}

function quantileCuts(column: Float64Array, most: number): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const cuts: number[] = [];
  for (let bin = 1; bin < most; bin++) {
    const place = Math.floor((bin * sorted.length) / most);
    const cut = between(sorted[place - 1]!, sorted[place]!);
    // nothing lies above the highest value
    if ((cuts.length === 0 || cut > cuts[cuts.length - 1]!) && cut < sorted[sorted.length - 1]!) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

function midpoints(distinct: Float64Array): Float64Array {
  return distinct.subarray(1).map((value, index) => between(distinct[index]!, value));
}

/** A number from which the lower is not above and the upper is, if they differ. */
function between(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle >= lower && middle < upper ? middle : lower;
}

/**
 * The number of cuts below each value, by a search without a branch: the steps are the same for every value, so that the
 * processor never guesses wrong.
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

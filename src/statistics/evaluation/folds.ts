import { anInteger, aNumber, invalidOption, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

/** Options of folds. */
export interface FoldOptions {
  /** Number of folds. Defaults to 5. */
  readonly folds?: number | undefined;
}

const FOLD_OPTIONS: OptionShape<FoldOptions> = { folds: anInteger({ min: 2 }) };

/**
 * Assigns rows to folds with the same share of events in each: the fold of a row is its rank within its class, in the order of the
 * rows, modulo the number of folds. Nothing is random: the same file always gives the same folds.
 *
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - number of folds
 * @returns the fold of each row, from 0
 * @throws ClienteleError `invalid_option` for fewer than 2 folds or more than rows; `outside_domain` for an outcome other than 0 and 1
 * @example
 * [...stratifiedFolds([0, 0, 1, 0, 1, 0], { folds: 2 })] // => [0, 1, 0, 0, 1, 1]
 */
export function stratifiedFolds(outcomes: ArrayLike<number>, options: FoldOptions = {}): Uint32Array {
  const folds = foldsOf(options, outcomes.length);
  const seen = [0, 0];
  return Uint32Array.from(outcomes, (outcome, row) => {
    if (outcome !== 0 && outcome !== 1) throw outsideDomain(`outcomes[${row}]`, outcome, "0 or 1");
    const rank = seen[outcome]!;
    seen[outcome] = rank + 1;
    return rank % folds;
  });
}

/**
 * Assigns rows to folds that keep the rows of a group together: a customer in training at one origin is never in the test at
 * another. The largest group goes to the fold with the fewest rows, then the next largest; ties in the order of the rows.
 *
 * @param groups - group of each row, such as its customer
 * @param options - number of folds
 * @returns the fold of each row, from 0
 * @throws ClienteleError `invalid_option` for fewer than 2 folds or more than groups
 * @example
 * [...groupedFolds(["ada", "bo", "ada", "cy", "bo", "ada"], { folds: 2 })] // => [0, 1, 0, 1, 1, 0]
 */
export function groupedFolds(groups: ArrayLike<string | number>, options: FoldOptions = {}): Uint32Array {
  const sizes = new Map<string | number, number>();
  for (let row = 0; row < groups.length; row++) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
  const filled = new Float64Array(foldsOf(options, sizes.size));
  const foldOf = new Map<string | number, number>();
  for (const [group, size] of [...sizes].sort((left, right) => right[1] - left[1])) {
    const fold = filled.indexOf(filled.reduce((fewest, value) => Math.min(fewest, value)));
    foldOf.set(group, fold);
    filled[fold]! += size;
  }
  return Uint32Array.from(groups as ArrayLike<never>, (group) => foldOf.get(group)!);
}

/** Training rows and test rows, as positions. */
export interface RowSplit {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** Options of `timeSplit`, in the unit of the times. */
export interface TimeSplitOptions {
  /** Start of the test rows. */
  readonly cutoff: number;
  /** Time before the cutoff that is left out: as long as a label takes to be known. Defaults to 0. */
  readonly gap?: number | undefined;
}

const TIME_SPLIT_OPTIONS: OptionShape<TimeSplitOptions> = { cutoff: aNumber(), gap: aNumber({ min: 0 }) };

/**
 * Splits rows by time into training before a cutoff and test after it, as in production. Use it for the final evaluation of a
 * model. With a gap as long as a label takes to be known, no training label looks into the test period.
 *
 * @param times - origin of each row, in any unit
 * @param options - cutoff, gap
 * @throws ClienteleError `invalid_option`, also for a cutoff with no rows on one side; `outside_domain` for a time that is not finite
 * @example
 * const { train, test } = timeSplit([1, 2, 3, 4, 5, 6], { cutoff: 5, gap: 2 });
 * [...train] // => [0, 1]
 * [...test] // => [4, 5]
 */
export function timeSplit(times: ArrayLike<number>, options: TimeSplitOptions): RowSplit {
  const { cutoff: given, gap = 0 } = requireOptions(options, TIME_SPLIT_OPTIONS);
  const cutoff = requireOption("cutoff", given, TIME_SPLIT_OPTIONS.cutoff);
  const train: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < times.length; row++) {
    if (!Number.isFinite(times[row])) throw outsideDomain(`times[${row}]`, times[row], "a finite number");
    if (times[row]! >= cutoff) test.push(row);
    else if (times[row]! < cutoff - gap) train.push(row);
  }
  if (train.length === 0 || test.length === 0)
    throw invalidOption(
      "cutoff",
      cutoff,
      `a time with rows on both sides (found ${train.length} before the gap, ${test.length} after the cutoff)`,
    );
  return { train: Uint32Array.from(train), test: Uint32Array.from(test) };
}

/** Splits rows into those of a fold (test) and all others (train). */
export function rowsOfFold(folds: ArrayLike<number>, fold: number, rows: number): RowSplit {
  requireLength(folds, rows);
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    train: Uint32Array.from(all.filter((row) => folds[row] !== fold)),
    test: Uint32Array.from(all.filter((row) => folds[row] === fold)),
  };
}

function foldsOf(options: FoldOptions, maxFolds: number): number {
  const { folds = 5 } = requireOptions(options, FOLD_OPTIONS);
  return requireOption("folds", folds, anInteger({ min: 2, max: maxFolds }));
}

import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

/**
 * Folds with the same share of events each: the fold of a row is its rank within its class, in the order of the rows, modulo k.
 * Nothing is drawn, so that anybody gets the same folds from the same file.
 *
 * @param outcomes - 1 where it happened, 0 where not
 * @param k - how many; 5 unless told
 * @returns the fold of each row, from 0
 * @throws ClienteleError `outside_domain` for k below 2 or above the rows, or an outcome that is neither 0 nor 1
 * @example
 * [...stratifiedFolds([0, 0, 1, 0, 1, 0], 2)] // => [0, 1, 0, 0, 1, 1]
 */
export function stratifiedFolds(outcomes: ArrayLike<number>, k = 5): Uint32Array {
  requireFolds(k, outcomes.length);
  const seen = [0, 0];
  return Uint32Array.from(outcomes, (outcome, row) => {
    if (outcome !== 0 && outcome !== 1) throw outsideDomain(`outcomes[${row}]`, outcome, "0 or 1");
    const rank = seen[outcome]!;
    seen[outcome] = rank + 1;
    return rank % k;
  });
}

/**
 * Folds that keep the rows of a group together: a customer who is in training at one origin is in no test at another. The largest
 * group goes to the fold with the fewest rows, then the next; ties in the order of the rows.
 *
 * @param groups - the customer of each row
 * @param k - how many; 5 unless told
 * @returns the fold of each row, from 0
 * @throws ClienteleError `outside_domain` for k below 2 or above the groups
 * @example
 * [...groupedFolds(["ada", "bo", "ada", "cy", "bo", "ada"], 2)] // => [0, 1, 0, 1, 1, 0]
 */
export function groupedFolds(groups: ArrayLike<string | number>, k = 5): Uint32Array {
  const sizes = new Map<string | number, number>();
  for (let row = 0; row < groups.length; row++) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
  requireFolds(k, sizes.size);
  const filled = new Float64Array(k);
  const foldOf = new Map<string | number, number>();
  for (const [group, size] of [...sizes].sort((left, right) => right[1] - left[1])) {
    const fold = filled.indexOf(filled.reduce((least, value) => Math.min(least, value)));
    foldOf.set(group, fold);
    filled[fold]! += size;
  }
  return Uint32Array.from(groups as ArrayLike<never>, (group) => foldOf.get(group)!);
}

/** Rows to learn from and rows to judge by, as positions. */
export interface RowSplit {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Splits rows by time: learns from what was known before a cut, judges by what came after. It is the split that life makes; use it
 * for the last word on a model.
 *
 * @param times - when the label of each row was known from (its origin), in any unit
 * @param options - `cutoff`: rows from here on are judged by; `gap`: time before the cutoff to leave out, as long as a label takes to be known, so that no label of training looks into the test
 * @throws ClienteleError `outside_domain` for a time or a gap that is not finite, or a side without rows
 * @example
 * const { train, test } = timeSplit([1, 2, 3, 4, 5, 6], { cutoff: 5, gap: 2 });
 * [...train] // => [0, 1]
 * [...test] // => [4, 5]
 */
export function timeSplit(
  times: ArrayLike<number>,
  options: { readonly cutoff: number; readonly gap?: number | undefined },
): RowSplit {
  const { cutoff, gap = 0 } = options;
  if (!Number.isFinite(cutoff)) throw outsideDomain("cutoff", cutoff, "finite");
  if (!(gap >= 0 && gap < Infinity)) throw outsideDomain("gap", gap, "finite and not negative");
  const train: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < times.length; row++) {
    if (!Number.isFinite(times[row])) throw outsideDomain(`times[${row}]`, times[row], "finite");
    if (times[row]! >= cutoff) test.push(row);
    else if (times[row]! < cutoff - gap) train.push(row);
  }
  if (train.length === 0 || test.length === 0)
    throw outsideDomain(
      "cutoff",
      cutoff,
      `between the times, with rows on both sides (found ${train.length} before, ${test.length} after)`,
    );
  return { train: Uint32Array.from(train), test: Uint32Array.from(test) };
}

/** The rows of a fold, and all others. */
export function rowsOfFold(folds: ArrayLike<number>, fold: number, rows: number): RowSplit {
  requireLength(folds, rows);
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    train: Uint32Array.from(all.filter((row) => folds[row] !== fold)),
    test: Uint32Array.from(all.filter((row) => folds[row] === fold)),
  };
}

function requireFolds(k: number, most: number): void {
  if (!(Number.isInteger(k) && k >= 2 && k <= most)) throw outsideDomain("k", k, `a whole number from 2 to ${most}`);
}

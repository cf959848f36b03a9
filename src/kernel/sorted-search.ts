/**
 * Position of the first item at or after `low` for which a test holds that is false up to some place and true from there;
 * `high` when it holds for none.
 *
 * @param low - first position to look at
 * @param high - end (exclusive) of the positions to look at
 * @param holds - asked about one position at a time, at most log2(high − low) + 1 times
 * @example
 * firstPosition(0, 10, (position) => position * position >= 30) // => 6
 */
export function firstPosition(low: number, high: number, holds: (position: number) => boolean): number {
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Position of the first number at or after `value` in an ascending list.
 *
 * @param ascending - sorted, smallest first
 * @param low - first position to look at; defaults to 0
 * @param high - end (exclusive) of the positions to look at; defaults to the length of the list
 * @returns `high` when every number is smaller
 * @example
 * firstAtOrAfter([1, 3, 3, 5], 3) // => 1
 */
export function firstAtOrAfter(ascending: ArrayLike<number>, value: number, low = 0, high = ascending.length): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Position of the first number after `value` in an ascending list; also how many numbers are at most `value`.
 *
 * @param ascending - sorted, smallest first
 * @returns the length when no number is larger
 * @example
 * firstAfter([1, 3, 3, 5], 3) // => 3
 */
export function firstAfter(ascending: ArrayLike<number>, value: number, low = 0, high = ascending.length): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many facts of an ordered history had happened by an instant.
 *
 * @param history - in ascending order of `at`
 * @param instant - epoch milliseconds
 * @example
 * countUpTo([{ at: new Date(10) }, { at: new Date(20) }], 15) // => 1
 */
export function countUpTo(history: readonly { readonly at: Date }[], instant: number): number {
  return firstPosition(0, history.length, (position) => history[position]!.at.getTime() > instant);
}

/**
 * How many steps of a timeline begin up to and including an instant.
 *
 * @param steps - in ascending order of `from`
 * @param instant - epoch milliseconds
 * @example
 * countStepsUpTo([{ from: new Date(10) }, { from: new Date(20) }], 15) // => 1
 */
export function countStepsUpTo(steps: readonly { readonly from: Date }[], instant: number): number {
  return firstPosition(0, steps.length, (position) => steps[position]!.from.getTime() > instant);
}
